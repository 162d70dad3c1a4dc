#include <algorithm>
#include <variant>
#include <vector>

#include "catch.hpp"
#include "packets.hpp"
#include "sync_group_bench.hpp"

using namespace sempervivum;
using namespace sempervivum::vrrp;
using namespace sempervivum::vrrp::test;

namespace {

void plain(RouterConfig &) {}
void as_owner(RouterConfig &config) { config.priority = base::owner_priority; }

struct Row {
  const char *what;
  std::vector<Tweak> members;
  std::string_view given;
  std::string_view input;
  std::string_view expected;
  std::string_view states;
};

void check(const Row &row) {
  INFO(row.what);
  GroupBench bench{row.members};
  bench.run(row.given);
  CHECK(bench.run(row.input) == row.expected);
  CHECK(bench.states() == row.states);
}

const std::vector<Tweak> pair{plain, plain};
constexpr std::string_view mastering = "start; expire a master_down; expire b master_down";

const std::vector<Row> start_rows{
    {"at start the group is told before its members", pair, "", "start",
     "group notify backup; a -addresses; a started INIT>BACKUP; a notify backup; b -addresses; "
     "b started INIT>BACKUP; b notify backup",
     "BACKUP BACKUP"},
    {"a fault of one is the fault of all", pair, "", "start b faulted",
     "group notify fault; a -addresses; a faulted INIT>FAULT; a notify fault; b -addresses; b faulted INIT>FAULT; "
     "b notify fault",
     "FAULT FAULT"},
    {"one that waits for its script keeps all in init", pair, "", "start b unready", "a -addresses; b -addresses",
     "INIT INIT"},
    {"until the script has reported", pair, "start b unready", "ready b",
     "group notify backup; b started INIT>BACKUP; b notify backup; a started INIT>BACKUP; a notify backup",
     "BACKUP BACKUP"},
    {"all owners are masters at once, and the group after them",
     {as_owner, as_owner},
     "",
     "start",
     "a send 255; a +addresses; a owner INIT>MASTER; a notify master; b send 255; b +addresses; b owner INIT>MASTER; "
     "b notify master; group notify master",
     "MASTER MASTER"},
    {"an owner beside others waits for them",
     {as_owner, plain},
     "",
     "start",
     "group notify backup; a -addresses; a started INIT>BACKUP; a notify backup; b -addresses; "
     "b started INIT>BACKUP; b notify backup",
     "BACKUP BACKUP"},
    {"and is master when they can be",
     {as_owner, plain},
     "start",
     "expire b master_down",
     "b send 100; b +addresses; b master_silent BACKUP>MASTER; b notify master; a send 255; a +addresses; "
     "a master_silent BACKUP>MASTER; a notify master; group notify master",
     "MASTER MASTER"},
};

const std::vector<Row> backup_rows{
    {"the first whose turn has come waits for the others", pair, "start", "expire a master_down",
     "a awaiting_group BACKUP>BACKUP", "BACKUP BACKUP"},
    {"saying so once", pair, "start; expire a master_down", "expire a master_down", "", "BACKUP BACKUP"},
    {"the last one takes all along, and the group is told after them", pair, "start; expire a master_down",
     "expire b master_down",
     "b send 100; b +addresses; b master_silent BACKUP>MASTER; b notify master; a send 100; a +addresses; "
     "a master_silent BACKUP>MASTER; a notify master; group notify master",
     "MASTER MASTER"},
    {"of three, all three have to want",
     {plain, plain, plain},
     "start; expire a master_down; expire c master_down",
     "expire b master_down",
     "b send 100; b +addresses; b master_silent BACKUP>MASTER; b notify master; a send 100; a +addresses; "
     "a master_silent BACKUP>MASTER; a notify master; c send 100; c +addresses; c master_silent BACKUP>MASTER; "
     "c notify master; group notify master",
     "MASTER MASTER MASTER"},
    {"one that hears somebody to follow wants no more", pair, "start; expire a master_down; hear a 10.0.0.8 102",
     "expire b master_down", "b awaiting_group BACKUP>BACKUP", "BACKUP BACKUP"},
    {"nor one whose master has resigned only now", pair, "start; expire a master_down; hear a 10.0.0.8 0",
     "expire b master_down", "b awaiting_group BACKUP>BACKUP", "BACKUP BACKUP"},
    {"a lower one it would preempt does not change its mind", pair, "start; expire a master_down; hear a 10.0.0.8 99",
     "expire b master_down",
     "b send 100; b +addresses; b master_silent BACKUP>MASTER; b notify master; a send 100; a +addresses; "
     "a preempted BACKUP>MASTER; a notify master; group notify master",
     "MASTER MASTER"},
    {"a group of one waits for nobody",
     {plain},
     "start",
     "expire a master_down",
     "a send 100; a +addresses; a master_silent BACKUP>MASTER; a notify master; group notify master",
     "MASTER"},
};

const std::vector<Row> master_rows{
    {"one that loses takes all along, in silence", pair, mastering, "hear b 10.0.0.8 102",
     "b -addresses; b higher_priority MASTER>BACKUP; b notify backup; a -addresses; a group_lost MASTER>BACKUP; "
     "a notify backup; group notify backup",
     "BACKUP BACKUP"},
    {"a fault of one makes all resign", pair, mastering, "fault b",
     "b send 0; b -addresses; b faulted MASTER>FAULT; b notify fault; a send 0; a -addresses; "
     "a group_faulted MASTER>FAULT; a notify fault; group notify fault",
     "FAULT FAULT"},
    {"a second fault changes nothing", pair, "start; expire a master_down; fault b", "fault a", "", "FAULT FAULT"},
    {"one fault gone of two changes nothing", pair, "start; fault b; fault a", "clear b", "", "FAULT FAULT"},
    {"the last one gone lets all go on", pair, "start; fault b; fault a; clear b", "clear a",
     "a recovered FAULT>BACKUP; a notify backup; b recovered FAULT>BACKUP; b notify backup; group notify backup",
     "BACKUP BACKUP"},
    {"one that steps down makes all resign, and the group is not told", pair, mastering, "yield a",
     "a send 0; a -addresses; a yielded MASTER>BACKUP; a notify backup; b send 0; b -addresses; "
     "b group_left MASTER>BACKUP; b notify backup",
     "BACKUP BACKUP"},
    {"but it is when they are master again", pair,
     "start; expire a master_down; expire b master_down; yield a; expire a master_down", "expire b master_down",
     "b send 100; b +addresses; b master_silent BACKUP>MASTER; b notify master; a send 100; a +addresses; "
     "a master_silent BACKUP>MASTER; a notify master; group notify master",
     "MASTER MASTER"},
    {"one that was stalled takes all along, in silence", pair, mastering, "expire a advert 3000",
     "a -addresses; a stalled MASTER>BACKUP; a notify backup; b -addresses; b stalled MASTER>BACKUP; "
     "b notify backup; group notify backup",
     "BACKUP BACKUP"},
    {"a lower rival of one changes nothing", pair, mastering, "hear a 10.0.0.8 99",
     "a send 100; a kept_lower_priority MASTER>MASTER; a notify rx_lower", "MASTER MASTER"},
    {"stopped, the members are told, then the group", pair, mastering, "stop",
     "a send 0; a -addresses; a stopped MASTER>INIT; a notify stop; b send 0; b -addresses; b stopped MASTER>INIT; "
     "b notify stop; group notify stop",
     "INIT INIT"},
    {"all owners that recover are masters at once",
     {as_owner, as_owner},
     "start a faulted",
     "clear a",
     "a send 255; a +addresses; a owner FAULT>MASTER; a notify master; b send 255; b +addresses; "
     "b owner FAULT>MASTER; b notify master; group notify master",
     "MASTER MASTER"},
};

std::size_t announcing_members(const GroupEffects &effects) {
  return static_cast<std::size_t>(std::ranges::count_if(
      effects, [](const GroupEffect &one) { return std::holds_alternative<Announce>(one.effect); }));
}

std::vector<SyncGroup::Member> enlist(std::initializer_list<Router *> routers) {
  std::vector<SyncGroup::Member> members;
  for (auto *router : routers) members.push_back({router, {}});
  return members;
}

}  // namespace

