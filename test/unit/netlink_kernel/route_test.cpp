#include "netlink/route.hpp"

#include <algorithm>
#include <cerrno>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "laboratory.hpp"
#include "namespace.hpp"
#include "netlink/rule.hpp"

using namespace sempervivum::netlink;
using namespace sempervivum::netlink::test;
using sempervivum::base::Family;
using sempervivum::base::InterfaceIndex;
using sempervivum::base::IpAddress;
using sempervivum::test::ip;

namespace {

IpAddress address(const char *text) { return IpAddress::parse(text).value(); }

std::vector<Route> routes() {
  Batch request;
  dump_routes(request, keepalived_protocol);
  return dump(std::move(request), parse_route);
}

std::vector<Rule> rules() {
  Batch request;
  dump_rules(request);
  auto all = dump(std::move(request), parse_rule);
  std::erase_if(all, [](const Rule &rule) { return rule.protocol != keepalived_protocol; });
  return all;
}

Batch addition(const Route &route) {
  Batch batch;
  add_route(batch, route, usual_insert(route.type));
  return batch;
}

Batch removal(const Route &route) {
  Batch batch;
  remove_route(batch, route);
  return batch;
}

template <class Change>
Route route(const char *destination, std::uint8_t length, InterfaceIndex link, const char *gateway, Change &&change) {
  Route route;
  route.destination = {address(destination), length};
  route.hops.push_back({.gateway = address(gateway), .link = link});
  if (route.family() == Family::ipv6) route.metric = 1024;
  change(route);
  return route;
}

Route refusal(const char *destination, std::uint8_t length, RouteType type) {
  Route route;
  route.destination = {address(destination), length};
  route.type = type;
  if (route.family() == Family::ipv6) route.metric = 1024;
  return route;
}

void set_metrics(Route &route) {
  route.metrics.set(Metric::mtu, 1400, true);
  route.metrics.set(Metric::advmss, 1300);
  route.metrics.set(Metric::rtt, 1600);
  route.metrics.set(Metric::rttvar, 800, true);
  route.metrics.set(Metric::rto_min, 200, true);
  route.metrics.set(Metric::hoplimit, 33);
  route.metrics.set(Metric::initcwnd, 10);
  route.metrics.set(Metric::initrwnd, 11);
  route.metrics.set(Metric::window, 1000);
  route.metrics.set(Metric::cwnd, 12, true);
  route.metrics.set(Metric::ssthresh, 13);
  route.metrics.set(Metric::reordering, 4, true);
  route.metrics.set(Metric::quickack, 1);
  route.metrics.set(Metric::fastopen_no_cookie, 1);
  route.metrics.set(Metric::features, RTAX_FEATURE_ECN);
  route.metrics.set_congestion_control("reno", true);
}

std::vector<Route> every_kind(InterfaceIndex va) {
  const auto nothing = [](Route &) {};
  return {
      route("198.51.100.0", 24, va, "192.0.2.9", nothing),
      route("0.0.0.0", 0, va, "192.0.2.9",
            [](Route &it) {
              it.table = 100000;
              it.metric = 10;
            }),
      route("198.51.101.0", 24, va, "192.0.2.9",
            [](Route &it) {
              set_metrics(it);
              it.tos = 8;
              it.preferred_source = address("192.0.2.1");
              it.hops[0].realms = 3U << 16 | 4U;
            }),
      refusal("198.51.102.0", 24, RouteType::blackhole),
      refusal("198.51.103.0", 24, RouteType::throw_),
      route("198.51.104.0", 24, va, "192.0.2.9",
            [va](Route &it) {
              it.hops[0].weight = 3;
              it.hops[0].realms = 7;
              it.hops.push_back({.gateway = address("192.0.2.200"), .link = va, .weight = 256, .onlink = true});
            }),
      route("198.51.105.0", 24, va, "192.0.2.9",
            [](Route &it) {
              it.hops[0].gateway.reset();
              it.scope = RT_SCOPE_LINK;
            }),
      route("198.51.106.0", 24, va, "fd00::9", nothing),
      route("198.51.107.0", 24, va, "192.0.2.9",
            [](Route &it) {
              it.hops[0].encap = IpEncap{Family::ipv4, 77, address("203.0.113.1"), address("203.0.113.2"), 4, 9, 0};
            }),
      route("198.51.108.0", 24, va, "203.0.113.77", [](Route &it) { it.hops[0].onlink = true; }),
      route("198.51.109.0", 24, va, "fd00::9",
            [va](Route &it) { it.hops.push_back({.gateway = address("192.0.2.9"), .link = va, .weight = 9}); }),
      route("fd01::", 64, va, "fd00::9",
            [](Route &it) {
              it.preference = 1;
              it.metric = 77;
              it.preferred_source = address("fd00::1");
              set_metrics(it);
            }),
      route("fd02::", 64, va, "fd00::9",
            [](Route &it) {
              it.source = Prefix{address("fd09::"), 48};
            }),
      route("fd03::", 64, va, "fd00::9",
            [va](Route &it) {
              it.hops[0].weight = 3;
              it.hops.push_back({.gateway = address("fd00::10"), .link = va, .weight = 2});
            }),
      route("fd04::", 64, va, "fd00::9",
            [](Route &it) { it.hops[0].encap = IpEncap{Family::ipv6, 78, address("fd99::1"), {}, 0, 7, 0}; }),
      refusal("fd05::", 64, RouteType::blackhole),
      refusal("fd06::", 64, RouteType::prohibit),
  };
}

const Route *find(const std::vector<Route> &all, const Route &wanted) {
  const auto at = std::ranges::find_if(all, [&wanted](const Route &route) { return is_same_route(route, wanted); });
  return at == all.end() ? nullptr : &*at;
}

}  // namespace

