#include "daemon/reload_time.hpp"

#include <cstdlib>
#include <ctime>

#include "catch.hpp"

using namespace sempervivum::daemon;
using namespace std::chrono_literals;

namespace {

/// Local time is Berlin's while this lives: summer time ends on 2026-10-25 at 01:00 UTC.
class InBerlin {
 public:
  InBerlin() { set("CET-1CEST,M3.5.0,M10.5.0/3"); }
  ~InBerlin() { set("UTC"); }
  InBerlin(const InBerlin &) = delete;
  InBerlin &operator=(const InBerlin &) = delete;

 private:
  static void set(const char *zone) {
    setenv("TZ", zone, 1);
    tzset();
  }
};

/// 2026-11-23 17:22:09 UTC
constexpr WallTime now{1795454529s};

std::string next(std::string_view text, WallTime from = now) {
  const auto time = parse_reload_time(text);
  if (!time) return "bad";
  const auto moment = next_moment(*time, from);
  return moment ? std::to_string((*moment - from).count()) : "past";
}

}  // namespace

TEST_CASE("a time to reload is one of the day, or a moment, local or in UTC") {
  const InBerlin berlin;
  struct Row {
    const char *text;
    const char *seconds;
  };
  constexpr Row rows[] = {
      {"18:22:10", "1"},
      {"18:22:09\n", "86400"},
      {"17:22:10Z", "1"},
      {"17:22:09Z \r\n", "86400"},
      {"26-11-23 18:22:19", "10"},
      {"2026-11-24 18:22:09", "86400"},
      {"2026-11-23 17:22:11Z", "2"},
      {"2026-11-23 18:22:09", "past"},
      {"1999-01-01 00:00:00", "past"},
      {"", "bad"},
      {"garbage", "bad"},
      {"24:00:00", "bad"},
      {"12:60:00", "bad"},
      {"12:00", "bad"},
      {"12:00:00x", "bad"},
      {"12:00:00ZZ", "bad"},
      {"2026-02-30 12:00:00", "bad"},
      {"2026-11-23T12:00:00", "bad"},
      {"2026-11-23", "bad"},
      {"99999-11-23 12:00:00", "bad"},
  };
  for (const auto &[text, seconds] : rows) {
    CAPTURE(text);
    CHECK(next(text) == seconds);
  }
  CHECK(local_text(now) == "2026-11-23 18:22:09");
}

TEST_CASE("every day is every day, also when summer time ends") {
  const InBerlin berlin;
  constexpr WallTime saturday{1792857600s};  // 2026-10-24 18:00 in summer
  CHECK(local_text(saturday) == "2026-10-24 18:00:00");
  CHECK(next("18:00:00", saturday) == std::to_string(25 * 3600));
}