TEST_CASE("a sync group starts") { check(GENERATE(from_range(start_rows))); }
TEST_CASE("a sync group becomes master together") { check(GENERATE(from_range(backup_rows))); }
TEST_CASE("a sync group leaves mastership together") { check(GENERATE(from_range(master_rows))); }

TEST_CASE("a lower rival of one member makes all announce their addresses") {
  GroupBench bench{pair};
  bench.run(mastering);
  GroupEffects effects;
  bench.group().hear(1, {address("10.0.0.8"), base::Priority{99}, std::chrono::seconds{1}}, bench.now(), effects);
  CHECK(announcing_members(effects) == 2);
  CHECK(bench.router(0).deadline(Timer::announce_lower) == bench.router(1).deadline(Timer::announce_lower));
}

TEST_CASE("a member added to masters becomes one; the group is not told again") {
  GroupBench bench{pair};
  bench.run(mastering);
  Router fresh{bench_config(), address("10.0.0.5")};
  SyncGroup group{enlist({&bench.router(0), &bench.router(1), &fresh}), bench.group().state()};
  GroupEffects effects;
  group.start(bench.now(), effects);
  CHECK(bench.text(effects) ==
        "c -addresses; c started INIT>BACKUP; c notify backup; c send 100; c +addresses; "
        "c master_silent BACKUP>MASTER; c notify master");
  CHECK(group.state() == State::master);
}

TEST_CASE("running members on different sides all go to backup") {
  Router master{bench_config(), address("10.0.0.5")};
  Router backup{bench_config(), address("10.0.0.5")};
  Effects ignored;
  base::Instant now{};
  master.start(true, false, now, ignored);
  now = *master.deadline(Timer::master_down);
  master.expire(Timer::master_down, now, ignored);
  backup.start(true, false, now, ignored);
  SyncGroup group{enlist({&master, &backup})};
  GroupEffects effects;
  group.start(now, effects);
  CHECK(master.state() == State::backup);
  CHECK(backup.state() == State::backup);
}

TEST_CASE("a disbanded group's members go on with their own health") {
  GroupBench bench{pair};
  bench.run("start; fault b");
  GroupEffects effects;
  bench.group().disband(bench.now(), effects);
  CHECK(bench.states() == "BACKUP FAULT");
  Effects own;
  const auto due = *bench.router(0).deadline(Timer::master_down);
  bench.router(0).expire(Timer::master_down, due, own);
  CHECK(bench.router(0).state() == State::master);
}