TEST_CASE("the kernel says of a route what it was told, and removes it") {
  IN_NETWORK_NAMESPACE
  Laboratory laboratory;
  laboratory.add_pair();
  for (const auto &wanted : every_kind(laboratory.index("va"))) {
    INFO(wanted.destination.address.to_string());
    CHECK(laboratory.carry_out(addition(wanted)) == std::vector<RequestError>{});
    const auto known = routes();
    REQUIRE(known.size() == 1);
    CHECK(known.front() == wanted);
    CHECK(laboratory.carry_out(removal(known.front())) == std::vector<RequestError>{});
    CHECK(routes().empty());
  }
}

TEST_CASE("all routes go into one batch and come out in another") {
  IN_NETWORK_NAMESPACE
  Laboratory laboratory;
  laboratory.add_pair();
  const auto wanted = every_kind(laboratory.index("va"));
  Batch additions, removals;
  for (const auto &one : wanted) {
    add_route(additions, one, RouteInsert::add);
    remove_route(removals, one);
  }
  CHECK(laboratory.carry_out(std::move(additions)).empty());
  const auto known = routes();
  CHECK(known.size() == wanted.size());
  for (const auto &one : wanted) CHECK(find(known, one));
  CHECK(laboratory.carry_out(std::move(removals)).empty());
  CHECK(routes().empty());
}

TEST_CASE("an IPv6 route with an expiry tells what is left of it") {
  IN_NETWORK_NAMESPACE
  Laboratory laboratory;
  laboratory.add_pair();
  const auto mortal = route("fd01::", 64, laboratory.index("va"), "fd00::9", [](Route &it) { it.expires = 1000; });
  CHECK(laboratory.try_out(addition(mortal)) == 0);
  REQUIRE(routes().size() == 1);
  CHECK(routes().front().expires > 900);
  CHECK(routes().front().expires <= 1000);
}

TEST_CASE("encapsulations the kernel lacks are refused, others kept") {
  IN_NETWORK_NAMESPACE
  Laboratory laboratory;
  laboratory.add_pair();
  const auto va = laboratory.index("va");
  const Route wanted[] = {
      route("198.51.111.0", 24, va, "192.0.2.9",
            [](Route &it) {
              it.hops[0].encap = MplsEncap{{100, 200}, 0};
            }),
      // A destination of the type that has a locally unique identifier.
      route("fd07::2000:0:0:1", 128, va, "fd00::9", [](Route &it) { it.hops[0].encap = IlaEncap{0x0001000200030004}; }),
  };
  for (const auto &one : wanted) {
    INFO(one.destination.address.to_string());
    if (const auto code = laboratory.try_out(addition(one)); code == EOPNOTSUPP) {
      WARN("skipped: this kernel lacks the encapsulation of " << one.destination.address.to_string());
      continue;
    } else {
      CHECK(code == 0);
    }
    CHECK(routes() == std::vector<Route>{one});
    CHECK(laboratory.try_out(removal(one)) == 0);
  }
  CHECK(routes().empty());
}

