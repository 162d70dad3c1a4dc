#include "vrrp/judge.hpp"

#include "catch.hpp"
#include "plans.hpp"
#include "vrrp/interface_facts.hpp"

using namespace sempervivum;
using namespace sempervivum::vrrp;
using test::Painter;

namespace {

constexpr unsigned up = IFF_UP | IFF_RUNNING | IFF_MULTICAST;

const Sightings all_good{.script = [](const std::string &) { return Verdict::good; },
                         .file = [](const std::string &) { return std::optional{0}; },
                         .process = [](const std::string &) { return Verdict::good; },
                         .bfd = [](const std::string &) { return Verdict::good; }};

Painter healthy() {
  Painter painter;
  painter.link(2, "eth0", up).address(2, "192.0.2.1", 24);
  return painter;
}

}  // namespace

TEST_CASE("an instance on a healthy interface has no fault") {
  const auto standing = judge(test::instance("A", 1), healthy().picture(), all_good);
  CHECK(standing.faults.empty());
  CHECK(standing.ready);
  CHECK(standing.priority == base::Priority{100});
}

TEST_CASE("each fact that is missing is a fault by its name") {
  auto plan = test::instance("A", 1);
  Painter painter;
  FaultReason expected{};
  SECTION("interface") { expected = FaultReason::interface_missing; }
  SECTION("carrier") {
    painter.link(2, "eth0", IFF_UP | IFF_MULTICAST).address(2, "192.0.2.1", 24);
    expected = FaultReason::interface_down;
  }
  SECTION("source address") {
    painter.link(2, "eth0", up).address(2, "192.0.2.100", 24);
    expected = FaultReason::no_source_address;
  }
  SECTION("multicast") {
    painter.link(2, "eth0", IFF_UP | IFF_RUNNING).address(2, "192.0.2.1", 24);
    expected = FaultReason::no_multicast;
  }
  SECTION("tracked interface") {
    painter = healthy();
    plan.interfaces = {{"eth9", 0, false}};
    expected = FaultReason::tracked_interface_down;
  }
  SECTION("unicast peer") {
    painter = healthy();
    plan.fault_without_peer = true;
    expected = FaultReason::no_unicast_peer;
  }
  const auto standing = judge(plan, painter.picture(), all_good);
  REQUIRE(standing.faults.size() == 1);
  CHECK(standing.faults[0].reason == expected);
}

TEST_CASE("an untracked primary interface may be down") {
  auto plan = test::instance("A", 1);
  plan.track_primary = false;
  Painter painter;
  painter.link(2, "eth0", IFF_UP | IFF_MULTICAST).address(2, "192.0.2.1", 24);
  CHECK(judge(plan, painter.picture(), all_good).faults.empty());
}

TEST_CASE("scripts move the priority or are a fault") {
  auto plan = test::instance("A", 1);
  plan.scripts = {{"weighted", -30, false}, {"vital", 0, false}};
  const auto verdicts = [](const std::string &name) { return name == "vital" ? Verdict::good : Verdict::bad; };
  const auto standing = judge(plan, healthy().picture(), {.script = verdicts});
  CHECK(standing.priority == base::Priority{70});
  CHECK(standing.faults.empty());
  const auto failed = judge(plan, healthy().picture(), {.script = [](const auto &) { return Verdict::bad; }});
  REQUIRE(failed.faults.size() == 1);
  CHECK(failed.faults[0].subject == "vital");
}

TEST_CASE("the source address is the first that is neither secondary nor virtual") {
  Painter painter;
  painter.link(2, "eth0", up)
      .address(2, "192.0.2.100", 24)
      .address(2, "192.0.2.50", 24, IFA_F_PERMANENT | IFA_F_SECONDARY)
      .address(2, "198.51.100.7", 24)
      .address(2, "192.0.2.9", 24);
  CHECK(source_address(test::instance("A", 1), painter.picture()) == test::ip("198.51.100.7"));
}

TEST_CASE("IPv6 adverts come from the link-local address once it may be used") {
  auto plan = test::instance("A", 1);
  plan.family = base::Family::ipv6;
  plan.addresses = {test::planned("fe80::100", 64)};
  Painter painter;
  painter.link(2, "eth0", up).address(2, "2001:db8::1", 64).address(2, "fe80::100", 64);
  CHECK_FALSE(source_address(plan, painter.picture()));
  painter.address(2, "fe80::1", 64, IFA_F_PERMANENT | IFA_F_TENTATIVE);
  CHECK_FALSE(source_address(plan, painter.picture()));
  painter.address(2, "fe80::1", 64);
  CHECK(source_address(plan, painter.picture()) == test::ip("fe80::1"));
}

TEST_CASE("an instance without an interface sits where its unicast source is") {
  auto plan = test::instance("A", 1, "");
  plan.peers = {{test::ip("192.0.2.2")}};
  CHECK(instance_link(plan, healthy().picture()) == nullptr);
  plan.source = test::ip("192.0.2.1");
  const auto painter = healthy();
  const auto *link = instance_link(plan, painter.picture());
  REQUIRE(link != nullptr);
  CHECK(link->name == "eth0");
}

TEST_CASE("a rename concerns both names") {
  Painter painter;
  painter.link(2, "eth0").link(2, "lan0");
  CHECK(changed_interfaces(painter.changes().back(), painter.picture()) == std::vector<std::string>{"eth0", "lan0"});
}

TEST_CASE("tracked files, processes and sessions each have their fault") {
  auto plan = test::instance("A", 1);
  plan.files = {{"f", 0, false}};
  plan.processes = {{"p", 0, false}};
  plan.bfds = {{"b", 0, false}};
  const Sightings all_bad{.script = {},
                          .file = [](const std::string &) { return std::optional{1}; },
                          .process = [](const std::string &) { return Verdict::bad; },
                          .bfd = [](const std::string &) { return Verdict::bad; }};
  CHECK(judge(plan, healthy().picture(), all_good).faults.empty());
  CHECK(describe(judge(plan, healthy().picture(), all_bad).faults) ==
        "tracked file (f), tracked process (p), tracked BFD session down (b)");
}

TEST_CASE("a file that cannot be watched is not tracked") {
  auto plan = test::instance("A", 1);
  plan.files = {{"f", 0, true}};
  auto sightings = all_good;
  CHECK_FALSE(judge(plan, healthy().picture(), sightings).faults.empty());
  sightings.file = [](const std::string &) { return std::optional<int>{}; };
  CHECK(judge(plan, healthy().picture(), sightings).faults.empty());
}

TEST_CASE("a link counts as what its delays make of it") {
  auto sightings = all_good;
  sightings.is_up = [](const netlink::Link &) { return false; };
  CHECK(judge(test::instance("A", 1), healthy().picture(), sightings).faults.size() == 1);
}

TEST_CASE("a configured source counts as there unless it is tracked") {
  auto plan = test::instance("A", 1);
  plan.source = test::ip("192.0.2.77");
  const auto painter = healthy();
  CHECK(judge(plan, painter.picture(), all_good).faults.empty());
  plan.track_source = true;
  CHECK(judge(plan, painter.picture(), all_good).faults.at(0).reason == FaultReason::no_source_address);
  plan.source = test::ip("192.0.2.1");
  CHECK(judge(plan, painter.picture(), all_good).faults.empty());
}
