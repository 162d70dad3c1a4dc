#include "netlink/route.hpp"

#include <linux/lwtunnel.h>
#include <sys/socket.h>

#include <string>
#include <string_view>

#include "bytes.hpp"
#include "catch.hpp"
#include "routes.hpp"

using namespace sempervivum::netlink;
using namespace sempervivum::netlink::test;
using sempervivum::base::Family;
using sempervivum::base::InterfaceIndex;

namespace {

Buffer addition(const Route &route, RouteInsert insert = RouteInsert::prepend) {
  Batch batch;
  add_route(batch, route, insert);
  return {batch.bytes().begin(), batch.bytes().end()};
}

Buffer removal(const Route &route) {
  Batch batch;
  remove_route(batch, route);
  return {batch.bytes().begin(), batch.bytes().end()};
}

Parsed<Route> parsed(const Buffer &bytes) { return parse_route(first_message(bytes)); }

/// A route of IPv4 with one attribute.
Parsed<Route> parsed_with(std::uint16_t type, std::string_view value, std::uint8_t family = AF_INET) {
  Buffer payload;
  rtmsg header{};
  header.rtm_family = family;
  header.rtm_table = RT_TABLE_MAIN;
  header.rtm_type = RTN_UNICAST;
  append(payload, header);
  append_attribute(payload, static_cast<std::uint16_t>(4 + value.size()), type, value);
  return parsed(message_of(static_cast<std::uint32_t>(16 + payload.size()), RTM_NEWROUTE, payload));
}

Route with_all_metrics() {
  return route("198.51.101.0/24", via("192.0.2.9"), [](Route &all) {
    all.preferred_source = ip("192.0.2.50");
    all.tos = 8;
    all.hops[0].realms = 3U << 16 | 4U;
    all.metrics.set(Metric::mtu, 1400, true);
    all.metrics.set(Metric::advmss, 1300);
    all.metrics.set(Metric::rtt, 1600);
    all.metrics.set(Metric::rttvar, 800);
    all.metrics.set(Metric::rto_min, 200, true);
    all.metrics.set(Metric::hoplimit, 33);
    all.metrics.set(Metric::initcwnd, 10);
    all.metrics.set(Metric::initrwnd, 11);
    all.metrics.set(Metric::window, 1000);
    all.metrics.set(Metric::cwnd, 12, true);
    all.metrics.set(Metric::ssthresh, 13);
    all.metrics.set(Metric::reordering, 4);
    all.metrics.set(Metric::quickack, 1);
    all.metrics.set(Metric::features, RTAX_FEATURE_ECN);
    all.metrics.set_congestion_control("reno");
  });
}

/// What a line of virtual_routes or a command of ip(8) means, and the request
/// keepalived 2.2.7 or iproute2 6.1 sends for it (captured with strace).
struct Captured {
  std::string_view words;
  RouteInsert insert;
  Route route;
  std::string_view request;
};

const Captured requests[] = {
    {"198.51.100.0/24 via 192.0.2.9 dev va", RouteInsert::prepend, route("198.51.100.0/24", via("192.0.2.9")),
     "34000000180005045bf9036b0000000002180000fe1200010000000008000100c633640008000500c00002090800040003000000"},
    {"default via 192.0.2.9 dev va table 100 metric 10", RouteInsert::prepend,
     route("0.0.0.0/0", via("192.0.2.9"),
           [](Route &it) {
             it.table = 100;
             it.metric = 10;
           }),
     "3c000000180005045cf9036b00000000020000006412000100000000080001000000000008000500c0000209080004000300000008000600"
     "0a000000"},
    {"blackhole 198.51.102.0/24", RouteInsert::add, refusal("198.51.102.0/24", RouteType::blackhole),
     "24000000180005065ef9036b0000000002180000fe1200060000000008000100c6336600"},
    {"unreachable 198.51.103.0/24 table 1000", RouteInsert::add,
     refusal("198.51.103.0/24", RouteType::unreachable, 1000),
     "2c000000180005065ff9036b0000000002180000001200070000000008000f00e803000008000100c6336700"},
    {"198.51.104.0/24 nexthop via 192.0.2.9 dev va weight 3 nexthop via 192.0.2.10 dev va onlink weight 256",
     RouteInsert::prepend,
     route("198.51.104.0/24", via("192.0.2.9"),
           [](Route &it) {
             it.hops[0].weight = 3;
             it.hops.push_back({.gateway = ip("192.0.2.10"), .link = link_3, .weight = 256, .onlink = true});
           }),
     "480000001800050460f9036b0000000002180000fe1200010000000008000100c633680024000900100000020300000008000500c0000209"
     "100004ff0300000008000500c000020a"},
    {"198.51.105.0/24 dev va scope link", RouteInsert::prepend,
     route("198.51.105.0/24", {.link = link_3}, [](Route &it) { it.scope = RT_SCOPE_LINK; }),
     "2c0000001800050461f9036b0000000002180000fe12fd010000000008000100c63369000800040003000000"},
    {"fd01::/64 via fd00::9 dev va pref high metric 77", RouteInsert::prepend,
     route("fd01::/64", via("fd00::9"),
           [](Route &it) {
             it.preference = 1;
             it.metric = 77;
           }),
     "5c0000001800050462f9036b000000000a400000fe1200010000000014000100fd01000000000000000000000000000014000500fd000000"
     "0000000000000000000000090800040003000000080006004d0000000500140001000000"},
    {"fd02::/64 from fd09::/48 via fd00::9 dev va expires 1000", RouteInsert::prepend,
     route("fd02::/64", via("fd00::9"),
           [](Route &it) {
             it.source = prefix("fd09::/48");
             it.expires = 1000;
           }),
     "680000001800050463f9036b000000000a403000fe1200010000000014000100fd02000000000000000000000000000014000200fd090000"
     "00000000000000000000000014000500fd000000000000000000000000000009080004000300000008001700e8030000"},
    {"fd03::/64 nexthop via fd00::9 dev va weight 3 nexthop via fd00::10 dev va weight 2", RouteInsert::prepend,
     route("fd03::/64", via("fd00::9"),
           [](Route &it) {
             it.hops[0].weight = 3;
             it.hops.push_back({.gateway = ip("fd00::10"), .link = link_3, .weight = 2});
           }),
     "6c0000001800050464f9036b000000000a400000fe1200010000000014000100fd0300000000000000000000000000003c0009001c000002"
     "0300000014000500fd0000000000000000000000000000091c0000010300000014000500fd000000000000000000000000000010"},
    {"198.51.109.0/24 via 192.0.2.9 dev va append", RouteInsert::append, route("198.51.109.0/24", via("192.0.2.9")),
     "340000001800050c68f9036b0000000002180000fe1200010000000008000100c6336d0008000500c00002090800040003000000"},
    {"198.51.110.0/24 via 192.0.2.200 dev va onlink fastopen_no_cookie 1 ttl-propagate enabled", RouteInsert::prepend,
     route("198.51.110.0/24", via("192.0.2.200"),
           [](Route &it) {
             it.hops[0].onlink = true;
             it.metrics.set(Metric::fastopen_no_cookie, 1);
             it.ttl_propagate = true;
           }),
     "480000001800050469f9036b0000000002180000fe1200010400000008000100c6336e0008000500c00002c8080004000300000005001a00"
     "010000000c0008000800110001000000"},
    {"prohibit fd06::/64 metric 5", RouteInsert::add,
     [] {
       auto it = refusal("fd06::/64", RouteType::prohibit);
       it.metric = 5;
       return it;
     }(),
     "38000000180005066bf9036b000000000a400000fe1200080000000014000100fd060000000000000000000000000000080006000500000"
     "0"},
    {"198.51.106.0/24 via inet6 fd00::9 dev va", RouteInsert::add, route("198.51.106.0/24", via("fd00::9")),
     "44000000180005065afa036b0000000002180000fe1200010000000008000100c6336a00160012000a00fd00000000000000000000000000"
     "000900000800040003000000"},
};

/// The same, where the order of attributes or the bytes between them differ.
const Captured reordered[] = {
    {"mtu lock 1400 … congctl reno tos 0x08 realms 3/4", RouteInsert::prepend, with_all_metrics(),
     "c8000000180005045df9036b0000000002180008fe1200010000000008000100c633650008000700c000023208000500c000020908000400"
     "0300000008000b0004000300840008000800100072656e6f0800040040060000080005002003000008000d00c800000008000c0001000000"
     "080002007805000008000300e8030000080006000d000000080007000c0000000800080014050000080009000400000008000a0021000000"
     "08000b000a00000008000e000b00000008000f00010000000800010084200000"},
    {"encap ip id 77 dst 203.0.113.1 src 203.0.113.2 ttl 9 tos 4", RouteInsert::prepend,
     route("198.51.107.0/24", via("192.0.2.9"),
           [](Route &it) {
             it.hops[0].encap = IpEncap{Family::ipv4, 77, ip("203.0.113.1"), ip("203.0.113.2"), 4, 9, 0};
           }),
     "6c0000001800050465f9036b0000000002180000fe1200010000000008000100c6336b0008000500c0000209300016000c00010000000000"
     "0000004d08000200cb00710108000300cb00710205000500040005000500040009000000060015000200001008000400"
     "03000000"},
    {"encap ip6 id 78 dst fd99::1 hoplimit 7", RouteInsert::prepend,
     route("fd04::/64", via("fd00::9"),
           [](Route &it) { it.hops[0].encap = IpEncap{Family::ipv6, 78, ip("fd99::1"), {}, 0, 7, 0}; }),
     "800000001800050466f9036b000000000a400000fe1200010000000014000100fd04000000000000000000000000000014000500fd000000"
     "0000000000000000000000092c0016000c000100000000000000004e14000200fd9900000000000000000000000000010500040007000400"
     "06001500040015000800040003000000"},
    {"encap mpls 100/200", RouteInsert::add,
     route("198.51.111.0/24", via("192.0.2.9"),
           [](Route &it) {
             it.hops[0].encap = MplsEncap{{100, 200}, 0};
           }),
     "4c000000180005065afa036b0000000002180000fe1200010000000008000100c6336f00100016800c00010000064000000c810006001500"
     "0100010008000500c00002090800040003000000"},
    {"encap ila 1:2:3:4", RouteInsert::add,
     route("fd07::/64", via("fd00::9"), [](Route &it) { it.hops[0].encap = IlaEncap{0x0001000200030004}; }),
     "64000000180005065afa036b000000000a400000fe1200010000000014000100fd070000000000000000000000000000100016800c000100"
     "0001000200030004060015000300010014000500fd0000000000000000000000000000090800040003000000"},
    {"nexthop via inet6 fd00::9 dev va nexthop via 192.0.2.9 dev va weight 9", RouteInsert::add,
     route("198.51.112.0/24", via("fd00::9"),
           [](Route &it) { it.hops.push_back({.gateway = ip("192.0.2.9"), .link = link_3, .weight = 9}); }),
     "58000000180005065afa036b0000000002180000fe1200010000000008000100c6337000340009002000000003000000160012000a00fd00"
     "00000000000000000000000000090100100000080300000008000500c0000209"},
};

}  // namespace

