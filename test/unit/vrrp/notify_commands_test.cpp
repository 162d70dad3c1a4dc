#include "vrrp/notify_commands.hpp"

#include "catch.hpp"
#include "plans.hpp"

using namespace sempervivum::vrrp;
using sempervivum::base::Priority;
using Argv = std::vector<std::string>;

namespace {

InstancePlan plan_with_scripts() {
  auto plan = test::instance("VI_1", 51);
  plan.notify.by_event[static_cast<std::size_t>(Event::master)] = test::command("/etc/up");
  plan.notify.by_event[static_cast<std::size_t>(Event::fault)] = test::command("/etc/fault");
  plan.notify.any = test::command("/etc/any");
  return plan;
}

}  // namespace

TEST_CASE("the state's own script comes first and gets no more arguments") {
  const auto commands = notify_commands(plan_with_scripts(), Event::master, Priority{150});
  REQUIRE(commands.size() == 2);
  CHECK(commands[0].argv == Argv{"/etc/up"});
  CHECK(commands[1].argv == Argv{"/etc/any", "INSTANCE", "VI_1", "MASTER", "150"});
}

TEST_CASE("a state without a script of its own runs notify alone") {
  const auto commands = notify_commands(plan_with_scripts(), Event::stop, Priority{150});
  REQUIRE(commands.size() == 1);
  CHECK(commands[0].argv.at(3) == "STOP");
}

TEST_CASE("a deleted instance says FAULT unless notify_deleted is configured") {
  auto plan = plan_with_scripts();
  const auto as_fault = notify_commands(plan, Event::deleted, Priority{150});
  REQUIRE(as_fault.size() == 2);
  CHECK(as_fault[0].argv == Argv{"/etc/fault"});
  CHECK(as_fault[1].argv.at(3) == "FAULT");
  plan.notify.reports_deleted = true;
  const auto as_deleted = notify_commands(plan, Event::deleted, Priority{150});
  REQUIRE(as_deleted.size() == 1);
  CHECK(as_deleted[0].argv.at(3) == "DELETED");
}

TEST_CASE("hearing a lower priority runs its own script only") {
  auto plan = plan_with_scripts();
  CHECK(notify_commands(plan, Event::master_rx_lower_priority, Priority{150}).empty());
  plan.notify.by_event[static_cast<std::size_t>(Event::master_rx_lower_priority)] = test::command("/etc/rival");
  CHECK(notify_commands(plan, Event::master_rx_lower_priority, Priority{150}).size() == 1);
}
