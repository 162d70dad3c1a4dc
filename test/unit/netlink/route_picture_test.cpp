#include "netlink/route_picture.hpp"

#include <fmt/format.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include <string>
#include <utility>

#include "bytes.hpp"
#include "catch.hpp"
#include "routes.hpp"

using namespace sempervivum::netlink;
using namespace sempervivum::netlink::test;
using sempervivum::base::InterfaceIndex;

namespace {

const InterfaceIndex link_4{4};

std::string word(const Route &route) {
  std::string text = route.destination.address.to_string();
  for (const auto &hop : route.hops)
    text += fmt::format(" {}@{}", hop.gateway ? hop.gateway->to_string() : "", hop.link.value());
  return text;
}

struct Words {
  std::string operator()(const RouteAdded &it) const { return fmt::format("+{}", word(it.route)); }
  std::string operator()(const RouteChanged &it) const { return fmt::format("~{}", word(it.after)); }
  std::string operator()(const RouteRemoved &it) const { return fmt::format("-{}", word(it.route)); }
  std::string operator()(const RuleAdded &it) const { return fmt::format("+rule {}", it.rule.priority); }
  std::string operator()(const RuleRemoved &it) const { return fmt::format("-rule {}", it.rule.priority); }
};

/// A picture of links 3 and 4, up, with an IPv4 address each, and of routes; each
/// event answers with what it changed of the routes.
class World {
 public:
  World() {
    for (const auto link : {link_3, link_4}) set_link(link, IFF_UP);
    add(link_3, "192.0.2.1/24");
    add(link_4, "198.51.100.1/24");
  }

  std::string has(const Route &route, std::uint16_t flags = 0) { return tell(route, RTM_NEWROUTE, flags); }
  std::string lacks(const Route &route) { return tell(route, RTM_DELROUTE, 0); }

  std::string tell(const Rule &rule, std::uint16_t type) {
    Batch batch;
    add_rule(batch, rule);
    return apply(batch, type, 0);
  }

  std::string add(InterfaceIndex link, std::string_view text) { return change(link, text, RTM_NEWADDR); }
  std::string drop(InterfaceIndex link, std::string_view text) { return change(link, text, RTM_DELADDR); }

  std::string set_link(InterfaceIndex index, unsigned flags, std::uint16_t type = RTM_NEWLINK) {
    Batch batch;
    ifinfomsg header{};
    header.ifi_index = static_cast<int>(index.value());
    header.ifi_flags = flags;
    batch.begin(type, 0, header);
    batch.put_text(IFLA_IFNAME, fmt::format("va{}", index.value()));
    return apply(batch, type, 0);
  }
  std::string delete_link(InterfaceIndex index) { return set_link(index, 0, RTM_DELLINK); }

  void begin_dump() { routes.begin_dump(); }
  std::string end_dump() {
    RouteChanges changes;
    routes.end_dump(changes);
    return words(changes);
  }

  RoutePicture routes;

 private:
  static std::string words(const RouteChanges &changes) {
    std::string text;
    for (const auto &change : changes) text += (text.empty() ? "" : ", ") + std::visit(Words{}, change);
    return text;
  }

  std::string tell(const Route &route, std::uint16_t type, std::uint16_t flags) {
    Batch batch;
    add_route(batch, route, RouteInsert::prepend);
    return apply(batch, type, flags);
  }

  std::string change(InterfaceIndex link, std::string_view text, std::uint16_t type) {
    const auto [address, length] = prefix(text);
    Batch batch;
    add_address(batch, plain_address(link, address, length));
    return apply(batch, type, 0);
  }

  std::string apply(const Batch &batch, std::uint16_t type, std::uint16_t flags) {
    auto message = first_message(batch.bytes());
    message.type = type;
    message.flags = flags;
    Changes changes;
    RouteChanges route_changes;
    picture_.apply(message, changes);
    for (const auto &change : changes) routes.note(change, picture_, route_changes);
    routes.apply(message, route_changes);
    return words(route_changes);
  }

  Picture picture_;
};

Route foreign(Route route) {
  route.protocol = RTPROT_BGP;
  return route;
}

Route with_leg(Route route, NextHop hop) {
  route.hops.push_back(std::move(hop));
  return route;
}

const Route plain = route("10.0.0.0/8", via("192.0.2.9"));
const Route other_way = route("10.0.0.0/8", via("192.0.2.10"));
const Route two_legs = with_leg(plain, via("198.51.100.9", link_4));
const Route ipv6 = with_leg(route("fd01::/64", via("fd00::8")), via("fd00::9"));

}  // namespace

TEST_CASE("a route of ours is known while it is there") {
  World world;
  CHECK(world.has(plain) == "+10.0.0.0 192.0.2.9@3");
  CHECK(world.has(plain).empty());
  REQUIRE(world.routes.find(plain));
  CHECK(world.has(other_way) == "+10.0.0.0 192.0.2.10@3");
  CHECK(world.lacks(plain) == "-10.0.0.0 192.0.2.9@3");
  CHECK_FALSE(world.routes.find(plain));
  CHECK(world.routes.find(other_way));
}

TEST_CASE("a removal is told even of a route that was not known") {
  World world;
  CHECK(world.lacks(plain) == "-10.0.0.0 192.0.2.9@3");
}

TEST_CASE("a route is found although its wish did not say the link") {
  World world;
  world.has(plain);
  CHECK(world.routes.find(route("10.0.0.0/8", via("192.0.2.9", InterfaceIndex{}))));
}