TEST_CASE("a route asks for what keepalived and ip ask for") {
  for (const auto &row : requests) {
    INFO(row.words);
    CHECK(addition(row.route, row.insert) == captured_request(row.request));
    CHECK(parsed(from_hex(row.request)) == row.route);
  }
}

TEST_CASE("requests in another order mean the same route") {
  for (const auto &row : reordered) {
    INFO(row.words);
    CHECK(parsed(from_hex(row.request)) == row.route);
    CHECK(parsed(addition(row.route, row.insert)) == row.route);
    CHECK(addition(row.route, row.insert).size() == from_hex(row.request).size());
  }
}

// keepalived 2.2.7 for "198.51.108.0/24 via 192.0.2.9 dev va add" and
// "blackhole 198.51.102.0/24" when it leaves.
TEST_CASE("a removal asks for what keepalived asks for") {
  CHECK(removal(route("198.51.108.0/24", via("192.0.2.9"))) ==
        captured_request("340000001900050088f9036b0000000002180000fe12ff010000000008000100c633"
                         "6c0008000500c00002090800040003000000"));
  CHECK(removal(refusal("198.51.102.0/24", RouteType::blackhole)) ==
        captured_request("24000000190005007ff9036b0000000002180000fe12ff060000000008000100c6336600"));
}

