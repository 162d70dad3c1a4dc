#include <vector>

#include "catch.hpp"
#include "router_bench.hpp"

using namespace sempervivum;
using namespace sempervivum::vrrp;
using namespace sempervivum::vrrp::test;
using namespace std::chrono_literals;

namespace {

struct Change {
  const char *what;
  Tweak before;
  Tweak after;
  std::string_view given;
  std::string_view expected;
};

Tweak priority(int value) {
  return [=](RouterConfig &config) { config.priority = base::Priority{static_cast<std::uint8_t>(value)}; };
}
Tweak interval(base::Duration value) {
  return [=](RouterConfig &config) { config.advert_interval = value; };
}
Tweak version3_interval(base::Duration value) {
  return [=](RouterConfig &config) { config.version = Version::v3, config.advert_interval = value; };
}
Tweak refresh(base::Duration value) {
  return [=](RouterConfig &config) { config.announce.refresh = value; };
}
Tweak preempt_delay(base::Duration value) {
  return [=](RouterConfig &config) { config.preempt_delay = value; };
}
void not_preempting(RouterConfig &config) { config.nopreempt = true; }

constexpr std::string_view mastering = "start; expire master_down";

const std::vector<Change> changes{
    {"nothing", {}, {}, mastering, ""},
    {"a backup's priority moves its timer by the difference of skews",
     {},
     priority(228),
     "start; wait 100",
     "master_down@3109.38; priority_changed BACKUP>BACKUP"},
    {"a master's priority shows in its next advert", {}, priority(50), mastering, "priority_changed MASTER>MASTER"},
    {"nobody becomes master by becoming owner",
     {},
     priority(255),
     "start; hear 10.0.0.8 102",
     "master_down@3003.91; priority_changed BACKUP>BACKUP"},
    {"an owner no more", priority(255), priority(100), "start", "priority_changed MASTER>MASTER"},
    {"weights stay on top of a new base",
     {},
     priority(120),
     "start; priority 90",
     "master_down@3570.31; priority_changed BACKUP>BACKUP"},
    {"and are clamped",
     {},
     priority(240),
     "start; priority 150",
     "master_down@3007.81; priority_changed BACKUP>BACKUP"},
    {"a master's interval moves its next advert", {}, interval(3s), mastering, "advert@6609.38"},
    {"a shorter one may be due already", {}, interval(100ms), "start; expire master_down; wait 500", "advert@3709.38"},
    {"a version 2 backup's moves its timer", {}, interval(2s), "start; hear 10.0.0.8 102", "master_down@6609.38"},
    {"a version 3 backup lives by its master's", version3_interval(1s), version3_interval(2s),
     "start; hear 10.0.0.8 102 200", ""},
    {"unless it has none", version3_interval(1s), version3_interval(2s), "start", "master_down@7218.75"},
    {"after a resignation only the skew counts",
     {},
     priority(228),
     "start; hear 10.0.0.8 102; hear 10.0.0.8 0",
     "master_down@109.375; priority_changed BACKUP>BACKUP"},
    {"and no interval", {}, interval(3s), "start; hear 10.0.0.8 102; hear 10.0.0.8 0", ""},
    {"until there is a new master",
     {},
     interval(3s),
     "start; hear 10.0.0.8 102; hear 10.0.0.8 0; hear 10.0.0.9 102",
     "master_down@9609.38"},
    {"or we were master ourselves",
     {},
     interval(3s),
     "start; hear 10.0.0.8 102; hear 10.0.0.8 0; expire master_down; hear 10.0.0.9 200",
     "master_down@10218.8"},
    {"a refresh begins", {}, refresh(60s), "start; expire master_down; wait 1000", "announce_refresh@64609.4"},
    {"a refresh ends", refresh(60s), {}, mastering, "-announce_refresh"},
    {"a refresh moves", refresh(60s), refresh(30s), mastering, "announce_refresh@38609.4"},
    {"a backup has no refresh", {}, refresh(60s), "start", ""},
    {"a preemption delay moves", preempt_delay(10s), preempt_delay(20s), "start; hear 10.0.0.8 99",
     "preempt_delay@20000"},
    {"a preemption delay ends", preempt_delay(10s), {}, "start; hear 10.0.0.8 99", "-preempt_delay"},
    {"nopreempt ends it too", preempt_delay(10s), not_preempting, "start; hear 10.0.0.8 99", "-preempt_delay"},
    {"before the start nothing happens", {}, priority(120), "", ""},
    {"in fault only the priority is told", {}, priority(120), "start faulted", "priority_changed FAULT>FAULT"},
};

}  // namespace

TEST_CASE("a reload applies the difference and nothing else") {
  const auto &change = GENERATE(from_range(changes));
  INFO(change.what);
  Bench bench{change.before};
  bench.run(change.given);
  const auto state = bench.router().state();
  CHECK(bench.reconfigure(change.after) == change.expected);
  CHECK(bench.router().state() == state);
}

TEST_CASE("a reload there and back leaves every timer where it was") {
  const auto given = GENERATE("start", "start; hear 10.0.0.8 102", "start; expire master_down", "start faulted");
  Bench bench;
  bench.run(given);
  const auto down = bench.due(Timer::master_down);
  const auto advert = bench.due(Timer::advert);
  bench.reconfigure([](RouterConfig &config) {
    priority(20)(config);
    interval(5s)(config);
    config.down_timer_adverts = 7;
  });
  bench.reconfigure({});
  CHECK(bench.due(Timer::master_down) == down);
  CHECK(bench.due(Timer::advert) == advert);
}

TEST_CASE("a longer interval after a reload is no stall") {
  Bench bench;
  bench.run(mastering);
  bench.reconfigure(interval(30s));
  CHECK(bench.run("expire advert") == "send 100; advert@63609.4");
  bench.reconfigure(interval(100ms));
  CHECK(bench.run("expire advert") != "");
  CHECK(bench.router().state() == State::master);
}

TEST_CASE("a new effective priority moves the master down timer by the difference of skews") {
  Bench bench;
  CHECK(bench.run("start; priority 228") == "master_down@3109.38; priority_changed BACKUP>BACKUP");
  CHECK(bench.run("priority 228") == "");
  CHECK(bench.run("expire master_down; priority 10") == "priority_changed MASTER>MASTER");
  CHECK(bench.run("expire advert") == "send 10; advert@5109.38");
}

TEST_CASE("a priority set before the start counts from the start, in silence") {
  Bench bench;
  CHECK(bench.run("priority 228") == "");
  CHECK(bench.run("start") == "-addresses; master_down@3109.38; started INIT>BACKUP; notify backup");
}

TEST_CASE("an owner's priority never changes") {
  Bench bench{priority(255)};
  CHECK(bench.run("start; priority 100") == "");
  CHECK(bench.router().priority() == base::owner_priority);
}
