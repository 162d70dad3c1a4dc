#include "daemon/system_view.hpp"

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <climits>
#include <cstdlib>
#include <string_view>

namespace sempervivum::daemon {
namespace {

std::optional<unsigned> number(std::string_view text) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::vector<std::string> split(std::string_view list) {
  std::vector<std::string> parts;
  while (!list.empty()) {
    const auto end = std::min(list.find(':'), list.size());
    if (end > 0) parts.emplace_back(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return parts;
}

std::string standard_path() {
  std::array<char, 256> text{};
  confstr(_CS_PATH, text.data(), text.size());
  return text.data();
}

}  // namespace

std::optional<FileFacts> ThisSystem::facts(const std::string &path) const {
  struct stat found {};
  if (lstat(path.c_str(), &found) != 0) return std::nullopt;
  return FileFacts{found.st_uid, found.st_gid, found.st_mode};
}

base::Expected<std::string, int> ThisSystem::real_path(const std::string &path) const {
  std::array<char, PATH_MAX> resolved{};
  if (realpath(path.c_str(), resolved.data()) == nullptr) return base::unexpected(int{errno});
  return std::string{resolved.data()};
}

std::optional<std::string> ThisSystem::link_target(const std::string &path) const {
  std::array<char, PATH_MAX> target{};
  const auto size = readlink(path.c_str(), target.data(), target.size());
  if (size < 0) return std::nullopt;
  return std::string{target.data(), static_cast<std::size_t>(size)};
}

std::optional<UserFacts> ThisSystem::user(const std::string &name) const {
  if (const auto *entry = getpwnam(name.c_str())) return UserFacts{entry->pw_uid, entry->pw_gid};
  const auto id = number(name);
  if (!id) return std::nullopt;
  const auto *entry = getpwuid(*id);
  return UserFacts{*id, entry != nullptr ? entry->pw_gid : static_cast<gid_t>(*id)};
}

std::optional<gid_t> ThisSystem::group(const std::string &name) const {
  if (const auto *entry = getgrnam(name.c_str())) return entry->gr_gid;
  return number(name);
}

std::vector<std::string> ThisSystem::search_path() const {
  const char *path = std::getenv("PATH");
  return split(path != nullptr ? path : standard_path());
}

UserFacts ThisSystem::self() const { return {geteuid(), getegid()}; }

}  // namespace sempervivum::daemon
