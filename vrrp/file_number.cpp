#include "vrrp/file_number.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <system_error>

namespace sempervivum::vrrp {
namespace {

constexpr std::int64_t fault_at = -254;
constexpr std::int64_t most = 253;

int take_base(std::string_view &digits) {
  if (digits.size() < 2 || digits[0] != '0') return 10;
  const bool hexadecimal = digits[1] == 'x' || digits[1] == 'X';
  digits.remove_prefix(hexadecimal ? 2 : 1);
  return hexadecimal ? 16 : 8;
}

}  // namespace

std::optional<int> file_number(std::string_view contents) {
  const auto first = contents.find_first_not_of(" \t\n\v\f\r");
  if (first == std::string_view::npos) return 0;
  contents.remove_prefix(first);
  const bool negative = contents.front() == '-';
  if (negative || contents.front() == '+') contents.remove_prefix(1);
  const int base = take_base(contents);
  std::uint64_t magnitude = 0;
  const auto [end, error] = std::from_chars(contents.data(), contents.data() + contents.size(), magnitude, base);
  if (error == std::errc::invalid_argument) return 0;
  if (error != std::errc{} || magnitude > std::uint64_t{std::numeric_limits<int>::max()}) return std::nullopt;
  const int number = static_cast<int>(magnitude);
  return negative ? -number : number;
}

Track file_track(std::string_view name, int weight, bool reverse, int number) {
  Track track{.reason = FaultReason::tracked_file, .subject = name};
  if (weight == 0) {
    track.reverse = reverse;
    track.verdict = number == 0 ? Verdict::good : Verdict::bad;
    return track;
  }
  const auto added = std::int64_t{number} * (reverse ? -weight : weight);
  track.verdict = added < 0 ? Verdict::bad : Verdict::good;
  track.weight = added <= fault_at ? 0 : static_cast<int>(std::min(added, most));
  return track;
}

}  // namespace sempervivum::vrrp