TEST_CASE("what is in the way and what cannot be is reported") {
  IN_NETWORK_NAMESPACE
  Laboratory laboratory;
  laboratory.add_pair();
  const auto va = laboratory.index("va");
  const auto one = route("198.51.100.0", 24, va, "192.0.2.9", [](Route &) {});
  CHECK(laboratory.try_out(removal(one)) == ESRCH);
  CHECK(laboratory.try_out(addition(one)) == 0);
  CHECK(laboratory.try_out(addition(one)) == EEXIST);
  CHECK(laboratory.try_out(addition(route("198.51.101.0", 24, va, "203.0.113.1", [](Route &) {}))) == ENETUNREACH);
  CHECK(laboratory.try_out(addition(route("198.51.101.0", 24, InterfaceIndex{999}, "192.0.2.9", [](Route &) {}))) ==
        ENETUNREACH);
  CHECK(laboratory.try_out(addition(route("fd01::", 64, InterfaceIndex{999}, "fd00::9", [](Route &) {}))) == ENODEV);
  CHECK(laboratory.try_out(addition(route("198.51.101.0", 24, va, "192.0.2.9",
                                          [](Route &it) { it.preferred_source = address("203.0.113.1"); }))) == EINVAL);
}

TEST_CASE("a second route of one key is put before the first or behind it") {
  IN_NETWORK_NAMESPACE
  Laboratory laboratory;
  laboratory.add_pair();
  const auto va = laboratory.index("va");
  const auto by = [va](const char *gateway) { return route("198.51.100.0", 24, va, gateway, [](Route &) {}); };
  Batch batch;
  add_route(batch, by("192.0.2.12"), RouteInsert::add);
  add_route(batch, by("192.0.2.11"), RouteInsert::prepend);
  add_route(batch, by("192.0.2.13"), RouteInsert::append);
  CHECK(laboratory.carry_out(std::move(batch)).empty());
  CHECK(routes() == std::vector{by("192.0.2.11"), by("192.0.2.12"), by("192.0.2.13")});
  CHECK(laboratory.try_out(removal(by("192.0.2.12"))) == 0);
  CHECK(routes() == std::vector{by("192.0.2.11"), by("192.0.2.13")});
}

TEST_CASE("somebody else's route of the same key is left alone") {
  IN_NETWORK_NAMESPACE
  Laboratory laboratory;
  laboratory.add_pair();
  ip("route add 198.51.100.0/24 via 192.0.2.9 dev va proto static");
  const auto ours = route("198.51.100.0", 24, laboratory.index("va"), "192.0.2.9", [](Route &) {});
  CHECK(laboratory.try_out(removal(ours)) == ESRCH);
}

TEST_CASE("the kernel says of a rule what it was told, and removes it") {
  IN_NETWORK_NAMESPACE
  Laboratory laboratory;
  std::vector<Rule> wanted(8);
  for (std::uint32_t i = 0; i < wanted.size(); ++i) {
    wanted[i].priority = 500 + i;
    wanted[i].table = 100;
  }
  wanted[0].source = Prefix{address("192.0.2.0"), 24};
  wanted[1].table = 100000;
  wanted[1].destination = Prefix{address("198.51.100.0"), 24};
  wanted[1].input = "not-there-yet";
  wanted[1].inverted = true;
  wanted[2].mark = Mark{0x10, 0xff};
  wanted[2].realms = 3U << 16 | 4U;
  wanted[3].output = "lo";
  wanted[3].uids = UidRange{100, 200};
  wanted[3].ip_protocol = 6;
  wanted[3].source_ports = PortRange{10, 20};
  wanted[3].destination_ports = PortRange{30, 40};
  wanted[3].suppress_prefix_length = 0;
  wanted[3].suppress_group = 3;
  wanted[3].tos = 0x10;
  wanted[4].family = Family::ipv6;
  wanted[4].source = Prefix{address("fd00::"), 64};
  wanted[4].tunnel = 99;
  wanted[5].table = 0;
  wanted[5].action = RuleAction::unreachable;
  wanted[6].table = 0;
  wanted[6].action = RuleAction::go_to;
  wanted[6].target = 600;
  wanted[7].mark = Mark{0x20};
  for (const auto &one : wanted) {
    INFO(one.priority);
    Batch adding, removing;
    add_rule(adding, one);
    remove_rule(removing, one);
    CHECK(laboratory.carry_out(adding) == std::vector<RequestError>{});
    CHECK(laboratory.try_out(std::move(adding)) == EEXIST);
    CHECK(rules() == std::vector{one});
    CHECK(laboratory.carry_out(removing) == std::vector<RequestError>{});
    CHECK(laboratory.try_out(std::move(removing)) == ENOENT);
  }
}

TEST_CASE("a rule for VRFs is kept where the kernel has them") {
  IN_NETWORK_NAMESPACE
  Laboratory laboratory;
  Rule vrf;
  vrf.priority = 500;
  vrf.l3mdev = true;
  Batch batch;
  add_rule(batch, vrf);
  if (const auto code = laboratory.try_out(std::move(batch)); code != 0) {
    WARN("skipped: this kernel lacks l3mdev rules");
    CHECK((code == EOPNOTSUPP || code == EINVAL));
    return;
  }
  CHECK(rules() == std::vector{vrf});
}
