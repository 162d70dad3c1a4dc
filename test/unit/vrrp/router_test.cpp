#include <algorithm>
#include <variant>
#include <vector>

#include "catch.hpp"
#include "router_bench.hpp"

using namespace sempervivum;
using namespace sempervivum::vrrp;
using namespace sempervivum::vrrp::test;

namespace {

struct Row {
  const char *what;
  Tweak tweak;
  std::string_view given;
  std::string_view input;
  std::string_view expected;
};

void check(const Row &row) {
  INFO(row.what);
  Bench bench{row.tweak};
  bench.run(row.given);
  CHECK(bench.run(row.input) == row.expected);
}

constexpr std::string_view mastering = "start; expire master_down";

void as_owner(RouterConfig &config) { config.priority = base::owner_priority; }
void not_preempting(RouterConfig &config) { config.nopreempt = true; }
void preempting_late(RouterConfig &config) { config.preempt_delay = std::chrono::seconds{10}; }

// Priority 100, version 2: skew 156/256 s = 609.375 ms, master down interval 3609.375 ms.

const std::vector<Row> start_rows{
    {"a router starts as backup and clears what an earlier life left",
     {},
     "",
     "start",
     "-addresses; master_down@3609.38; started INIT>BACKUP; notify backup"},
    {"an owner is master at once", as_owner, "", "start",
     "send 255; +addresses; announce 5; advert@1000; announce_again@5000; owner INIT>MASTER; notify master"},
    {"a router whose script has not reported stays in init", {}, "", "start unready", "-addresses"},
    {"so does an owner", as_owner, "", "start unready", "-addresses"},
    {"it goes on when the script reports",
     {},
     "start unready; wait 1000",
     "ready",
     "master_down@4609.38; started INIT>BACKUP; notify backup"},
    {"a second report changes nothing", {}, "start", "ready", ""},
    {"a fault at start is a fault", {}, "", "start faulted", "-addresses; faulted INIT>FAULT; notify fault"},
    {"a fault while in init is a fault", {}, "start unready", "fault", "faulted INIT>FAULT; notify fault"},
    {"a fault that clears before the script reports waits on", {}, "start unready; fault", "clear", ""},
    {"and goes on with the report",
     {},
     "start unready; fault; clear",
     "ready",
     "master_down@3609.38; recovered FAULT>BACKUP; notify backup"},
    {"nothing counts before start", {}, "ready; fault; clear; hear 10.0.0.8 0; yield; stop", "hear 10.0.0.8 200", ""},
};

const std::vector<Row> backup_rows{
    {"a silent master is replaced: advert, addresses, announcements, notify",
     {},
     "start",
     "expire master_down",
     "send 100; +addresses; announce 5; advert@4609.38; announce_again@8609.38; master_silent BACKUP>MASTER; "
     "notify master"},
    {"a late wake-up is no different",
     {},
     "start",
     "expire master_down 500",
     "send 100; +addresses; announce 5; advert@5109.38; announce_again@9109.38; master_silent BACKUP>MASTER; "
     "notify master"},
    {"a better master is followed",
     {},
     "start; wait 500",
     "hear 10.0.0.8 102",
     "master_down@4109.38; following BACKUP>BACKUP"},
    {"one of equal priority too, whatever its address",
     {},
     "start; wait 500",
     "hear 10.0.0.1 100",
     "master_down@4109.38; following BACKUP>BACKUP"},
    {"the known master's next advert only restarts the timer",
     {},
     "start; hear 10.0.0.8 102; wait 1000",
     "hear 10.0.0.8 102",
     "master_down@4609.38"},
    {"another master is worth a word",
     {},
     "start; hear 10.0.0.8 102; wait 1000",
     "hear 10.0.0.9 103",
     "master_down@4609.38; following BACKUP>BACKUP"},
    {"a lower one is not listened to, and the timer keeps running",
     {},
     "start; wait 500",
     "hear 10.0.0.8 99",
     "preempting BACKUP>BACKUP"},
    {"unless nopreempt", not_preempting, "start; wait 500", "hear 10.0.0.8 99",
     "master_down@4109.38; following BACKUP>BACKUP"},
    {"and replaced when the timer ends",
     {},
     "start; hear 10.0.0.8 99",
     "expire master_down",
     "send 100; +addresses; announce 5; advert@4609.38; announce_again@8609.38; preempted BACKUP>MASTER; "
     "notify master"},
    {"unless it resigned meanwhile",
     {},
     "start; hear 10.0.0.8 99; hear 10.0.0.8 0",
     "expire master_down",
     "send 100; +addresses; announce 5; advert@1609.38; announce_again@5609.38; master_silent BACKUP>MASTER; "
     "notify master"},
    {"a resigning master is replaced after the skew time",
     {},
     "start; hear 10.0.0.8 102; wait 1000",
     "hear 10.0.0.8 0",
     "master_down@1609.38; master_resigned BACKUP>BACKUP"},
    {"and an advert after that is a new master's",
     {},
     "start; hear 10.0.0.8 102; hear 10.0.0.8 0; wait 100",
     "hear 10.0.0.9 101",
     "master_down@3709.38; following BACKUP>BACKUP"},
    {"timers of a master are not ours", {}, "start", "expire advert", ""},
    {"a timer that was re-armed since is ignored",
     {},
     "start; wait 3609; hear 10.0.0.8 102; wait 0.375",
     "expire master_down -1",
     ""},
    {"one that wakes an advert interval late listens once more, for its skew time",
     {},
     "start",
     "expire master_down 1000",
     "master_down@5218.75; woke_late BACKUP>BACKUP"},
    {"what it hears then counts",
     {},
     "start; expire master_down 1000",
     "hear 10.0.0.8 102",
     "master_down@8218.75; following BACKUP>BACKUP"},
    {"if it hears nothing it takes over, however late it wakes again",
     {},
     "start; expire master_down 1000",
     "expire master_down 2000",
     "send 100; +addresses; announce 5; advert@8218.75; announce_again@12218.8; master_silent BACKUP>MASTER; "
     "notify master"},
    {"what comes from its own address is its own", {}, "start", "hear 10.0.0.5 100", ""},
    {"and so is a resignation", {}, "start; hear 10.0.0.8 102", "hear 10.0.0.5 0", ""},
    {"unless only a router that has the same address can have said it",
     {},
     "start",
     "hear 10.0.0.5 102",
     "master_down@3609.38; following BACKUP>BACKUP"},
    {"a backup has nothing to yield", {}, "start", "yield", ""},
    {"a fault stops all timers", {}, "start", "fault", "-master_down; faulted BACKUP>FAULT; notify fault"},
    {"a backup stops in silence", {}, "start", "stop", "-master_down; stopped BACKUP>INIT; notify stop"},
    {"a deleted one says so", {}, "start", "delete", "-master_down; stopped BACKUP>INIT; notify deleted"},
};

const std::vector<Row> preempt_delay_rows{
    {"the first lower advert starts the delay and is followed", preempting_late, "start; wait 500", "hear 10.0.0.8 99",
     "preempt_delay@10500; master_down@4109.38; following BACKUP>BACKUP"},
    {"the next one does not start it again", preempting_late, "start; hear 10.0.0.8 99; wait 1000", "hear 10.0.0.8 99",
     "master_down@4609.38"},
    {"an equal one ends it", preempting_late, "start; hear 10.0.0.8 99; wait 1000", "hear 10.0.0.8 100",
     "-preempt_delay; master_down@4609.38"},
    {"its end alone changes nothing", preempting_late, "start; hear 10.0.0.8 99", "expire preempt_delay", ""},
    {"after it lower adverts are no longer followed", preempting_late,
     "start; hear 10.0.0.8 99; wait 9000; hear 10.0.0.8 99; expire preempt_delay", "hear 10.0.0.8 99",
     "preempting BACKUP>BACKUP"},
    {"a better master later starts all over", preempting_late,
     "start; hear 10.0.0.8 99; wait 9000; hear 10.0.0.8 99; expire preempt_delay; hear 10.0.0.8 101",
     "hear 10.0.0.8 99", "preempt_delay@20000; master_down@13609.4"},
    {"and so does mastership lost", preempting_late,
     "start; hear 10.0.0.8 99; wait 9000; hear 10.0.0.8 99; expire preempt_delay; expire master_down; "
     "hear 10.0.0.9 200",
     "hear 10.0.0.8 99", "preempt_delay@22609.4; master_down@16218.8; following BACKUP>BACKUP"},
    {"a silent master is replaced although the delay runs", preempting_late, "start; hear 10.0.0.8 99",
     "expire master_down",
     "send 100; +addresses; announce 5; -preempt_delay; advert@4609.38; announce_again@8609.38; "
     "master_silent BACKUP>MASTER; notify master"},
    {"nopreempt needs no delay", [](RouterConfig &config) { preempting_late(config), not_preempting(config); },
     "start; wait 500", "hear 10.0.0.8 99", "master_down@4109.38; following BACKUP>BACKUP"},
};

const std::vector<Row> master_rows{
    {"adverts follow their schedule", {}, mastering, "expire advert", "send 100; advert@5609.38"},
    {"a late one does not move it", {}, mastering, "expire advert 300", "send 100; advert@5609.38"},
    {"missed ones are left out, not made up for", {}, mastering, "expire advert 1500", "send 100; advert@6609.38"},
    {"a better rival wins without being told",
     {},
     mastering,
     "hear 10.0.0.1 101",
     "-addresses; -advert; -announce_again; master_down@7218.75; higher_priority MASTER>BACKUP; notify backup"},
    {"an equal one with a higher address too",
     {},
     mastering,
     "hear 10.0.0.8 100",
     "-addresses; -advert; -announce_again; master_down@7218.75; higher_address MASTER>BACKUP; notify backup"},
    {"higher_prio_send_advert has a last word", [](RouterConfig &config) { config.higher_priority_send_advert = true; },
     mastering, "hear 10.0.0.1 101",
     "send 100; -addresses; -advert; -announce_again; master_down@7218.75; higher_priority MASTER>BACKUP; "
     "notify backup"},
    {"a lower rival is answered at once",
     {},
     mastering,
     "hear 10.0.0.8 99",
     "send 100; announce 5; announce_lower@8609.38; kept_lower_priority MASTER>MASTER; notify rx_lower"},
    {"an equal one with a lower address too",
     {},
     mastering,
     "hear 10.0.0.1 100",
     "send 100; announce 5; announce_lower@8609.38; kept_lower_address MASTER>MASTER; notify rx_lower"},
    {"lower_prio_no_advert keeps still", [](RouterConfig &config) { config.lower_priority_no_advert = true; },
     mastering, "hear 10.0.0.8 99",
     "announce 5; announce_lower@8609.38; kept_lower_priority MASTER>MASTER; notify rx_lower"},
    {"without bursts for lower rivals there are none",
     [](RouterConfig &config) { config.announce.lower_priority_repeat = 0; }, mastering, "hear 10.0.0.8 99",
     "send 100; kept_lower_priority MASTER>MASTER; notify rx_lower"},
    {"without a delay there is one burst only",
     [](RouterConfig &config) { config.announce.lower_priority_delay = base::Duration::zero(); }, mastering,
     "hear 10.0.0.8 99", "send 100; announce 5; kept_lower_priority MASTER>MASTER; notify rx_lower"},
    {"the last burst comes after the rival's last advert",
     {},
     "start; expire master_down; hear 10.0.0.8 99; wait 1000",
     "hear 10.0.0.8 99",
     "send 100; announce 5; announce_lower@9609.38; kept_lower_priority MASTER>MASTER; notify rx_lower"},
    {"which is sent once", {}, "start; expire master_down; hear 10.0.0.8 99", "expire announce_lower", "announce 5"},
    {"our own echo is no rival", {}, mastering, "hear 10.0.0.5 100", ""},
    {"a rival that resigns hears of us at once",
     {},
     mastering,
     "hear 10.0.0.8 0",
     "send 100; rival_resigned MASTER>MASTER"},
    {"the second burst comes once", {}, mastering, "expire announce_again", "announce 5"},
    {"a fault resigns once and takes the addresses away",
     {},
     mastering,
     "fault",
     "send 0; -addresses; -advert; -announce_again; faulted MASTER>FAULT; notify fault"},
    {"so does a stop",
     {},
     mastering,
     "stop",
     "send 0; -addresses; -advert; -announce_again; stopped MASTER>INIT; notify stop"},
    {"one that yields resigns and waits a whole election",
     {},
     mastering,
     "yield",
     "send 0; -addresses; -advert; -announce_again; master_down@7218.75; yielded MASTER>BACKUP; notify backup"},
    {"an owner loses to another owner with a higher address", as_owner, "start", "hear 10.0.0.8 255",
     "-addresses; -advert; -announce_again; master_down@3003.91; higher_address MASTER>BACKUP; notify backup"},
};

const std::vector<Row> stall_rows{
    {"a master that was silent for less than its peers' patience goes on",
     {},
     mastering,
     "expire advert 2007",
     "send 100; advert@7609.38"},
    {"one that was silent for longer listens first",
     {},
     mastering,
     "expire advert 2008",
     "-addresses; -announce_again; master_down@10226.8; stalled MASTER>BACKUP; notify backup"},
    {"whatever it hears of first",
     {},
     "start; expire master_down; wait 3008",
     "hear 10.0.0.8 99",
     "-addresses; -advert; -announce_again; master_down@10226.8; stalled MASTER>BACKUP; notify backup; "
     "preempting BACKUP>BACKUP"},
    {"a better master too",
     {},
     "start; expire master_down; wait 3008",
     "hear 10.0.0.8 102",
     "-addresses; -advert; -announce_again; master_down@10226.8; stalled MASTER>BACKUP; notify backup; "
     "master_down@10226.8; following BACKUP>BACKUP"},
    {"it stops in silence",
     {},
     "start; expire master_down; wait 3008",
     "stop",
     "-addresses; -advert; -announce_again; master_down@10226.8; stalled MASTER>BACKUP; notify backup; "
     "-master_down; stopped BACKUP>INIT; notify stop"},
    {"and goes to fault in silence",
     {},
     "start; expire master_down; wait 3008",
     "fault",
     "-addresses; -advert; -announce_again; master_down@10226.8; stalled MASTER>BACKUP; notify backup; "
     "-master_down; faulted BACKUP>FAULT; notify fault"},
    {"timer_expired_backup says who would take over first",
     [](RouterConfig &config) { config.rival_priority = base::Priority{100}; }, mastering, "expire advert 2600",
     "send 100; advert@7609.38"},
    {"an answer to a rival is a sign of life",
     {},
     "start; expire master_down; wait 900; hear 10.0.0.8 99",
     "expire advert 2500",
     "send 100; advert@7609.38"},
    {"alone it is master again after an election",
     {},
     "start; expire master_down; expire advert 2008",
     "expire master_down",
     "send 100; +addresses; announce 5; advert@11226.8; announce_again@15226.8; master_silent BACKUP>MASTER; "
     "notify master"},
};

void as_ignoring_owner(RouterConfig &config) {
  as_owner(config);
  config.owner_ignore_adverts = true;
}

// Owner at 10.0.0.5; patience is two adverts and 1.2 intervals: 3.2 s.
constexpr std::string_view contested =
    "start; hear 10.0.0.1 255; wait 1000; hear 10.0.0.1 255; wait 1000; "
    "hear 10.0.0.1 255; wait 1000; hear 10.0.0.1 255; wait 200";
const std::vector<Row> owner_rows{
    {"an owner with the higher address stays master at first", as_owner, "start", "hear 10.0.0.1 255",
     "send 255; announce 5; announce_lower@5000; kept_lower_address MASTER>MASTER; notify rx_lower"},
    {"but lowers itself when the other one goes on", as_owner, contested, "hear 10.0.0.1 255",
     "priority_changed MASTER>MASTER; -addresses; -advert; -announce_again; -announce_lower; "
     "master_down@6207.81; higher_priority MASTER>BACKUP; notify backup"},
    {"after a pause the other one has its patience anew", as_owner,
     "start; hear 10.0.0.1 255; wait 1000; expire advert; wait 1000; expire advert; wait 1000; expire advert; "
     "wait 1000; expire advert",
     "hear 10.0.0.1 255",
     "send 255; announce 5; announce_lower@9000; kept_lower_address MASTER>MASTER; notify rx_lower"},
};

void refreshing(RouterConfig &config) {
  config.announce.refresh = std::chrono::seconds{60};
  config.announce.refresh_repeat = 2;
}

const std::vector<Row> announce_rows{
    {"the first refresh counts from the second burst", refreshing, "start", "expire master_down",
     "send 100; +addresses; announce 5; advert@4609.38; announce_again@8609.38; announce_refresh@68609.4; "
     "master_silent BACKUP>MASTER; notify master"},
    {"refreshes follow their schedule", refreshing, mastering, "expire announce_refresh 10",
     "announce 2; announce_refresh@128609"},
    {"without a delay there is no second burst",
     [](RouterConfig &config) { config.announce.delay = base::Duration::zero(); }, "start", "expire master_down",
     "send 100; +addresses; announce 5; advert@4609.38; master_silent BACKUP>MASTER; notify master"},
};

const std::vector<Row> fault_rows{
    {"a faulty router hears nothing", {}, "start faulted", "hear 10.0.0.8 102", ""},
    {"a second fault changes nothing", {}, "start faulted", "fault", ""},
    {"it recovers to backup with the full timer",
     {},
     "start faulted; wait 1000",
     "clear",
     "master_down@4609.38; recovered FAULT>BACKUP; notify backup"},
    {"an owner recovers to master", as_owner, "start faulted", "clear",
     "send 255; +addresses; announce 5; advert@1000; announce_again@5000; owner FAULT>MASTER; notify master"},
    {"it stops in silence", {}, "start faulted", "stop", "stopped FAULT>INIT; notify stop"},
    {"and stops once", {}, "start faulted; stop", "stop", ""},
};

}  // namespace

