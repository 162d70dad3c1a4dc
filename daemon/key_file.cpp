#include "daemon/key_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/fd.hpp"

namespace sempervivum::daemon {
namespace {

/// More than any key and its newline.
constexpr std::size_t limit = 80;

/// Why the file may not be used, or nothing.
std::string objection(const struct stat &status) {
  if (!S_ISREG(status.st_mode)) return "is no regular file";
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) return "is accessible to others than its owner";
  return {};
}

}  // namespace

base::Expected<std::string, std::string> read_key_file(const std::string &path) {
  const auto fail = [&](std::string_view why) { return base::unexpected(fmt::format("{} {}", path, why)); };
  const base::UniqueFd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  struct stat status {};
  if (!file || ::fstat(file.number(), &status) != 0) return fail(std::strerror(errno));
  if (const auto why = objection(status); !why.empty()) return fail(why);
  std::array<char, limit> content{};
  const auto size = ::read(file.number(), content.data(), content.size());
  if (size < 0) return fail(std::strerror(errno));
  if (static_cast<std::size_t>(size) == limit) return fail("is too long for a key");
  return std::string{content.data(), static_cast<std::size_t>(size)};
}

}  // namespace sempervivum::daemon
