#include "daemon/module_loader.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>

#include "base/fd.hpp"

namespace sempervivum::daemon {
namespace {

constexpr const char *setting = "/proc/sys/kernel/modprobe";
constexpr std::size_t longest_path = 256;

std::string modprobe_path() {
  const base::UniqueFd file{open(setting, O_RDONLY | O_CLOEXEC)};
  std::array<char, longest_path> room{};
  const auto size = file ? read(file.number(), room.data(), room.size()) : 0;
  std::string path{room.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
  while (!path.empty() && path.back() == '\n') path.pop_back();
  return path;
}

}  // namespace

base::SystemResult<void> load_module(const char *name) {
  auto path = modprobe_path();
  std::string quiet{"-q"};
  std::string end{"--"};
  std::string module{name};
  const std::array<char *, 5> argv{path.data(), quiet.data(), end.data(), module.data(), nullptr};
  pid_t pid = 0;
  const int error = posix_spawn(&pid, path.c_str(), nullptr, nullptr, argv.data(), environ);
  if (error != 0) return base::unexpected(base::SystemError{error, "run modprobe"});
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return {};
}

}  // namespace sempervivum::daemon
