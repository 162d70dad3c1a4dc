#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "catch.hpp"
#include "laboratory.hpp"
#include "namespace.hpp"
#include "netlink/monitor.hpp"

using namespace sempervivum::netlink;
using namespace sempervivum::netlink::test;
using sempervivum::base::IpAddress;
using sempervivum::test::ip;
using sempervivum::test::run_until;

namespace {

/// What is told of routes and rules, as "+10.0.0.0", "~…", "-…", "+500".
struct Log {
  std::vector<std::string> lines;

  void operator()(const RouteAdded &it) { note("+", it.route); }
  void operator()(const RouteChanged &it) { note("~", it.after); }
  void operator()(const RouteRemoved &it) { note("-", it.route); }
  void operator()(const RuleAdded &it) { lines.push_back(fmt::format("+{}", it.rule.priority)); }
  void operator()(const RuleRemoved &it) { lines.push_back(fmt::format("-{}", it.rule.priority)); }

  void note(std::string_view sign, const Route &route) {
    lines.push_back(fmt::format("{}{}", sign, route.destination.address.to_string()));
  }
  bool has(std::string_view line) const { return std::ranges::find(lines, line) != lines.end(); }
};

struct Watch : Laboratory {
  Watch()
      : monitor{Monitor::open(loop).value()},
        subscription{monitor.observe_routes([this](const RouteChange &change) { std::visit(log, change); })} {
    add_pair();
  }

  void follow() {
    REQUIRE(monitor.follow_routes());
    REQUIRE(run_until(loop, [this] { return monitor.knows_routes(); }));
  }

  bool told(std::string_view line) {
    INFO(line);
    return run_until(loop, [&] { return log.has(line); });
  }

  Monitor monitor;
  Log log;
  Subscription subscription;
};

}  // namespace

TEST_CASE("routes and rules that are there already are told when they are first followed") {
  IN_NETWORK_NAMESPACE
  Watch watch;
  ip("route add 10.0.0.0/8 via 192.0.2.9 proto keepalived");
  ip("route add 10.0.0.0/8 via 192.0.2.9 proto keepalived table 1000");
  ip("-6 route add fd01::/64 via fd00::9 dev va proto keepalived");
  ip("route add 11.0.0.0/8 via 192.0.2.9 proto static");
  ip("rule add pref 500 from 10.0.0.0/8 table 100 protocol keepalived");
  watch.follow();
  CHECK(watch.monitor.routes().route_count() == 3);
  CHECK(watch.monitor.routes().rule_count() == 1);
  CHECK(watch.log.lines.size() == 4);
}

TEST_CASE("without being asked the monitor knows nothing of routes") {
  IN_NETWORK_NAMESPACE
  Watch watch;
  ip("route add 10.0.0.0/8 via 192.0.2.9 proto keepalived");
  ip("link add name vc type veth peer name vd");
  REQUIRE(run_until(watch.loop, [&] { return watch.monitor.link("vc") != nullptr; }));
  CHECK(watch.log.lines.empty());
  CHECK_FALSE(watch.monitor.knows_routes());
}

TEST_CASE("a route or rule taken away behind our back is told") {
  IN_NETWORK_NAMESPACE
  Watch watch;
  watch.follow();
  ip("route add 10.0.0.0/8 via 192.0.2.9 proto keepalived");
  ip("-6 route add fd01::/64 via fd00::9 dev va proto keepalived");
  ip("rule add pref 500 from 10.0.0.0/8 table 100 protocol keepalived");
  REQUIRE(watch.told("+10.0.0.0"));
  REQUIRE(watch.told("+fd01::"));
  REQUIRE(watch.told("+500"));
  ip("route del 10.0.0.0/8");
  ip("-6 route del fd01::/64");
  ip("rule del pref 500");
  CHECK(watch.told("-10.0.0.0"));
  CHECK(watch.told("-fd01::"));
  CHECK(watch.told("-500"));
  CHECK(watch.monitor.routes().route_count() == 0);
}

