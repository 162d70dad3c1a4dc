// The engine against the kernel: one instance, in a network namespace of its own.
#include "vrrp/engine.hpp"

#include "site.hpp"

using namespace sempervivum;
using sempervivum::test::ip;
using sempervivum::test::run_until;
using ::test::make_link;
using ::test::Site;

namespace {

vrrp::Plan owner_plan() {
  auto instance = ::test::instance("VI_1", 51, "lan0");
  instance.router.priority = base::owner_priority;
  instance.addresses = {::test::planned("192.0.2.100", 24, "lan0"), ::test::planned("192.0.2.101", 24, "lan0")};
  instance.multicast_group = ::test::ip("224.0.0.18");
  vrrp::Plan plan;
  plan.instances = {instance};
  return plan;
}

/// With a route by way of a neighbour and a rule beside the addresses.
vrrp::Plan with_route_and_rule() {
  auto plan = owner_plan();
  vrrp::PlannedRoute route;
  route.route.destination = {::test::ip("10.20.0.0"), 16};
  route.route.hops.push_back({.gateway = ::test::ip("192.0.2.9")});
  route.interfaces.push_back("");
  plan.instances[0].routes = {route};
  vrrp::PlannedRule rule;
  rule.rule.priority = 500;
  rule.rule.table = 100;
  plan.instances[0].rules = {rule};
  return plan;
}

}  // namespace

TEST_CASE("an owner takes its addresses at once and gives them back at stop") {
  IN_NETWORK_NAMESPACE
  make_link();
  Site site;
  site.engine->start(owner_plan());
  CHECK(site.wait_line("(VI_1) Entering MASTER STATE"));
  CHECK(site.wait_for("192.0.2.101"));
  CHECK(site.has("192.0.2.100"));
  bool stopped = false;
  site.engine->stop([&] { stopped = true; });
  CHECK(run_until(site.io, [&] { return stopped; }));
  CHECK(site.wait_without("192.0.2.100"));
  CHECK_FALSE(site.has("192.0.2.101"));
  CHECK(site.has("192.0.2.1"));
}

TEST_CASE("routes and rules come and go with the addresses, and come back when somebody removes them") {
  IN_NETWORK_NAMESPACE
  make_link();
  Site site;
  REQUIRE(site.monitor.follow_routes());
  const auto plan = with_route_and_rule();
  site.engine->start(plan);
  const auto has_both = [&] {
    return site.monitor.routes().route_count() == 1 && site.monitor.routes().rule_count() == 1;
  };
  REQUIRE(run_until(site.io, has_both));
  ip("route del 10.20.0.0/16 via 192.0.2.9");
  CHECK(site.wait_line("(VI_1) route 10.20.0.0/16 via 192.0.2.9 was removed by somebody else: put back"));
  ip("rule del preference 500");
  CHECK(site.wait_line("(VI_1) rule 500 was removed by somebody else: put back"));
  CHECK(run_until(site.io, has_both));
  site.engine->stop([] {});
  CHECK(run_until(site.io,
                  [&] { return site.monitor.routes().route_count() + site.monitor.routes().rule_count() == 0; }));
}

TEST_CASE("a reload changes only the routes that differ") {
  IN_NETWORK_NAMESPACE
  make_link();
  Site site;
  REQUIRE(site.monitor.follow_routes());
  auto plan = with_route_and_rule();
  site.engine->start(plan);
  REQUIRE(run_until(site.io, [&] { return site.monitor.routes().rule_count() == 1; }));
  std::size_t changes = 0;
  const auto subscription = site.monitor.observe_routes([&](const netlink::RouteChange &) { ++changes; });
  auto routes = plan.instances[0].routes.items();
  routes[0].route.metrics.set(netlink::Metric::mtu, 1400);
  plan.instances[0].routes = routes;
  site.engine->reload(plan);
  const auto has_mtu = [&] {
    const auto *route = site.monitor.routes().find(plan.instances[0].routes[0].route);
    return route != nullptr && route->metrics.get(netlink::Metric::mtu) == 1400;
  };
  CHECK(run_until(site.io, has_mtu));
  CHECK(changes == 2);
}

TEST_CASE("promote_secondaries is set while an instance wants it") {
  IN_NETWORK_NAMESPACE
  make_link();
  const auto setting = [] { return netlink::read_sysctl("ipv4/conf/lan0/promote_secondaries").value_or(-1); };
  const auto before = setting();
  {
    Site site;
    auto plan = owner_plan();
    plan.instances[0].promote_secondaries = true;
    site.engine->start(plan);
    CHECK(setting() == 1);
  }
  CHECK(setting() == before);
}