TEST_CASE("routes of other protocols are nothing to us") {
  World world;
  CHECK(world.has(foreign(plain)).empty());
  CHECK(world.lacks(foreign(plain)).empty());
  CHECK(world.routes.route_count() == 0);
}

TEST_CASE("other metrics are a change, a shorter lifetime is none") {
  World world;
  auto mortal = ipv6;
  mortal.expires = 100;
  world.has(mortal);
  mortal.expires = 99;
  CHECK(world.has(mortal).empty());
  mortal.metrics.set(Metric::mtu, 1400);
  CHECK(world.has(mortal) == "~fd01:: fd00::8@3 fd00::9@3");
}

TEST_CASE("whoever replaces our route has removed it") {
  World world;
  world.has(plain);
  CHECK(world.has(foreign(other_way), NLM_F_REPLACE) == "-10.0.0.0 192.0.2.9@3");
  world.has(plain);
  CHECK(world.has(foreign(plain), NLM_F_REPLACE) == "-10.0.0.0 192.0.2.9@3");
  world.has(plain);
  CHECK(world.has(other_way, NLM_F_REPLACE) == "-10.0.0.0 192.0.2.9@3, +10.0.0.0 192.0.2.10@3");
  CHECK(world.has(other_way, NLM_F_REPLACE).empty());
}

TEST_CASE("a replacement of another key is nothing to us") {
  World world;
  world.has(plain);
  auto elsewhere = foreign(other_way);
  elsewhere.table = 100;
  CHECK(world.has(elsewhere, NLM_F_REPLACE).empty());
  CHECK(world.has(foreign(other_way), NLM_F_REPLACE | NLM_F_MULTI).empty());
}

TEST_CASE("the legs of an IPv6 route come and go one by one") {
  World world;
  CHECK(world.has(ipv6) == "+fd01:: fd00::8@3 fd00::9@3");
  CHECK(world.has(with_leg(ipv6, via("fd00::7"))) == "~fd01:: fd00::8@3 fd00::9@3 fd00::7@3");
  CHECK(world.lacks(route("fd01::/64", via("fd00::8"))) == "~fd01:: fd00::9@3 fd00::7@3");
  CHECK_FALSE(world.routes.find(ipv6));
  CHECK(world.lacks(route("fd01::/64", via("fd00::7"))) == "~fd01:: fd00::9@3");
  CHECK(world.lacks(route("fd01::/64", via("fd00::9"))) == "-fd01:: fd00::9@3");
}

TEST_CASE("a link set down takes its IPv4 routes along without a word") {
  World world;
  world.has(plain);
  world.has(ipv6);
  world.has(two_legs);
  CHECK(world.set_link(link_3, 0) == "-10.0.0.0 192.0.2.9@3");
  CHECK(world.set_link(link_3, 0).empty());
  CHECK(world.set_link(link_4, 0) == "-10.0.0.0 192.0.2.9@3 198.51.100.9@4");
  CHECK(world.routes.find(ipv6));
}

TEST_CASE("a deleted link takes along a route of several legs") {
  World world;
  world.has(two_legs);
  CHECK(world.delete_link(link_4) == "-10.0.0.0 192.0.2.9@3 198.51.100.9@4");
}

TEST_CASE("the last IPv4 address takes along the routes of its interface") {
  World world;
  world.add(link_3, "192.0.2.2/32");
  world.has(plain);
  CHECK(world.drop(link_3, "192.0.2.1/24").empty());
  CHECK(world.drop(link_3, "192.0.2.2/32") == "-10.0.0.0 192.0.2.9@3");
}

TEST_CASE("a route goes with the last of its preferred source") {
  World world;
  world.add(link_3, "192.0.2.50/32");
  world.add(link_4, "192.0.2.50/32");
  auto sourced = plain;
  sourced.preferred_source = ip("192.0.2.50");
  world.has(sourced);
  CHECK(world.drop(link_3, "192.0.2.50/32").empty());
  CHECK(world.drop(link_4, "192.0.2.50/32") == "-10.0.0.0 192.0.2.9@3");
}

TEST_CASE("rules of ours are known while they are there") {
  World world;
  Rule rule;
  rule.priority = 500;
  rule.table = 100;
  CHECK(world.tell(rule, RTM_NEWRULE) == "+rule 500");
  CHECK(world.tell(rule, RTM_NEWRULE).empty());
  CHECK(world.routes.has(rule));
  CHECK(world.tell(rule, RTM_DELRULE) == "-rule 500");
  CHECK_FALSE(world.routes.has(rule));
  rule.protocol = RTPROT_KERNEL;
  CHECK(world.tell(rule, RTM_NEWRULE).empty());
}

TEST_CASE("what a dump does not confirm is gone") {
  World world;
  Rule rule;
  rule.priority = 500;
  world.has(plain);
  world.has(ipv6);
  world.tell(rule, RTM_NEWRULE);
  world.begin_dump();
  world.has(ipv6, NLM_F_MULTI);
  CHECK(world.end_dump() == "-10.0.0.0 192.0.2.9@3, -rule 500");
  CHECK(world.routes.route_count() == 1);
  CHECK(world.routes.rule_count() == 0);
}

TEST_CASE("unreadable routes and rules change nothing and are counted") {
  World world;
  RouteChanges changes;
  for (const std::uint16_t type : {RTM_NEWROUTE, RTM_NEWRULE}) world.routes.apply(Message{type, 0, 0, 0, {}}, changes);
  CHECK(changes.empty());
  CHECK(world.routes.unreadable() == 2);
}
