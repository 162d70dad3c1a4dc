/// What may stand in reload_time_file, and the moment it means.
///
///     HH:MM:SS                   the next such time of day
///     [CC]YY-MM-DD HH:MM:SS      that moment
///
/// in local time, or with a Z behind it in UTC.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace sempervivum::daemon {

using WallTime = std::chrono::sys_seconds;

struct ReloadTime {
  /// Not set: every day.
  std::optional<std::chrono::year_month_day> date;
  std::chrono::seconds time_of_day{0};
  bool utc = false;

  bool operator==(const ReloadTime &) const = default;
};

/// Nothing for anything else. White space at the end does no harm.
std::optional<ReloadTime> parse_reload_time(std::string_view text);

/// The first such moment after `now`; nothing if there will be none. Local time is that of the process.
std::optional<WallTime> next_moment(const ReloadTime &time, WallTime now);

/// "2026-11-23 17:22:09", local time.
std::string local_text(WallTime moment);

}  // namespace sempervivum::daemon