TEST_CASE("starting") { check(GENERATE(from_range(start_rows))); }
TEST_CASE("as backup") { check(GENERATE(from_range(backup_rows))); }
TEST_CASE("as backup with preempt_delay") { check(GENERATE(from_range(preempt_delay_rows))); }
TEST_CASE("as master") { check(GENERATE(from_range(master_rows))); }
TEST_CASE("as master that announces its addresses") { check(GENERATE(from_range(announce_rows))); }
TEST_CASE("woken after a stall") { check(GENERATE(from_range(stall_rows))); }
TEST_CASE("as owner beside another owner") { check(GENERATE(from_range(owner_rows))); }

TEST_CASE("an owner that has lowered itself is one again when it becomes master or hears anything else") {
  const auto then = GENERATE("expire master_down", "hear 10.0.0.1 254", "hear 10.0.0.9 255", "hear 10.0.0.1 0");
  Bench bench{as_owner};
  bench.run(contested);
  bench.run("hear 10.0.0.1 255");
  CHECK(bench.router().priority().value() == 254);
  bench.run("hear 10.0.0.1 255");
  CHECK(bench.router().priority().value() == 254);
  bench.run(then);
  CHECK(bench.router().priority() == base::owner_priority);
}

TEST_CASE("owner_ignore_adverts is deaf as owner only") {
  Bench owner{as_ignoring_owner};
  CHECK(owner.run("start; hear 10.0.0.8 255") == "");
  Bench other{[](RouterConfig &config) { config.owner_ignore_adverts = true; }};
  CHECK(other.run("start; hear 10.0.0.8 102") != "");
}

