#include "vrrp/ipv4_packet.hpp"

#include <algorithm>

#include "catch.hpp"
#include "packets.hpp"

using namespace sempervivum::vrrp;
using namespace sempervivum::vrrp::test;

namespace {

/// The header of an advert by keepalived 2.2.7, captured on the wire.
constexpr std::string_view captured = "45c0003400010000ff70d0850a000001e0000012";

Bytes packet(std::string_view header, std::size_t payload) {
  auto bytes = from_hex(header);
  bytes.resize(bytes.size() + payload);
  return bytes;
}

}  // namespace

TEST_CASE("our IPv4 header is keepalived's, byte for byte") {
  const auto header = build_ipv4_header(address("10.0.0.1"), address("224.0.0.18"), 255, 1, 32);
  CHECK(std::ranges::equal(header, from_hex(captured)));
}

TEST_CASE("an IPv4 header tells where a packet came from and what it holds") {
  const auto bytes = packet(captured, 40);  // padded by the link
  const auto parsed = parse_ipv4(bytes).value();
  CHECK(parsed.arrival.source == address("10.0.0.1"));
  CHECK(parsed.arrival.destination == address("224.0.0.18"));
  CHECK(parsed.arrival.ttl == 255);
  CHECK(parsed.protocol == ip_protocol);
  CHECK(parsed.payload.data() == bytes.data() + 20);
  CHECK(parsed.payload.size() == 32);
}

TEST_CASE("IP options are passed over") {
  const auto bytes = packet(
      "46c0001c00010000ff7000000a000001e0000012"
      "94040000",
      4);
  CHECK(parse_ipv4(bytes)->payload.size() == 4);
}

TEST_CASE("a packet without a sound IPv4 header is refused") {
  struct Row {
    std::string_view header;
    std::size_t payload;
  };
  const auto row = GENERATE(values<Row>({
      {"", 0},
      {"45", 18},                                        // shorter than a header
      {"65c0003400010000ff70d0850a000001e0000012", 32},  // version 6
      {"44c0003400010000ff70d0850a000001e0000012", 32},  // header of 16 bytes
      {"4fc0003400010000ff70d0850a000001e0000012", 32},  // header longer than the total
      {"45c0001300010000ff70d0850a000001e0000012", 32},  // total shorter than the header
      {"45c0003500010000ff70d0850a000001e0000012", 32},  // total longer than the packet
      {"45c0ffff00010000ff70d0850a000001e0000012", 32},
  }));
  CHECK_FALSE(parse_ipv4(packet(row.header, row.payload)));
}
