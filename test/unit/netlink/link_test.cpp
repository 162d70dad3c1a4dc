#include "netlink/link.hpp"

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <string>

#include "bytes.hpp"
#include "catch.hpp"

using namespace sempervivum::netlink;
using namespace sempervivum::netlink::test;
using sempervivum::base::InterfaceIndex;

namespace {

/// RTM_NEWLINK of interface 5 with one attribute beside its name.
Buffer link_with(std::uint16_t type, std::string_view value, std::string_view name = "eth0") {
  Buffer payload;
  append(payload, ifinfomsg{AF_UNSPEC, 0, 1, 5, IFF_UP, 0});
  append_attribute(payload, static_cast<std::uint16_t>(4 + name.size()), IFLA_IFNAME, name);
  append_attribute(payload, static_cast<std::uint16_t>(4 + value.size()), type, value);
  return message_of(static_cast<std::uint32_t>(16 + payload.size()), RTM_NEWLINK, payload);
}

}  // namespace

TEST_CASE("a link is read as the kernel sends it") {
  const auto bytes = from_hex(veth_in_bridge);
  const auto link = parse_link(first_message(bytes)).value();
  CHECK(link.index == InterfaceIndex{3});
  CHECK(link.name == "vip0");
  CHECK(link.mtu == 1400);
  CHECK(link.state == OperState::up);
  CHECK(link.kind == "veth");
  CHECK(link.master == InterfaceIndex{4});
  CHECK(link.lower == InterfaceIndex{2});
  CHECK(link.hardware_type == 1);
  CHECK(link.address.to_string() == "02:00:00:00:00:01");
  CHECK(link.broadcast.to_string() == "ff:ff:ff:ff:ff:ff");
  CHECK(link.is_up());
  CHECK(link.has(LinkFlag::multicast));
  CHECK_FALSE(link.has(LinkFlag::loopback));
  CHECK_FALSE(link.has(LinkFlag::point_to_point));
}

TEST_CASE("a link attribute of the wrong size makes the link unreadable") {
  struct Row {
    std::uint16_t type;
    std::string value;
  };
  const auto row = GENERATE(values<Row>({
      {IFLA_MTU, "ab"},
      {IFLA_MASTER, "abcde"},
      {IFLA_GROUP, "ab"},
      {IFLA_LINK, ""},
      {IFLA_OPERSTATE, "ab"},
      {IFLA_ADDRESS, std::string(21, 'x')},
      {IFLA_BROADCAST, std::string(32, 'x')},
      {IFLA_IFNAME, "an interface's name"},
      {IFLA_LINKINFO, std::string("\x02\x00\x01\x00", 4)},
  }));
  const auto bytes = link_with(row.type, row.value);
  CHECK(parse_link(first_message(bytes)).error() != ParseError::wrong_type);
}

TEST_CASE("a link's mode or table is read by its kind") {
  const auto info = [](std::string_view kind, std::string_view value) {
    Buffer data, nest;
    append_attribute(data, static_cast<std::uint16_t>(4 + value.size()), 1, value);
    append_attribute(nest, static_cast<std::uint16_t>(4 + kind.size()), IFLA_INFO_KIND, kind);
    append(nest, nlattr{static_cast<std::uint16_t>(4 + data.size()), IFLA_INFO_DATA});
    append_bytes(nest, data);
    const std::string text(reinterpret_cast<const char *>(nest.data()), nest.size());
    return parse_link(first_message(link_with(IFLA_LINKINFO, text)));
  };
  CHECK(info("macvlan", std::string("\x01\0\0\0", 4))->detail == MACVLAN_MODE_PRIVATE);
  CHECK(info("vrf", std::string("\0\x01\0\0", 4))->detail == 256);
  CHECK(info("ipvlan", std::string("\x01\0", 2))->detail == IPVLAN_MODE_L3);
  CHECK(info("veth", "anything")->detail == 0);
  CHECK(info("macvlan", "ab").error() == ParseError::bad_value);
  CHECK(info("ipvlan", "abcd").error() == ParseError::bad_value);
}

TEST_CASE("an InfiniBand address has all its twenty bytes") {
  const auto bytes = link_with(IFLA_ADDRESS, std::string(20, 'x'));
  CHECK(parse_link(first_message(bytes))->address.bytes().size() == 20);
}

TEST_CASE("an operational state of the future is unknown") {
  const auto bytes = link_with(IFLA_OPERSTATE, "\x63");
  CHECK(parse_link(first_message(bytes))->state == OperState::unknown);
}

TEST_CASE("a link without a name is refused") {
  const auto bytes = link_with(IFLA_OPERSTATE, "\x06", "");
  CHECK(parse_link(first_message(bytes)).error() == ParseError::bad_value);
}

TEST_CASE("messages about a bridge's ports are not about links") {
  auto bytes = link_with(IFLA_OPERSTATE, "\x06");
  bytes[16] = std::byte{AF_BRIDGE};
  CHECK(parse_link(first_message(bytes)).error() == ParseError::wrong_type);
}

TEST_CASE("other messages are not links") {
  const auto bytes = from_hex(ipv4_with_peer);
  CHECK(parse_link(first_message(bytes)).error() == ParseError::wrong_type);
}