TEST_CASE("in fault") { check(GENERATE(from_range(fault_rows))); }

TEST_CASE("a decision names who caused it") {
  Router router{bench_config(), *base::IpAddress::parse("10.0.0.5")};
  Effects effects;
  router.start(true, false, {}, effects);
  router.expire(Timer::master_down, *router.deadline(Timer::master_down), effects);
  effects.clear();
  const HeardAdvert better{*base::IpAddress::parse("10.0.0.8"), base::Priority{102}, std::chrono::seconds{1}};
  router.hear(better, {}, effects);
  const auto decision =
      std::ranges::find_if(effects, [](const Effect &effect) { return std::holds_alternative<Explain>(effect); });
  REQUIRE(decision != effects.end());
  CHECK(to_words(std::get<Explain>(*decision)) == "lost to 10.0.0.8: priority 102 > 100");
}

TEST_CASE("a stopped router can be started again") {
  Bench bench;
  bench.run("start; expire master_down; stop");
  CHECK(bench.run("start") == "-addresses; master_down@7218.75; started INIT>BACKUP; notify backup");
}

TEST_CASE("the master followed is known until we are master ourselves") {
  Bench bench;
  bench.run("start");
  CHECK_FALSE(bench.router().master());
  bench.run("hear 10.0.0.8 102");
  REQUIRE(bench.router().master());
  CHECK(bench.router().master()->priority.value() == 102);
  bench.run("expire master_down");
  CHECK_FALSE(bench.router().master());
  bench.run("hear 10.0.0.9 103");
  CHECK(bench.router().master()->priority.value() == 103);
}

TEST_CASE("the tie-break follows a changed source address") {
  Bench bench;
  bench.run(mastering);
  bench.router().set_own_address(*base::IpAddress::parse("10.0.0.9"));
  bench.run("hear 10.0.0.8 100");
  CHECK(bench.router().state() == State::master);
}
