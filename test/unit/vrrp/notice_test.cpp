#include "vrrp/notice.hpp"

#include "catch.hpp"
#include "plans.hpp"

using namespace sempervivum::vrrp;
using sempervivum::base::Priority;
using Argv = std::vector<std::string>;

namespace {

NotifyPlan plan_with_scripts() {
  NotifyPlan plan;
  plan.set(Event::master, test::command("/etc/up"));
  plan.set(Event::fault, test::command("/etc/fault"));
  plan.set_any(test::command("/etc/any"));
  plan.mails = true;
  return plan;
}

Notice instance(Event event) { return {{Subject::Kind::instance, "VI_1"}, event, Priority{150}}; }
Notice group(Event event) { return {{Subject::Kind::group, "G1"}, event}; }

}  // namespace

TEST_CASE("the state's own script comes first and gets no more arguments") {
  const auto commands = notify_commands(instance(Event::master), plan_with_scripts());
  REQUIRE(commands.size() == 2);
  CHECK(commands[0].argv == Argv{"/etc/up"});
  CHECK(commands[1].argv == Argv{"/etc/any", "INSTANCE", "VI_1", "MASTER", "150"});
}

TEST_CASE("a group says so and has no priority") {
  const auto commands = notify_commands(group(Event::backup), plan_with_scripts());
  REQUIRE(commands.size() == 1);
  CHECK(commands[0].argv == Argv{"/etc/any", "GROUP", "G1", "BACKUP", "0"});
}

TEST_CASE("a state without a script of its own runs notify alone") {
  const auto commands = notify_commands(instance(Event::stop), plan_with_scripts());
  REQUIRE(commands.size() == 1);
  CHECK(commands[0].argv.at(3) == "STOP");
}

TEST_CASE("a deleted instance says FAULT unless notify_deleted is configured") {
  auto plan = plan_with_scripts();
  const auto as_fault = notify_commands(instance(Event::deleted), plan);
  REQUIRE(as_fault.size() == 2);
  CHECK(as_fault[0].argv == Argv{"/etc/fault"});
  CHECK(as_fault[1].argv.at(3) == "FAULT");
  CHECK(fifo_line(instance(Event::deleted), plan) == "INSTANCE \"VI_1\" FAULT 150");
  plan.reports_deleted = true;
  const auto as_deleted = notify_commands(instance(Event::deleted), plan);
  REQUIRE(as_deleted.size() == 1);
  CHECK(as_deleted[0].argv.at(3) == "DELETED");
  CHECK(fifo_line(instance(Event::deleted), plan) == "INSTANCE \"VI_1\" DELETED 150");
}

TEST_CASE("hearing a lower priority runs its own script only") {
  auto plan = plan_with_scripts();
  const auto notice = instance(Event::master_rx_lower_priority);
  CHECK(notify_commands(notice, plan).empty());
  plan.set(Event::master_rx_lower_priority, test::command("/etc/rival"));
  CHECK(notify_commands(notice, plan).size() == 1);
  CHECK(fifo_line(notice, plan) == "INSTANCE \"VI_1\" MASTER_RX_LOWER_PRI 150");
  CHECK_FALSE(mail(notice, plan));
}

TEST_CASE("a second master is told to FIFOs only") {
  const auto plan = plan_with_scripts();
  const auto notice = instance(Event::second_master);
  CHECK(notify_commands(notice, plan).empty());
  CHECK_FALSE(mail(notice, plan));
  CHECK(fifo_line(notice, plan) == "INSTANCE \"VI_1\" SECOND_MASTER 150");
}

TEST_CASE("FIFO lines name who, what and the priority") {
  const NotifyPlan plan;
  CHECK(fifo_line(instance(Event::master), plan) == "INSTANCE \"VI_1\" MASTER 150");
  CHECK(fifo_line(group(Event::stop), plan) == "GROUP \"G1\" STOP 0");
  CHECK(priority_line("VI_1", State::master, Priority{120}) == "INSTANCE \"VI_1\" MASTER_PRIORITY 120");
  CHECK(priority_line("VI_1", State::fault, Priority{120}) == "INSTANCE \"VI_1\" BACKUP_PRIORITY 120");
}

TEST_CASE("mails say what became of the addresses") {
  const auto plan = plan_with_scripts();
  using sempervivum::base::Mail;
  CHECK(mail(instance(Event::master), plan) ==
        Mail{"VRRP Instance VI_1 - Entering MASTER state", "=> VRRP Instance is now owning VRRP VIPs <="});
  CHECK(mail(instance(Event::backup), plan) ==
        Mail{"VRRP Instance VI_1 - Entering BACKUP state", "=> VRRP Instance is no longer owning VRRP VIPs <="});
  CHECK(mail(group(Event::fault), plan) ==
        Mail{"VRRP Group G1 - Entering FAULT state", "=> All VRRP group instances are now in FAULT state <="});
  CHECK_FALSE(mail(instance(Event::stop), plan));
}

TEST_CASE("mails are sent only where they are wanted") {
  auto plan = plan_with_scripts();
  plan.mails_faults = false;
  CHECK_FALSE(mail(instance(Event::fault), plan));
  CHECK(mail(instance(Event::master), plan));
  plan.mails = false;
  CHECK_FALSE(mail(instance(Event::master), plan));
}
