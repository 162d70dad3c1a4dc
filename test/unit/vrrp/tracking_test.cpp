#include "vrrp/tracking.hpp"

#include <string>
#include <vector>

#include "catch.hpp"

using namespace sempervivum;
using namespace sempervivum::vrrp;

namespace {

/// '+' and '-' are results; returns the verdicts after each: '?' or '!' before any, 'g', 'b'.
std::string verdicts(ScriptTracker tracker, std::string_view results) {
  constexpr std::string_view letters = "?!gb";
  std::string text{letters[static_cast<std::size_t>(tracker.verdict())]};
  for (const char result : results) {
    const auto before = tracker.verdict();
    const bool changed = tracker.report(result == '+');
    CHECK(changed == (tracker.verdict() != before));
    text += letters[static_cast<std::size_t>(tracker.verdict())];
  }
  return text;
}

struct History {
  unsigned rise;
  unsigned fall;
  bool init_fail;
  std::string_view results;
  std::string_view expected;
};

const std::vector<History> histories{
    {1, 1, false, "", "?"},
    {1, 1, false, "+-+", "?gbg"},
    {1, 1, false, "-+", "?bg"},
    {2, 2, false, "+", "?g"},
    {2, 2, false, "-", "?b"},
    {2, 2, false, "+-+--++", "?ggggbbg"},
    {2, 2, false, "-+-++", "?bbbbg"},
    {3, 1, false, "+-++-+++", "?gbbbbbbg"},
    {1, 3, false, "+--+--+---", "?gggggggggb"},
    {1, 1, true, "+", "!g"},
    {1, 1, true, "-", "!b"},
    {3, 2, true, "+--++-+++", "!ggbbbbbbg"},
};

struct Weighing {
  const char *what;
  int base;
  std::vector<Track> tracks;
  int priority;
  int unclamped;
  std::string_view faults;
  bool ready;
};

Track script(int weight, Verdict verdict, bool reverse = false) {
  return {.reason = FaultReason::tracked_script_failed,
          .subject = "chk",
          .weight = weight,
          .reverse = reverse,
          .verdict = verdict};
}

constexpr auto good = Verdict::good;
constexpr auto bad = Verdict::bad;
constexpr auto assumed = Verdict::assumed_bad;
constexpr auto unknown = Verdict::unknown;

const std::vector<Weighing> weighings{
    {"nothing tracked", 100, {}, 100, 100, "", true},
    {"a positive weight counts while good", 100, {script(20, good)}, 120, 120, "", true},
    {"and only then", 100, {script(20, bad), script(20, unknown)}, 100, 100, "", true},
    {"a negative weight counts while bad", 100, {script(-20, bad)}, 80, 80, "", true},
    {"and only then", 100, {script(-20, good), script(-20, unknown)}, 100, 100, "", true},
    {"reverse turns a weight round", 100, {script(20, good, true), script(-5, bad, true)}, 85, 85, "", true},
    {"weights add up", 100, {script(20, good), script(-5, bad), script(7, good)}, 122, 122, "", true},
    {"never above 254", 200, {script(100, good)}, 254, 300, "", true},
    {"never below 1", 100, {script(-253, bad)}, 1, -153, "", true},
    {"the sum is clamped, not its parts", 100, {script(253, good), script(-253, bad)}, 100, 100, "", true},
    {"an owner's priority is its own", 255, {script(-253, bad), script(9, good)}, 255, 255, "", true},
    {"weight 0 is a fault while bad", 100, {script(0, bad)}, 100, 100, "tracked script failed (chk)", true},
    {"an owner's too", 255, {script(0, bad)}, 255, 255, "tracked script failed (chk)", true},
    {"not while good", 100, {script(0, good)}, 100, 100, "", true},
    {"reversed, while good", 100, {script(0, good, true)}, 100, 100, "tracked script failed (chk)", true},
    {"reversed, not while bad", 100, {script(0, bad, true)}, 100, 100, "", true},
    {"weight 0 without a result is waited for", 100, {script(0, unknown)}, 100, 100, "", false},
    {"assumed to be bad is a fault", 100, {script(0, assumed)}, 100, 100, "tracked script failed (chk)", true},
    {"but not if bad is none", 100, {script(0, assumed, true)}, 100, 100, "", true},
    {"and has no weight", 100, {script(-20, assumed), script(20, assumed)}, 100, 100, "", true},
    {"the same fault is named once",
     100,
     {script(0, bad), script(0, bad)},
     100,
     100,
     "tracked script failed (chk)",
     true},
};

std::string faults_of(const InterfaceFacts &facts) {
  return describe(
      evaluate({.base_priority = base::Priority{100}, .interface = facts, .tracks = {}, .standing = {}}).faults);
}

}  // namespace

