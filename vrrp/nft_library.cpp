#include <dlfcn.h>
#include <nftables/libnftables.h>

#include <memory>

#include "vrrp/nft.hpp"

namespace sempervivum::vrrp {
namespace {

constexpr auto library_name = "libnftables.so.1";

/// The functions of libnftables that are used.
struct Library {
  void *handle = dlopen(library_name, RTLD_NOW | RTLD_LOCAL);
  decltype(&nft_ctx_new) make = find<decltype(&nft_ctx_new)>("nft_ctx_new");
  decltype(&nft_ctx_free) free = find<decltype(&nft_ctx_free)>("nft_ctx_free");
  decltype(&nft_ctx_buffer_error) keep_errors = find<decltype(&nft_ctx_buffer_error)>("nft_ctx_buffer_error");
  decltype(&nft_ctx_get_error_buffer) errors = find<decltype(&nft_ctx_get_error_buffer)>("nft_ctx_get_error_buffer");
  decltype(&nft_run_cmd_from_buffer) run = find<decltype(&nft_run_cmd_from_buffer)>("nft_run_cmd_from_buffer");

  bool complete() const {
    return make != nullptr && free != nullptr && keep_errors != nullptr && errors != nullptr && run != nullptr;
  }

 private:
  template <class Function>
  Function find(const char *name) const {
    return handle == nullptr ? nullptr : reinterpret_cast<Function>(dlsym(handle, name));
  }
};

}  // namespace

// The library stays loaded: it keeps tables of its own until the process ends.
base::Expected<void, std::string> run_nft(const std::string &commands) {
  const Library library;
  if (!library.complete()) return base::unexpected(std::string{"there is no "} + library_name);
  const std::unique_ptr<nft_ctx, decltype(library.free)> context{library.make(NFT_CTX_DEFAULT), library.free};
  if (!context || library.keep_errors(context.get()) != 0) return base::unexpected(std::string{"out of memory"});
  if (library.run(context.get(), commands.c_str()) == 0) return {};
  return base::unexpected(std::string{library.errors(context.get())});
}

}  // namespace sempervivum::vrrp
