#include "netlink/address.hpp"

#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <string>

#include "bytes.hpp"
#include "catch.hpp"

using namespace sempervivum::netlink;
using namespace sempervivum::netlink::test;
using sempervivum::base::InterfaceIndex;
using sempervivum::base::IpAddress;

namespace {

const InterfaceIndex link_5{5};

IpAddress ip(std::string_view text) { return IpAddress::parse(text).value(); }

/// What a request says, read back.
Address round_trip(const Address &address) {
  Batch batch;
  add_address(batch, address);
  return parse_address(first_message(batch.bytes())).value();
}

Buffer address_with(std::uint16_t type, std::string_view value, std::uint8_t prefix_length = 24) {
  Buffer payload;
  append(payload, ifaddrmsg{AF_INET, prefix_length, 0, 0, 5});
  append_attribute(payload, 8, IFA_LOCAL, "\xc0\x01\x02\x03");
  append_attribute(payload, static_cast<std::uint16_t>(4 + value.size()), type, value);
  return message_of(static_cast<std::uint32_t>(16 + payload.size()), RTM_NEWADDR, payload);
}

}  // namespace

TEST_CASE("an IPv4 address is read as the kernel sends it") {
  const auto bytes = from_hex(ipv4_with_broadcast);
  const auto address = parse_address(first_message(bytes)).value();
  CHECK(address.link == InterfaceIndex{3});
  CHECK(address.address == ip("192.0.2.1"));
  CHECK(address.prefix_length == 24);
  CHECK(address.broadcast == ip("192.0.2.255"));
  CHECK(address.label == "vip0:1");
  CHECK(address.scope == RT_SCOPE_UNIVERSE);
  CHECK_FALSE(address.peer);
  CHECK(address.has(AddressFlag::permanent));
  CHECK(address.preferred == forever);
  CHECK(address.is_usable());
}

TEST_CASE("the peer of a point-to-point address is told from the address") {
  const auto bytes = from_hex(ipv4_with_peer);
  const auto address = parse_address(first_message(bytes)).value();
  CHECK(address.address == ip("192.0.2.9"));
  CHECK(address.peer == ip("192.0.2.10"));
  CHECK(address.prefix_length == 32);
}

TEST_CASE("IPv6 addresses are read as the kernel sends them") {
  const auto deprecated = from_hex(ipv6_deprecated);
  const auto vip = parse_address(first_message(deprecated)).value();
  CHECK(vip.address == ip("2001:db8::1"));
  CHECK(vip.prefix_length == 128);
  CHECK(vip.has(AddressFlag::nodad));
  CHECK(vip.has(AddressFlag::deprecated));
  CHECK(vip.preferred == 0);
  CHECK(vip.valid == forever);

  const auto fresh = from_hex(ipv6_tentative_link_local);
  const auto link_local = parse_address(first_message(fresh)).value();
  CHECK(link_local.address == ip("fe80::ff:fe00:1"));
  CHECK(link_local.scope == RT_SCOPE_LINK);
  CHECK(link_local.protocol == 3);
  CHECK_FALSE(link_local.is_usable());
}

TEST_CASE("a damaged address is refused") {
  CHECK(parse_address(first_message(address_with(IFA_BROADCAST, "abc"))).error() == ParseError::bad_value);
  CHECK(parse_address(first_message(address_with(IFA_FLAGS, "ab"))).error() == ParseError::bad_value);
  CHECK(parse_address(first_message(address_with(IFA_CACHEINFO, "abcd"))).error() == ParseError::bad_value);
  CHECK(parse_address(first_message(address_with(IFA_LABEL, "x", 33))).error() == ParseError::bad_value);
  auto nameless = message_of(24, RTM_NEWADDR, {});
  append(nameless, ifaddrmsg{AF_INET, 24, 0, 0, 5});
  CHECK(parse_address(first_message(nameless)).error() == ParseError::bad_value);
}

TEST_CASE("families other than IP are somebody else's") {
  auto bytes = address_with(IFA_LABEL, "x");
  bytes[16] = std::byte{AF_PACKET};
  CHECK(parse_address(first_message(bytes)).error() == ParseError::wrong_type);
}

// The two requests keepalived 2.2.7 sends for these lines, apart from sequence
// numbers and attribute order (captured with strace).
TEST_CASE("a plain address asks for what keepalived asks for") {
  Batch batch;
  add_address(batch, plain_address(InterfaceIndex{3}, ip("10.0.0.50"), 32));
  add_address(batch, plain_address(InterfaceIndex{3}, ip("fd00::7"), 128));
  const auto expected = from_hex(
      "20000000140001060000000000000000022000000300000008000200"
      "0a000032"
      "48000000140001060000000000000000"
      "0a80000003000000"
      "14000200fd000000000000000000000000000007"
      "0800080002000000"
      "1400060000000000ffffffff0000000000000000");
  CHECK(std::ranges::equal(batch.bytes(), expected));
}

TEST_CASE("only a full IPv6 prefix is deprecated from the start") {
  CHECK(plain_address(link_5, ip("fd00::7"), 128).preferred == 0);
  CHECK(plain_address(link_5, ip("fd00::7"), 64).preferred == forever);
  CHECK(plain_address(link_5, ip("10.0.0.1"), 32).preferred == forever);
}

TEST_CASE("what an addition says is what was meant") {
  auto address = plain_address(link_5, ip("10.1.2.3"), 24);
  address.broadcast = ip("10.1.2.255");
  address.label = "eth0:vip";
  address.scope = RT_SCOPE_LINK;
  address.flags = bit(AddressFlag::noprefixroute);
  address.protocol = 18;
  CHECK(round_trip(address) == address);

  auto point_to_point = plain_address(link_5, ip("fd00::1"), 128);
  point_to_point.peer = ip("fd00::2");
  point_to_point.preferred = 100;
  CHECK(round_trip(point_to_point) == point_to_point);
}

TEST_CASE("flags that only the kernel sets are not asked for") {
  auto address = plain_address(link_5, ip("10.1.2.3"), 24);
  address.flags = bit(AddressFlag::secondary) | bit(AddressFlag::permanent) | bit(AddressFlag::home);
  CHECK(round_trip(address).flags == bit(AddressFlag::home));
}

TEST_CASE("a removal names the same address as the addition") {
  auto address = plain_address(link_5, ip("10.1.2.3"), 24);
  if (GENERATE(false, true)) address.peer = ip("10.1.2.4");
  Batch batch;
  remove_address(batch, address);
  const auto message = first_message(batch.bytes());
  CHECK(message.type == RTM_DELADDR);
  CHECK(parse_address(message)->key() == address.key());
}

TEST_CASE("a prefix has its directed broadcast address down to 30 bits") {
  CHECK(directed_broadcast(ip("10.1.2.3"), 24) == ip("10.1.2.255"));
  CHECK(directed_broadcast(ip("10.1.2.3"), 20) == ip("10.1.15.255"));
  CHECK(directed_broadcast(ip("10.1.2.5"), 30) == ip("10.1.2.7"));
  CHECK(directed_broadcast(ip("10.1.2.3"), 0) == ip("255.255.255.255"));
  CHECK_FALSE(directed_broadcast(ip("10.1.2.3"), 31));
  CHECK_FALSE(directed_broadcast(ip("fd00::1"), 64));
}