TEST_CASE("a route replaced by somebody else's is told as removed") {
  IN_NETWORK_NAMESPACE
  Watch watch;
  watch.follow();
  ip("route add 10.0.0.0/8 via 192.0.2.9 proto keepalived");
  ip("-6 route add fd01::/64 via fd00::9 dev va proto keepalived");
  ip("route replace 10.0.0.0/8 via 192.0.2.10 proto static");
  ip("-6 route replace fd01::/64 via fd00::10 dev va proto static");
  CHECK(watch.told("-10.0.0.0"));
  CHECK(watch.told("-fd01::"));
}

TEST_CASE("what the kernel removes without a word is told") {
  IN_NETWORK_NAMESPACE
  Watch watch;
  watch.follow();
  ip("addr add 192.0.2.50/32 dev va");
  ip("route add 10.0.0.0/8 via 192.0.2.9 proto keepalived");
  ip("route add 11.0.0.0/8 via 192.0.2.9 src 192.0.2.50 proto keepalived");
  ip("-6 route add fd01::/64 via fd00::9 dev va proto keepalived");
  REQUIRE(watch.told("+fd01::"));
  SECTION("with its preferred source") {
    ip("addr del 192.0.2.50/32 dev va");
    CHECK(watch.told("-11.0.0.0"));
    CHECK_FALSE(watch.log.has("-10.0.0.0"));
  }
  SECTION("with the last address") {
    ip("-4 addr flush dev va");
    CHECK(watch.told("-10.0.0.0"));
    CHECK_FALSE(watch.log.has("-fd01::"));
  }
  SECTION("with its link down") {
    ip("link set va down");
    CHECK(watch.told("-10.0.0.0"));
    CHECK(watch.told("-fd01::"));
  }
  SECTION("with its link") {
    ip("link del va");
    CHECK(watch.told("-10.0.0.0"));
    CHECK(watch.told("-fd01::"));
  }
  CHECK(watch.told("-11.0.0.0"));
}

TEST_CASE("the routes of others neither wake us nor fill the buffer") {
  IN_NETWORK_NAMESPACE
  Watch watch;
  watch.follow();
  const auto va = watch.index("va");
  const auto before = watch.monitor.counters().messages;
  Batch batch;
  for (std::uint32_t n = 0; n < 2000; ++n) {
    Route route;
    route.destination = {IpAddress::parse(fmt::format("10.0.{}.{}", n / 250, n % 250)).value(), 32};
    route.hops.push_back({.link = va});
    route.protocol = RTPROT_BGP;
    add_route(batch, route, RouteInsert::add);
  }
  CHECK(watch.carry_out(std::move(batch)).empty());
  ip("route add 11.0.0.0/8 via 192.0.2.9 proto keepalived");
  REQUIRE(watch.told("+11.0.0.0"));
  CHECK(watch.monitor.counters().messages - before < 20);
  watch.monitor.refresh();
  const auto dumps = watch.monitor.counters().dumps;
  REQUIRE(run_until(watch.loop, [&] { return watch.monitor.counters().dumps > dumps; }));
  CHECK(watch.monitor.counters().messages - before < 100);
  CHECK(watch.monitor.counters().overruns == 0);
}

TEST_CASE("routes lost in an overrun are found missing") {
  IN_NETWORK_NAMESPACE
  Watch watch;
  Monitor narrow = Monitor::open(watch.loop, {.receive_buffer = 4096}).value();
  Log log;
  const auto subscription = narrow.observe_routes([&log](const RouteChange &change) { std::visit(log, change); });
  REQUIRE(narrow.follow_routes());
  ip("route add 10.0.0.0/8 via 192.0.2.9 proto keepalived");
  REQUIRE(run_until(watch.loop, [&] { return log.has("+10.0.0.0"); }));
  for (int n = 0; n < 40; ++n) ip(fmt::format("addr add 192.0.2.{}/32 dev va", 100 + n));
  ip("route del 10.0.0.0/8");
  REQUIRE(run_until(watch.loop, [&] { return log.has("-10.0.0.0"); }));
  CHECK(narrow.counters().overruns > 0);
}
