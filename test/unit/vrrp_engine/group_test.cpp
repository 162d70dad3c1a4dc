// Sync groups in the engine: members on two links, each the owner of its address.
#include "site.hpp"

using namespace sempervivum;
using sempervivum::test::ip;
using ::test::make_link;
using ::test::Site;

namespace {

constexpr std::string_view lan_address = "192.0.2.100";
constexpr std::string_view wan_address = "198.51.100.100";

vrrp::InstancePlan owner(const std::string &name, std::uint8_t vrid, const std::string &interface,
                         std::string_view address) {
  auto plan = ::test::instance(name, vrid, interface);
  plan.router.priority = base::owner_priority;
  plan.addresses = {::test::planned(address, 24, interface)};
  plan.multicast_group = ::test::ip("224.0.0.18");
  return plan;
}

vrrp::Plan grouped() {
  vrrp::Plan plan;
  plan.instances = {owner("A", 1, "lan0", lan_address), owner("B", 2, "wan0", wan_address)};
  plan.groups = {{.name = "G", .members = {0, 1}, .notify = {}}};
  plan.groups[0].notify.set_any(::test::command("/group"));
  return plan;
}

struct GroupSite : Site {
  GroupSite() { engine->start(grouped()); }

  bool both(bool held) {
    return sempervivum::test::run_until(
        io, [&] { return has(lan_address, "lan0") == held && has(wan_address, "wan0") == held; });
  }
  /// What follows the addresses, in later turns: lines of both, and the group's script.
  bool all_done() {
    return wait_line("(A) Entering MASTER STATE") && wait_line("(B) Entering MASTER STATE") &&
           sempervivum::test::run_until(io, [&] { return !runner.started.empty(); });
  }
};

#define AT_GROUP_SITE                  \
  IN_NETWORK_NAMESPACE                 \
  make_link();                         \
  make_link("wan", "198.51.100.1/24"); \
  GroupSite site;                      \
  REQUIRE(site.both(true));            \
  REQUIRE(site.all_done())

}  // namespace

TEST_CASE("a fault of one member takes the other along, and both come back together") {
  AT_GROUP_SITE;
  ip("link set wan1 down");
  CHECK(site.wait_line("(A) Entering FAULT STATE"));
  CHECK(site.wait_line("VRRP_Group(G) Syncing instances to FAULT state"));
  CHECK(site.both(false));
  ip("link set wan1 up");
  CHECK(site.both(true));
  CHECK(site.wait_line("(A) Entering MASTER STATE", 2));
}

TEST_CASE("a group that is renamed or told elsewhere goes on in silence") {
  AT_GROUP_SITE;
  auto plan = grouped();
  plan.groups[0].name = "H";
  const auto lines = site.book.lines.size();
  const auto scripts = site.runner.started.size();
  site.engine->reload(plan);
  CHECK(site.book.lines.size() == lines);
  CHECK(site.runner.started.size() == scripts);
  ip("link set wan1 down");
  CHECK(site.wait_line("VRRP_Group(H) Syncing instances to FAULT state"));
}

TEST_CASE("a member that leaves goes on with its own health") {
  AT_GROUP_SITE;
  ip("link set wan1 down");
  REQUIRE(site.both(false));
  auto plan = grouped();
  SECTION("because the group is gone") { plan.groups.clear(); }
  SECTION("because it is in no group any more") { plan.groups[0].members = {1}; }
  site.engine->reload(plan);
  CHECK(site.wait_for(lan_address));
  CHECK_FALSE(site.has(wan_address, "wan0"));
}

TEST_CASE("a member that is deleted leaves the others as they are") {
  AT_GROUP_SITE;
  auto plan = grouped();
  plan.instances.pop_back();
  plan.groups[0].members = {0};
  site.engine->reload(plan);
  CHECK(sempervivum::test::run_until(site.io, [&] { return !site.has(wan_address, "wan0"); }));
  CHECK(site.has(lan_address));
  CHECK(site.book.count("(A) Entering MASTER STATE") == 1);
}

TEST_CASE("a newcomer joins masters without an election") {
  AT_GROUP_SITE;
  auto plan = grouped();
  auto third = owner("C", 3, "lan0", "192.0.2.103");
  third.router.priority = base::Priority{100};
  plan.instances.push_back(third);
  plan.groups[0].members = {0, 1, 2};
  site.engine->reload(plan);
  CHECK(site.wait_for("192.0.2.103"));
  CHECK(site.book.count("(A) Entering MASTER STATE") == 1);
}

TEST_CASE("members resign together at stop") {
  AT_GROUP_SITE;
  bool stopped = false;
  site.engine->stop([&] { stopped = true; });
  while (site.runner.running() > 0) site.runner.end();
  CHECK(sempervivum::test::run_until(site.io, [&] { return stopped; }));
  CHECK(site.both(false));
}