TEST_CASE("a removal names the same route as the addition, and no metrics") {
  for (const auto &row : requests) CHECK(is_same_route(parsed(removal(row.route)).value(), row.route));
  CHECK(parsed(removal(with_all_metrics()))->metrics.empty());
}

// Dumped by Linux 6.18.
TEST_CASE("an IPv6 route is read as the kernel sends it") {
  // default via fd00::9 dev va expires 1000 pref low mtu lock 1400
  const auto read = parsed(from_hex(
      "880000001800020001000000605200000a000000fe1200010000000008000f00fe0000001400080008000100040000000800020078050000"
      "080006000004000014000500fd000000000000000000000000000009080004000300000024000c0000000000000000009f86010000000000"
      "000000000000000000000000000000000500140003000000"));
  CHECK(read->destination == every_address(Family::ipv6));
  CHECK(read->hops == std::vector<NextHop>{via("fd00::9")});
  CHECK(read->table == RT_TABLE_MAIN);
  CHECK(read->metric == 1024);
  CHECK(read->preference == 3);
  CHECK(read->expires == 999);
  CHECK(read->metrics.get(Metric::mtu) == 1400);
  CHECK(read->metrics.is_locked(Metric::mtu));
}

TEST_CASE("a route of two legs is read as the kernel sends it") {
  // 10.0.0.0/8 table 1000 nexthop via inet6 fd00::9 dev va nexthop via 192.0.2.9 dev va weight 9
  const auto read = parsed(from_hex(
      "6000000018000200010000006052000002080000fc1200010000000008000f00e8030000080001000a000000340009002000000003000000"
      "160012000a00fd0000000000000000000000000000090000100000080300000008000500c0000209"));
  CHECK(read == route("10.0.0.0/8", via("fd00::9"), [](Route &it) {
          it.table = 1000;
          it.hops.push_back({.gateway = ip("192.0.2.9"), .link = link_3, .weight = 9});
        }));
}