TEST_CASE("a script's verdict turns after rise successes or fall failures in a row") {
  const auto &history = GENERATE(from_range(histories));
  INFO("rise " << history.rise << " fall " << history.fall << ' ' << history.results);
  CHECK(verdicts(ScriptTracker{history.rise, history.fall, history.init_fail}, history.results) == history.expected);
}

TEST_CASE("the result counter stays within 0 and rise + fall - 1") {
  ScriptTracker tracker{2, 3, false};
  CHECK(tracker.result() == 1);
  for (int run = 0; run < 10; ++run) tracker.report(true);
  CHECK(tracker.result() == 4);
  for (int run = 0; run < 10; ++run) tracker.report(false);
  CHECK(tracker.result() == 0);
}

TEST_CASE("a reload with other limits keeps the verdict") {
  ScriptTracker tracker{2, 2, false};
  tracker.report(true);
  tracker.report(false);
  tracker.set_limits(2, 2);
  CHECK(tracker.result() == 2);
  tracker.set_limits(1, 3);
  CHECK(tracker.verdict() == good);
  CHECK(tracker.result() == 3);
  tracker.set_limits(1, 5);
  CHECK(tracker.result() == 5);
  ScriptTracker fresh{1, 1, false};
  fresh.set_limits(5, 1);
  CHECK(fresh.verdict() == unknown);
  CHECK(fresh.result() == 4);
  CHECK(fresh.report(true));
  CHECK(fresh.verdict() == good);
  ScriptTracker failing{1, 2, true};
  failing.report(false);
  failing.set_limits(3, 1);
  CHECK(failing.verdict() == bad);
  CHECK(failing.result() == 0);
}

TEST_CASE("tracked objects become a priority, faults and readiness") {
  const auto &row = GENERATE(from_range(weighings));
  INFO(row.what);
  const auto standing = evaluate({.base_priority = base::Priority{static_cast<std::uint8_t>(row.base)},
                                  .interface = {.name = "eth0"},
                                  .tracks = row.tracks,
                                  .standing = {}});
  CHECK(standing.priority.value() == row.priority);
  CHECK(standing.unclamped == row.unclamped);
  CHECK(describe(standing.faults) == row.faults);
  CHECK(standing.ready == row.ready);
}

TEST_CASE("the interface has its own faults") {
  CHECK(faults_of({.name = "eth0"}) == "");
  CHECK(faults_of({.name = "eth0", .up = false}) == "interface down (eth0)");
  CHECK(faults_of({.name = "eth0", .up = false, .tracked = false}) == "");
  CHECK(faults_of({.name = "eth0", .has_source_address = false}) == "no source address (eth0)");
  CHECK(faults_of({.name = "eth0", .exists = false, .up = false, .has_source_address = false}) ==
        "interface missing (eth0)");
}

TEST_CASE("faults come sorted, so that equal sets are equal") {
  const std::vector<Fault> standing{{FaultReason::no_unicast_peer, ""}};
  const std::vector<Track> tracks{
      {.reason = FaultReason::tracked_script_failed, .subject = "b", .verdict = bad},
      {.reason = FaultReason::tracked_script_failed, .subject = "a", .verdict = bad},
      {.reason = FaultReason::tracked_interface_down, .subject = "eth1", .verdict = bad},
  };
  const auto faults = evaluate({base::Priority{100}, {.name = "eth0", .up = false}, tracks, standing}).faults;
  CHECK(describe(faults) ==
        "interface down (eth0), tracked interface down (eth1), tracked script failed (a), tracked script failed (b), "
        "no unicast peer");
}
