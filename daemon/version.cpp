#include "daemon/version.hpp"

#include <fmt/format.h>
#include <sys/utsname.h>

namespace sempervivum::daemon {
namespace {

constexpr std::string_view compiler =
#ifdef __clang__
    "clang " __clang_version__;
#else
    "gcc " __VERSION__;
#endif

}  // namespace

std::string product_line() {
  return fmt::format("Keepalived v{} (Sempervivum {})", compatible_version, SEMPERVIVUM_VERSION);
}

std::string kernel_line() {
  utsname system{};
  if (uname(&system) != 0) return "an unknown kernel";
  return fmt::format("{} {} {}", system.sysname, system.release, system.version);
}

std::string version_text() {
  return fmt::format(
      "{}\n\n"
      "A replacement for keepalived {} under the GNU General Public License, version 2 or later.\n\n"
      "Built with {}\nRunning on {}\n",
      product_line(), compatible_version, compiler, kernel_line());
}

}  // namespace sempervivum::daemon
