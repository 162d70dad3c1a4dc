#include "daemon/reload_time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <ctime>

namespace sempervivum::daemon {
namespace {

using namespace std::chrono;

/// Three numbers of at most `longest` digits with `between` between them; takes them from `text`.
struct Three {
  int first = 0;
  int second = 0;
  int third = 0;
};

bool take_number(std::string_view &text, int &number, std::size_t longest) {
  const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits == 0 || digits > longest) return false;
  std::from_chars(text.data(), text.data() + digits, number);
  text.remove_prefix(digits);
  return true;
}

bool take_mark(std::string_view &text, char mark) {
  if (!text.starts_with(mark)) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<Three> take_three(std::string_view &text, char between, std::size_t longest) {
  Three all;
  const bool good = take_number(text, all.first, longest) && take_mark(text, between) &&
                    take_number(text, all.second, 2) && take_mark(text, between) && take_number(text, all.third, 2);
  return good ? std::optional{all} : std::nullopt;
}

std::optional<year_month_day> take_date(std::string_view &text) {
  constexpr int this_century = 2000;
  constexpr int shortened = 100;
  const auto numbers = take_three(text, '-', 4);
  if (!numbers || !take_mark(text, ' ')) return std::nullopt;
  const year_month_day date{year{numbers->first < shortened ? numbers->first + this_century : numbers->first},
                            month{static_cast<unsigned>(numbers->second)}, day{static_cast<unsigned>(numbers->third)}};
  return date.ok() ? std::optional{date} : std::nullopt;
}

std::optional<seconds> take_time_of_day(std::string_view &text) {
  const auto numbers = take_three(text, ':', 2);
  if (!numbers || numbers->first > 23 || numbers->second > 59 || numbers->third > 59) return std::nullopt;
  return hours{numbers->first} + minutes{numbers->second} + seconds{numbers->third};
}

std::tm broken_down(WallTime moment, bool utc) {
  const auto count = static_cast<std::time_t>(moment.time_since_epoch().count());
  std::tm parts{};
  utc ? gmtime_r(&count, &parts) : localtime_r(&count, &parts);
  return parts;
}

/// At that time of day, `later` days after the day of `parts`; the library knows about summer time.
WallTime at(std::tm parts, int later, seconds time_of_day, bool utc) {
  parts.tm_mday += later;
  const hh_mm_ss clock{time_of_day};
  parts.tm_hour = static_cast<int>(clock.hours().count());
  parts.tm_min = static_cast<int>(clock.minutes().count());
  parts.tm_sec = static_cast<int>(clock.seconds().count());
  parts.tm_isdst = -1;
  return WallTime{seconds{utc ? timegm(&parts) : std::mktime(&parts)}};
}

std::tm day_of(const year_month_day &date) {
  std::tm parts{};
  parts.tm_year = static_cast<int>(date.year()) - 1900;
  parts.tm_mon = static_cast<int>(static_cast<unsigned>(date.month())) - 1;
  parts.tm_mday = static_cast<int>(static_cast<unsigned>(date.day()));
  return parts;
}

}  // namespace

std::optional<ReloadTime> parse_reload_time(std::string_view text) {
  text = text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
  ReloadTime time;
  if (text.find('-') != std::string_view::npos) {
    time.date = take_date(text);
    if (!time.date) return std::nullopt;
  }
  const auto time_of_day = take_time_of_day(text);
  if (!time_of_day) return std::nullopt;
  time.time_of_day = *time_of_day;
  time.utc = take_mark(text, 'Z');
  return text.empty() ? std::optional{time} : std::nullopt;
}

std::optional<WallTime> next_moment(const ReloadTime &time, WallTime now) {
  const auto day = time.date ? day_of(*time.date) : broken_down(now, time.utc);
  const auto moment = at(day, 0, time.time_of_day, time.utc);
  if (moment > now) return moment;
  return time.date ? std::nullopt : std::optional{at(day, 1, time.time_of_day, time.utc)};
}

std::string local_text(WallTime moment) {
  const auto parts = broken_down(moment, false);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday,
                     parts.tm_hour, parts.tm_min, parts.tm_sec);
}

}  // namespace sempervivum::daemon
