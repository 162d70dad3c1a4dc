#include "vrrp/auth_ah.hpp"

#include <algorithm>
#include <vector>

#include "catch.hpp"
#include "packets.hpp"

using namespace sempervivum;
using namespace sempervivum::vrrp;
using namespace sempervivum::vrrp::test;

namespace {

struct Captured {
  const char *what;
  std::string_view packet;
  std::uint32_t sequence;
};

// From two keepalived 2.2.7 with auth_pass abc, captured on a veth pair.
const std::vector<Captured> captures{
    {"multicast",
     "45c0004000010000ff33d0ad0a090001e0000012700400000a09000100000001208f2a0f9f35689c3f26088a"
     "2133960102013c5d0a0900640000000000000000",
     1},
    {"unicast with TTL 77",
     "45c00040000100004d3358b60a0900010a090002700400000a0900010000000125d117219c8c4a41c4538731"
     "2134960102013c5b0a0900650000000000000000",
     1},
    {"from a former backup, whose numbers go on from its master's",
     "45c0004000010000ff33d0ac0a090002e0000012700400000a0900020000000c912364679409f79c61a5eb01"
     "2133640102016e5d0a0900640000000000000000",
     12},
};

AuthData password(std::string_view text) {
  AuthData data{};
  std::ranges::transform(text, data.begin(), [](char letter) { return static_cast<std::byte>(letter); });
  return data;
}

/// What a receiver makes of a captured packet with one byte changed.
base::Expected<Bytes, RejectReason> open(AhAuth &receiver, const Captured &captured, std::size_t changed = 0) {
  auto packet = from_hex(captured.packet);
  if (changed > 0) packet[changed] ^= std::byte{1};
  const auto parsed = parse_ipv4(packet).value();
  REQUIRE(parsed.protocol == ah_protocol);
  const auto advert = receiver.open(parsed.arrival.ip_header, parsed.payload);
  if (!advert) return base::unexpected(advert.error());
  return Bytes{advert->begin(), advert->end()};
}

}  // namespace

TEST_CASE("keepalived's authentication header is believed, and the advert behind it read") {
  const auto &captured = GENERATE(from_range(captures));
  INFO(captured.what);
  AhAuth receiver{password("abc")};
  const auto advert = open(receiver, captured);
  REQUIRE(advert);
  CHECK(receiver.sequence() == captured.sequence);
  auto arrival = parse_ipv4(from_hex(captured.packet))->arrival;
  arrival.authenticated = true;
  const auto read = decode(*advert, arrival);
  REQUIRE(read);
  CHECK(read->auth == AuthType::ah);
  Expectation expected;
  expected.version = Version::v2;
  expected.auth = AuthType::ah;
  expected.authenticated = true;
  expected.own_address = address("10.9.0.9");
  expected.unicast = !arrival.destination.is_multicast();
  expected.check_addresses = false;
  CHECK_FALSE(mismatch(*read, arrival, expected).reject);
  arrival.authenticated = false;
  CHECK(mismatch(*read, arrival, expected).reject == RejectReason::auth_type_mismatch);
}

TEST_CASE("ours is the same to the byte") {
  const auto &captured = GENERATE(from_range(captures));
  INFO(captured.what);
  const auto packet = from_hex(captured.packet);
  const auto parsed = parse_ipv4(packet).value();
  const auto advert = parsed.payload.subspan(ah_header_size);
  const auto ip = build_ipv4_header(parsed.arrival.source, parsed.arrival.destination, parsed.arrival.ttl, 1,
                                    parsed.payload.size(), ah_protocol);
  CHECK(ip == parsed.arrival.ip_header);
  AhAuth sender{password("abc")};
  for (std::uint32_t count = 0; count < captured.sequence; ++count) sender.next_advert();
  const auto header = sender.seal(ip, advert);
  CHECK(std::ranges::equal(header, parsed.payload.first(ah_header_size)));
}

TEST_CASE("a byte changed on the way is noticed, unless routers may change it") {
  using Row = std::tuple<std::size_t, bool>;
  const auto [at, noticed] = GENERATE(table<std::size_t, bool>({
      Row{1, false},   // TOS
      Row{4, true},    // identification
      Row{7, false},   // fragment offset
      Row{8, true},    // TTL, of a multicast packet
      Row{10, false},  // checksum
      Row{15, true},   // source
      Row{19, true},   // destination
      Row{20, true},   // next header
      Row{21, true},   // length
      Row{22, true},   // reserved
      Row{27, true},   // security parameters index
      Row{31, true},   // sequence
      Row{32, true},   // digest
      Row{43, true},   // its end
      Row{46, true},   // priority
      Row{63, true},   // the last byte
  }));
  INFO("byte " << at);
  AhAuth receiver{password("abc")};
  const auto advert = open(receiver, captures[0], at);
  CHECK(advert.has_value() != noticed);
  if (!advert) CHECK(advert.error() == RejectReason::auth_failure);
  CHECK(receiver.sequence() == (noticed ? 0U : 1U));
}

TEST_CASE("a unicast packet's TTL may change") {
  AhAuth receiver{password("abc")};
  CHECK(open(receiver, captures[1], 8));
}

TEST_CASE("another password is another digest, until a reload changes it") {
  AhAuth receiver{password("abd")};
  CHECK(open(receiver, captures[0]).error() == RejectReason::auth_failure);
  receiver.set_password(password("abc"));
  CHECK(open(receiver, captures[0]));
}

TEST_CASE("a number that was heard, or sent ourselves, is not taken again") {
  AhAuth receiver{password("abc")};
  CHECK(open(receiver, captures[2]));
  CHECK(open(receiver, captures[2]).error() == RejectReason::auth_sequence);
  CHECK(open(receiver, captures[0]).error() == RejectReason::auth_sequence);
  AhAuth sender{password("abc")};
  for (int count = 0; count < 12; ++count) sender.next_advert();
  CHECK(open(sender, captures[2]).error() == RejectReason::auth_sequence);
}

TEST_CASE("a packet without room for the header is too short") {
  AhAuth receiver{password("abc")};
  const auto parsed = parse_ipv4(from_hex(captures[0].packet)).value();
  CHECK(receiver.open(parsed.arrival.ip_header, parsed.payload.first(23)).error() == RejectReason::truncated);
}