TEST_CASE("the kernel's mention of lo in a refusal is left out") {
  const auto read = parsed(from_hex(
      "740000001800020001000000605200000a400000fe1200060000000008000f00fe00000014000100fd060000000000000000000000000000"
      "0800060000040000080004000100000024000c00000000000000000000000000000000000000000000000000000000000000000005001400"
      "00000000"));
  CHECK(read->hops.empty());
  CHECK(is_same_route(*read, refusal("fd06::/64", RouteType::blackhole)));
}

TEST_CASE("a route attribute of the wrong size makes the route unreadable") {
  struct Row {
    std::uint16_t type;
    std::string value;
  };
  const auto row = GENERATE(values<Row>({
      {RTA_DST, "abc"},
      {RTA_SRC, "abcde"},
      {RTA_OIF, "ab"},
      {RTA_GATEWAY, "abcdefgh"},
      {RTA_VIA, "a"},
      {RTA_VIA, std::string("\x0a\x00short", 7)},
      {RTA_VIA, std::string("\x07\x00"
                            "abcd",
                            6)},
      {RTA_VIA, std::string("\x02\x01"
                            "abcd",
                            6)},
      {RTA_PRIORITY, ""},
      {RTA_PREFSRC, "abc"},
      {RTA_TABLE, "a"},
      {RTA_FLOW, "abcdefgh"},
      {RTA_CACHEINFO, "abcd"},
      {RTA_EXPIRES, "a"},
      {RTA_PREF, "ab"},
      {RTA_TTL_PROPAGATE, ""},
      {RTA_ENCAP_TYPE, "abc"},
      {RTA_METRICS, std::string("\x06\x00\x02\x00xx", 6)},
      {RTA_METRICS, std::string("\x02\x00\x02\x00", 4)},
      {RTA_METRICS, std::string("\x20\x00\x02\x00", 4)},
      {RTA_MULTIPATH, "abcd"},
      {RTA_MULTIPATH, std::string("\x00\x00\x00\x00\x03\x00\x00\x00", 8)},
      {RTA_MULTIPATH, std::string("\x04\x00\x00\x00\x03\x00\x00\x00", 8)},
      {RTA_MULTIPATH, std::string("\xff\x00\x00\x00\x03\x00\x00\x00", 8)},
      {RTA_MULTIPATH, std::string("\x0e\x00\x00\x00\x03\x00\x00\x00\x06\x00\x05\x00xx\x00\x00", 16)},
  }));
  INFO(row.type);
  const auto read = parsed_with(row.type, row.value);
  REQUIRE_FALSE(read);
  CHECK(read.error() != ParseError::wrong_type);
}

TEST_CASE("a damaged encapsulation makes the route unreadable") {
  const auto encap = [](std::uint16_t type, std::string_view value) {
    Buffer bytes;
    append_attribute(bytes, static_cast<std::uint16_t>(4 + value.size()), 1, value);
    return parse_encap(type, bytes);
  };
  CHECK(encap(LWTUNNEL_ENCAP_IP, "abcd").error() == ParseError::bad_value);
  CHECK(encap(LWTUNNEL_ENCAP_IP6, "abcd").error() == ParseError::bad_value);
  CHECK(encap(LWTUNNEL_ENCAP_MPLS, "abcdef").error() == ParseError::bad_value);
  CHECK(encap(LWTUNNEL_ENCAP_ILA, "abcd").error() == ParseError::bad_value);
  CHECK(encap(LWTUNNEL_ENCAP_BPF, "abcd") == Encap{});
}

