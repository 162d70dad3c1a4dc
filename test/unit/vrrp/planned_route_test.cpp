#include "vrrp/planned_route.hpp"

#include "catch.hpp"
#include "parser/parse.hpp"
#include "plans.hpp"

using namespace sempervivum;
using namespace sempervivum::vrrp;
using netlink::Metric;
using test::ip;

namespace {

parser::Route line_of(const std::string &line) {
  const auto loaded = parse::text(
      "vrrp_instance VI_1 {\n interface eth0\n virtual_router_id 51\n virtual_ipaddress {\n 192.0.2.100/24\n }\n"
      " virtual_routes {\n  " +
      line + "\n }\n}\n");
  INFO(parse::rendered(loaded));
  REQUIRE(loaded.config.instances.at(0).virtual_routes.size() == 1);
  return loaded.config.instances[0].virtual_routes[0];
}

PlannedRoute planned(const std::string &line) {
  INFO(line);
  const auto route = planned_route(line_of(line), netlink::IprouteNames{});
  INFO((route ? std::string{} : route.error()));
  REQUIRE(route);
  return *route;
}

netlink::Route route(const std::string &line) { return planned(line).route; }

struct Description {
  const char *line;
  const char *text;
};

}  // namespace

TEST_CASE("what a line leaves open is keepalived's choice") {
  const auto found = planned("10.20.0.0/16 via 10.9.0.3");
  CHECK(found.route.table == RT_TABLE_MAIN);
  CHECK(found.route.protocol == netlink::keepalived_protocol);
  CHECK(found.route.scope == RT_SCOPE_UNIVERSE);
  CHECK(found.route.type == netlink::RouteType::unicast);
  CHECK(found.route.metrics.empty());
  CHECK(found.insert == netlink::RouteInsert::prepend);
  CHECK(found.interfaces == std::vector<std::string>{""});
  CHECK(found.track);
  CHECK(route("10.22.0.0/16 dev eth0").scope == RT_SCOPE_UNIVERSE);
}

TEST_CASE("a route is described in ip's words") {
  const Description cases[] = {
      {"10.20.0.0/16 via 10.9.0.3 dev eth1", "route 10.20.0.0/16 via 10.9.0.3 dev eth1"},
      {"blackhole 10.24.0.0/16", "route 10.24.0.0/16"},
      {"10.20.0.0/16 dev eth0 table 100", "route 10.20.0.0/16 dev eth0 table 100"},
      {"10.20.0.0/16 dev eth0 vrf red", "route 10.20.0.0/16 dev eth0 vrf red"},
      {"fd00::/64 dev eth0", "route fd00::/64 dev eth0"},
      {"default via 10.9.0.3", "route 0.0.0.0/0 via 10.9.0.3"},
      {"default6 via fe80::1 dev eth0", "route ::/0 via fe80::1 dev eth0"},
  };
  for (const auto &[line, text] : cases) CHECK(describe(planned(line)) == text);
}

TEST_CASE("types that refuse have no hops, types of this host have the scope the kernel wants") {
  using enum netlink::RouteType;
  CHECK(route("blackhole 10.24.0.0/16").type == blackhole);
  CHECK(route("blackhole 10.24.0.0/16 dev eth0").hops.empty());
  CHECK(planned("unreachable 10.24.0.0/16").insert == netlink::RouteInsert::add);
  CHECK(route("throw 10.24.0.0/16").type == throw_);
  CHECK(route("local 10.29.0.1 dev eth0").scope == RT_SCOPE_HOST);
  CHECK(route("broadcast 10.29.0.1 dev eth0").scope == RT_SCOPE_LINK);
  CHECK(route("anycast 10.29.0.1 dev eth0").scope == RT_SCOPE_LINK);
  CHECK(route("local 10.29.0.1 dev eth0 scope global").scope == RT_SCOPE_UNIVERSE);
}

TEST_CASE("several hops share the traffic") {
  const auto found =
      planned("10.27.0.0/16 nexthop via 10.9.0.3 dev eth0 weight 2 nexthop via 10.9.0.4 realms 3/4 onlink");
  REQUIRE(found.route.hops.size() == 2);
  CHECK(found.route.hops[0].weight == 2);
  CHECK(found.route.hops[1].realms == 0x30004);
  CHECK(found.route.hops[1].onlink);
  CHECK(found.interfaces == std::vector<std::string>{"eth0", ""});
  CHECK(route("10.28.0.0/16 or 10.9.0.5 via 10.9.0.4").hops.size() == 2);
}

