#include "checkers/ping_permission.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <string_view>
#include <utility>

#include "base/fd.hpp"

namespace sempervivum::checkers {
namespace {

constexpr const char *setting = "/proc/sys/net/ipv4/ping_group_range";

auto failure() { return base::unexpected(base::SystemError{errno, std::string{"change "} + setting}); }

base::SystemResult<std::string> read_setting() {
  const base::UniqueFd file{open(setting, O_RDONLY | O_CLOEXEC)};
  std::array<char, 64> room{};
  const auto size = file ? read(file.number(), room.data(), room.size() - 1) : -1;
  if (size < 0) return failure();
  return std::string{room.data(), static_cast<std::size_t>(size)};
}

bool write_setting(std::string_view text) {
  const base::UniqueFd file{open(setting, O_WRONLY | O_CLOEXEC)};
  return file && write(file.number(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

GroupRange parsed(const std::string &text) {
  GroupRange range;
  if (std::sscanf(text.c_str(), "%ld %ld", &range.first, &range.last) != 2) return {};
  return range;
}

std::string words(const GroupRange &range) { return fmt::format("{}\t{}\n", range.first, range.last); }

}  // namespace

GroupRange widened(GroupRange range, long group) {
  if (range.first > range.last) return {group, group};
  return {std::min(range.first, group), std::max(range.last, group)};
}

base::SystemResult<PingPermission> PingPermission::get() {
  auto text = read_setting();
  if (!text) return base::unexpected(text.error());
  PingPermission permission;
  const auto wanted = words(widened(parsed(*text), getegid()));
  if (wanted == *text) return permission;
  if (!write_setting(wanted)) return failure();
  permission.original_ = std::move(*text);
  return permission;
}

PingPermission::PingPermission(PingPermission &&other) noexcept
    : original_{std::exchange(other.original_, std::nullopt)} {}

PingPermission::~PingPermission() {
  if (!original_) return;
  const auto now = read_setting();
  if (now && *now == words(widened(parsed(*original_), getegid()))) write_setting(*original_);
}

}  // namespace sempervivum::checkers
