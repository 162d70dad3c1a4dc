#include "netlink/sysctl.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <utility>

#include "base/fd.hpp"

namespace sempervivum::netlink {
namespace {

constexpr std::string_view root = "/proc/sys/net/";
/// Room for the text of any number and its newline.
constexpr std::size_t number_size = 24;

auto failure(int code, const char *action, const std::string &path) {
  return base::unexpected(base::SystemError{code, std::string{action} + " " + path});
}

base::UniqueFd open_setting(const std::string &path, int access) {
  return base::UniqueFd{::open((std::string{root} + path).c_str(), access | O_CLOEXEC | O_NONBLOCK)};
}

// One number and nothing but white space behind it.
bool parse(std::string_view text, std::int64_t &value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const auto rest = text.substr(static_cast<std::size_t>(end - text.data()));
  return error == std::errc{} && rest.find_first_not_of(" \t\n") == std::string_view::npos;
}

}  // namespace

std::string interface_setting(base::Family family, std::string_view interface, std::string_view setting) {
  std::string path = family == base::Family::ipv4 ? "ipv4/conf/" : "ipv6/conf/";
  path.append(interface).append("/").append(setting);
  return path;
}

base::SystemResult<std::int64_t> read_sysctl(const std::string &path) {
  constexpr auto action = "read sysctl";
  const auto file = open_setting(path, O_RDONLY);
  if (!file) return failure(errno, action, path);
  std::array<char, number_size> text{};
  const auto size = ::read(file.number(), text.data(), text.size());
  if (size < 0) return failure(errno, action, path);
  std::int64_t value = 0;
  if (!parse({text.data(), static_cast<std::size_t>(size)}, value)) return failure(EINVAL, action, path);
  return value;
}

base::SystemResult<void> write_sysctl(const std::string &path, std::int64_t value) {
  constexpr auto action = "write sysctl";
  const auto file = open_setting(path, O_WRONLY);
  if (!file) return failure(errno, action, path);
  const auto text = std::to_string(value);
  if (::write(file.number(), text.data(), text.size()) < 0) return failure(errno, action, path);
  return {};
}

base::SystemResult<void> SysctlKeeper::hold(const std::string &path, std::int64_t value) {
  const auto current = read_sysctl(path);
  if (!current) return base::unexpected(current.error());
  if (*current != value)
    if (const auto written = write_sysctl(path, value); !written) return written;
  auto &held = held_.try_emplace(path, Held{*current, value, 0}).first->second;
  held.ours = value;
  ++held.users;
  return {};
}

// An interface that is gone has no settings left to put back.
void SysctlKeeper::put_back(const std::string &path, const Held &held) {
  const auto current = read_sysctl(path);
  if (!current || *current != held.ours || held.ours == held.original) return;
  write_sysctl(path, held.original);
}

void SysctlKeeper::release(const std::string &path) {
  const auto at = held_.find(path);
  if (at == held_.end() || --at->second.users != 0) return;
  put_back(path, at->second);
  held_.erase(at);
}

void SysctlKeeper::inherit(const std::string &path, std::int64_t original) {
  const auto current = read_sysctl(path);
  if (!current) return;
  held_.try_emplace(path, Held{original, *current, 1}).first->second.original = original;
}

std::map<std::string, std::int64_t> SysctlKeeper::originals() const {
  std::map<std::string, std::int64_t> found;
  for (const auto &[path, held] : held_) found.emplace(path, held.original);
  return found;
}

void SysctlKeeper::release_all() {
  for (const auto &[path, held] : std::exchange(held_, {})) put_back(path, held);
}

}  // namespace sempervivum::netlink