TEST_CASE("an address removed behind our back comes back without an election, up to a point") {
  IN_NETWORK_NAMESPACE
  make_link();
  Site site;
  site.engine->start(owner_plan());
  REQUIRE(site.wait_for("192.0.2.101"));
  const auto line = "(VI_1) address 192.0.2.101 on lan0 was removed by somebody else: put back";
  for (std::size_t times = 1; times <= 2; ++times) {
    ip("addr del 192.0.2.101/24 dev lan0");
    REQUIRE(site.wait_line(line, times));
    REQUIRE(site.wait_for("192.0.2.101"));
  }
  CHECK(site.book.count("(VI_1) Entering MASTER STATE") == 1);
  ip("addr del 192.0.2.101/24 dev lan0");
  CHECK(site.wait_line("(VI_1) Entering BACKUP STATE"));
  CHECK(site.wait_without("192.0.2.100"));
}

TEST_CASE("a link that goes down is a fault at once, and one that comes back is none") {
  IN_NETWORK_NAMESPACE
  make_link();
  Site site;
  site.engine->start(owner_plan());
  REQUIRE(site.wait_for("192.0.2.100"));
  ip("link set lan1 down");
  CHECK(site.wait_line("(VI_1) Entering FAULT STATE"));
  CHECK(site.book.has("Netlink reports lan0 down"));
  CHECK(site.wait_without("192.0.2.100"));
  ip("link set lan1 up");
  CHECK(site.wait_line("(VI_1) Entering MASTER STATE", 2));
  CHECK(site.wait_for("192.0.2.100"));
}

TEST_CASE("an interface that is deleted and comes back is followed") {
  IN_NETWORK_NAMESPACE
  make_link();
  Site site;
  site.engine->start(owner_plan());
  REQUIRE(site.wait_for("192.0.2.100"));
  ip("link del lan0");
  CHECK(site.wait_line("(VI_1) Entering FAULT STATE"));
  make_link();
  CHECK(site.wait_line("(VI_1) Entering MASTER STATE", 2));
  CHECK(site.wait_for("192.0.2.100"));
}

TEST_CASE("a reload of the same plan does nothing, another applies the difference") {
  IN_NETWORK_NAMESPACE
  make_link();
  Site site;
  auto plan = owner_plan();
  site.engine->start(plan);
  REQUIRE(site.wait_for("192.0.2.101"));
  REQUIRE(site.wait_line("(VI_1) Entering MASTER STATE"));
  const auto lines = site.book.lines.size();
  site.engine->reload(plan);
  CHECK(site.book.lines.size() == lines);
  auto &instance = plan.instances[0];
  instance.name = "renamed";
  instance.addresses[1] = ::test::planned("192.0.2.102", 24, "lan0");
  site.engine->reload(plan);
  CHECK(site.wait_for("192.0.2.102"));
  CHECK(site.wait_without("192.0.2.101"));
  CHECK(site.has("192.0.2.100"));
  CHECK(site.book.count("(VI_1) Entering MASTER STATE") == 1);
  site.engine->reload({});
  CHECK(site.wait_without("192.0.2.100"));
}

TEST_CASE("a reload of the base priority meets the weights' limit as a start would") {
  IN_NETWORK_NAMESPACE
  make_link();
  Site site;
  auto plan = owner_plan();
  plan.scripts = {{.name = "chk", .command = ::test::command("/chk"), .interval = std::chrono::hours{1}}};
  plan.instances[0].scripts = {{"chk", 20, false}};
  plan.instances[0].router.priority = base::Priority{252};
  site.engine->start(plan);
  site.runner.end();
  REQUIRE(site.engine->find("VI_1")->router().priority() == base::Priority{254});
  plan.instances[0].router.priority = base::Priority{250};
  site.engine->reload(plan);
  CHECK(site.engine->find("VI_1")->router().priority() == base::Priority{254});
  plan.instances[0].router.priority = base::Priority{200};
  site.engine->reload(plan);
  CHECK(site.engine->find("VI_1")->router().priority() == base::Priority{220});
}

TEST_CASE("what an earlier life left behind is removed before anything else") {
  IN_NETWORK_NAMESPACE
  make_link();
  ip("addr add 192.0.2.100/24 dev lan0");
  Site site;
  auto plan = owner_plan();
  plan.instances[0].router.priority = base::Priority{100};
  site.engine->start(plan);
  CHECK(site.wait_without("192.0.2.100"));
  CHECK(site.wait_line("(VI_1) Entering BACKUP STATE (init)"));
}