TEST_CASE("other families and clones are not routes of ours") {
  CHECK(parsed_with(RTA_PRIORITY, "abcd", AF_PACKET).error() == ParseError::wrong_type);
  auto clone = addition(route("fd01::/64", via("fd00::9")));
  clone[16 + 9] = std::byte{RTM_F_CLONED >> 8};
  CHECK(parsed(clone).error() == ParseError::wrong_type);
  auto other = addition(route("fd01::/64", via("fd00::9")));
  other[4] = std::byte{RTM_NEWADDR};
  CHECK(parsed(other).error() == ParseError::wrong_type);
}

TEST_CASE("a prefix longer than its family's addresses is refused") {
  auto bytes = addition(route("192.0.2.0/24", via("192.0.2.9")));
  bytes[17] = std::byte{33};
  CHECK(parsed(bytes).error() == ParseError::bad_value);
}

TEST_CASE("a truncated route is refused at every length or read without its end") {
  const auto whole = addition(with_all_metrics());
  for (std::size_t length = 16; length < whole.size(); ++length) {
    auto bytes = Buffer(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
    bytes[0] = static_cast<std::byte>(length);
    bytes[1] = static_cast<std::byte>(length >> 8);
    const auto read = parsed(bytes);
    CHECK((!read || *read != with_all_metrics()));
  }
}

TEST_CASE("the same route is told from others by its key, type and hops") {
  const auto plain = route("192.0.2.0/24", via("192.0.2.9"));
  auto other = plain;
  CHECK(is_same_route(plain, other));
  other.metrics.set(Metric::mtu, 1400);
  other.scope = RT_SCOPE_LINK;
  CHECK(is_same_route(plain, other));
  other.hops[0].link = InterfaceIndex{};
  CHECK(is_same_route(plain, other));
  other.hops[0].link = InterfaceIndex{4};
  CHECK_FALSE(is_same_route(plain, other));
  CHECK_FALSE(is_same_route(plain, route("192.0.2.0/24", via("192.0.2.10"))));
  CHECK_FALSE(is_same_route(plain, route("192.0.2.0/25", via("192.0.2.9"))));
  other = plain;
  other.type = RouteType::local;
  CHECK_FALSE(is_same_route(plain, other));
}

TEST_CASE("legs may come in any order, but none may be missing") {
  const auto left = route("192.0.2.0/24", via("192.0.2.9"), [](Route &it) { it.hops.push_back(via("192.0.2.8")); });
  const auto right = route("192.0.2.0/24", via("192.0.2.8"), [](Route &it) { it.hops.push_back(via("192.0.2.9")); });
  CHECK(is_same_route(left, right));
  CHECK_FALSE(is_same_route(left, route("192.0.2.0/24", via("192.0.2.9"))));
  CHECK_FALSE(is_same_route(route("192.0.2.0/24", via("192.0.2.9")), left));
}

TEST_CASE("an IPv6 route without a metric has the kernel's") {
  auto said = route("fd01::/64", via("fd00::9"));
  said.metric = 1024;
  CHECK(is_same_route(said, route("fd01::/64", via("fd00::9"))));
  CHECK(route("192.0.2.0/24", via("192.0.2.9")).key().metric == 0);
}

TEST_CASE("only unicast routes are put before others unasked") {
  CHECK(usual_insert(RouteType::unicast) == RouteInsert::prepend);
  CHECK(usual_insert(RouteType::local) == RouteInsert::add);
  CHECK(usual_insert(RouteType::blackhole) == RouteInsert::add);
}

TEST_CASE("a metric keeps its value and its lock") {
  Metrics metrics;
  CHECK(metrics.empty());
  metrics.set(Metric::mtu, 1400, true);
  CHECK(metrics.get(Metric::mtu) == 1400);
  CHECK(metrics.is_locked(Metric::mtu));
  CHECK_FALSE(metrics.is_locked(Metric::advmss));
  metrics.set(Metric::mtu, 1300);
  CHECK_FALSE(metrics.is_locked(Metric::mtu));
}
