#include "daemon/line_stamp.hpp"

#include <fmt/format.h>

#include <array>

namespace sempervivum::daemon {
namespace {

// strftime would follow the locale; log readers expect English.
constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::tm local(std::time_t when) {
  std::tm fields{};
  localtime_r(&when, &fields);
  return fields;
}

std::string_view day_of(const std::tm &fields) { return days[static_cast<std::size_t>(fields.tm_wday)]; }
std::string_view month_of(const std::tm &fields) { return months[static_cast<std::size_t>(fields.tm_mon)]; }

}  // namespace

std::string stamped_line(std::time_t when, std::string_view text) {
  const auto at = local(when);
  return fmt::format("{} {} {:2} {:02}:{:02}:{:02} {}: {}\n", day_of(at), month_of(at), at.tm_mday, at.tm_hour,
                     at.tm_min, at.tm_sec, at.tm_year + 1900, text);
}

std::string syslog_stamp(std::time_t when) {
  const auto at = local(when);
  return fmt::format("{} {:2} {:02}:{:02}:{:02}", month_of(at), at.tm_mday, at.tm_hour, at.tm_min, at.tm_sec);
}

}  // namespace sempervivum::daemon