TEST_CASE("metrics go to the kernel in its units") {
  const auto metrics = route(
                           "10.20.0.0/16 dev eth0 mtu lock 1400 rtt 1s rttvar 2s rto_min lock 300ms cwnd lock 7 "
                           "features ecn congctl cubic")
                           .metrics;
  CHECK(metrics.get(Metric::mtu) == 1400);
  CHECK(metrics.is_locked(Metric::mtu));
  CHECK(metrics.get(Metric::rtt) == 8000);
  CHECK(metrics.get(Metric::rttvar) == 8000);
  CHECK(metrics.get(Metric::rto_min) == 300);
  CHECK(metrics.is_locked(Metric::rto_min));
  CHECK(metrics.get(Metric::features) == RTAX_FEATURE_ECN);
  CHECK(metrics.congestion_control() == "cubic");
}

TEST_CASE("round-trip times are raw without a unit and never below 200 ms") {
  const auto metrics = route("10.20.0.0/16 dev eth0 rtt 4000 rttvar 50 rto_min 5").metrics;
  CHECK(metrics.get(Metric::rtt) == 4000);
  CHECK(metrics.get(Metric::rttvar) == 200 * 4);
  CHECK(metrics.get(Metric::rto_min) == 5);
  CHECK(route("10.20.0.0/16 dev eth0 rtt 100ms").metrics.get(Metric::rtt) == 200 * 8);
}

TEST_CASE("a tracked route is known by keepalived's protocol, another has its own") {
  CHECK(route("10.30.0.0/16 dev eth0 protocol static").protocol == netlink::keepalived_protocol);
  CHECK(route("10.30.0.0/16 dev eth0 protocol static no_track").protocol == RTPROT_STATIC);
  CHECK(route("10.30.0.0/16 dev eth0 no_track").protocol == netlink::keepalived_protocol);
  CHECK_FALSE(planned("10.30.0.0/16 dev eth0 no_track").track);
}

TEST_CASE("IPv6 routes have options of their own") {
  const auto found = route("fd06::/64 from fd07::/64 via fe80::9 dev eth0 expires 100 pref high");
  CHECK(found.source == netlink::Prefix{ip("fd07::"), 64});
  CHECK(found.expires == 100);
  CHECK(found.preference == 1);
}

TEST_CASE("encapsulations are those of ip-route") {
  const auto encap = [](const std::string &line) {
    return route("10.1.0.0/16 dev eth0 encap " + line).hops.at(0).encap;
  };
  CHECK(encap("ip id 7 dst 192.0.2.9 ttl 5 tos 10") ==
        netlink::Encap{netlink::IpEncap{
            .family = base::Family::ipv4, .id = 7, .destination = ip("192.0.2.9"), .tos = 0x10, .ttl = 5}});
  CHECK(encap("mpls 100/200") == netlink::Encap{netlink::MplsEncap{{100, 200}, 0}});
  CHECK(encap("ila 1:2:3:4") == netlink::Encap{netlink::IlaEncap{0x0001000200030004}});
}

TEST_CASE("a name that nobody knows is an error that says so") {
  const Description cases[] = {
      {"10.1.0.0/16 dev eth0 table nonsense", "route 10.1.0.0/16 dev eth0: there is no routing table nonsense"},
      {"10.1.0.0/16 dev eth0 scope nonsense", "route 10.1.0.0/16 dev eth0: there is no scope nonsense"},
      {"10.1.0.0/16 dev eth0 scope 256", "route 10.1.0.0/16 dev eth0: scope 256 is greater than 255"},
      {"10.1.0.0/16 dev eth0 tos nonsense", "route 10.1.0.0/16 dev eth0: there is no value of the DS field nonsense"},
      {"10.1.0.0/16 dev eth0 realms 1/x", "route 10.1.0.0/16 dev eth0: there is no realm x"},
      {"10.1.0.0/16 dev eth0 realms 70000", "route 10.1.0.0/16 dev eth0: a realm is at most 65535"},
      {"fd01::/64 dev eth0 pref x", "route fd01::/64 dev eth0: there is no router preference x"},
  };
  for (const auto &[line, text] : cases) {
    INFO(line);
    const auto found = planned_route(line_of(line), netlink::IprouteNames{});
    REQUIRE_FALSE(found);
    CHECK(found.error() == text);
  }
}
