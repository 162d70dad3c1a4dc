#include <string>
#include <vector>

#include "catch.hpp"
#include "golden.hpp"
#include "packets.hpp"
#include "vrrp/advert.hpp"

using namespace sempervivum;
using namespace sempervivum::vrrp;
using namespace sempervivum::vrrp::test;

namespace {

constexpr std::string_view own_source = "10.0.0.9";
constexpr std::string_view group = "224.0.0.18";

struct BadPacket {
  const char *what;
  std::string_view source;
  std::string_view destination;
  std::uint8_t ttl;
  std::string_view message;
  RejectReason reason;
};

// The packets are golden ones with single bytes changed; where the checksum is
// not what is wrong, it was made good again by hand.
const std::vector<BadPacket> bad_packets{
    {"nothing at all", "10.0.0.2", group, 255, "", RejectReason::truncated},
    {"seven bytes", "10.0.0.2", group, 255, "31336501006493", RejectReason::truncated},
    {"an address less than its count", "10.0.0.2", group, 255, "313365010064b2c9", RejectReason::truncated},
    {"a v2 packet without authentication data", "10.0.0.1", group, 255, "2133c80100014abdc0a80b64",
     RejectReason::truncated},
    {"padding not in fours", "10.0.0.2", group, 255, "313365010064b2c9c0a80b640000", RejectReason::length},
    {"more than a minimal frame holds", "10.0.0.2", group, 255,
     "313365010064b2c9c0a80b6400000000000000000000000000000000", RejectReason::length},
    {"IPv6, whose header leaves no room for padding", "fe80::1", "ff02::12", 255,
     "3133ff020fff945cfe80000000000000000000000000010020010db800000000000000000000000500000000", RejectReason::length},
    {"multicast through a router", "10.0.0.2", group, 254, "313365010064b2c9c0a80b64", RejectReason::ttl},
    {"version 4", "10.0.0.2", group, 255, "413365010064a2c9c0a80b64", RejectReason::version},
    {"version 4 of whatever length", "10.0.0.2", group, 255, "413365010064a2c9", RejectReason::version},
    {"version 2 over IPv6", "fe80::1", "ff02::12", 255,
     "2133ff0000010000"
     "0000000000000000",
     RejectReason::version},
    {"authentication type 3", "10.0.0.1", group, 255, "2133c801030147bdc0a80b640000000000000000",
     RejectReason::auth_type_unknown},
    {"v2 interval 0", "10.0.0.1", group, 255, "2133c80100004abec0a80b640000000000000000", RejectReason::interval},
    {"v3 interval 0", "10.0.0.2", group, 255, "313365010000b32dc0a80b64", RejectReason::interval},
    {"type 2", "10.0.0.2", group, 255, "323365010064b1c9c0a80b64", RejectReason::type},
    {"a bit flipped", "10.0.0.2", group, 255, "313366010064b2c9c0a80b64", RejectReason::checksum},
    {"another source than it was summed for", "10.0.0.3", group, 255, "313365010064b2c9c0a80b64",
     RejectReason::checksum},
    {"VRID 0", "10.0.0.2", group, 255, "310065010064b2fcc0a80b64", RejectReason::vrid},
};

const Bytes own_list = from_hex("c0a80b64");

Expectation expected_v2() {
  Expectation expected;
  expected.version = Version::v2;
  expected.own_address = address(own_source);
  expected.addresses = AddressList{base::Family::ipv4, own_list};
  return expected;
}

Expectation expected_v3() {
  auto expected = expected_v2();
  expected.version = Version::v3;
  return expected;
}

AuthData password(std::string_view text) {
  AuthData data{};
  for (std::size_t at = 0; at < text.size(); ++at) data[at] = static_cast<std::byte>(text[at]);
  return data;
}

Arrival from(std::string_view source, std::string_view destination = group) {
  return {.source = address(source), .destination = address(destination)};
}

Mismatch judge(std::size_t golden, const Expectation &expected) {
  const auto message = from_hex(goldens[golden].message);
  const auto arrival = from(goldens[golden].source, goldens[golden].destination);
  return mismatch(decode(message, arrival).value(), arrival, expected);
}

}  // namespace

TEST_CASE("each kind of bad packet has its own reason") {
  const auto &bad = GENERATE(from_range(bad_packets));
  INFO(bad.what);
  const Arrival arrival{.source = address(bad.source), .destination = address(bad.destination), .ttl = bad.ttl};
  const auto advert = decode(from_hex(bad.message), arrival);
  REQUIRE_FALSE(advert);
  CHECK(describe(advert.error()).words == describe(bad.reason).words);
}

TEST_CASE("a unicast advert may come with any TTL") {
  const auto &golden = goldens[4];
  CHECK(decode(from_hex(golden.message), {address(golden.source), address(golden.destination), 1}));
}

TEST_CASE("an advert that suits the instance is used without remark") {
  CHECK(judge(0, expected_v2()) == Mismatch{});
  CHECK(judge(3, expected_v3()) == Mismatch{});
}

TEST_CASE("an advert of another version or family is not used") {
  CHECK(judge(0, expected_v3()).reject == RejectReason::version);
  auto expected = expected_v3();
  expected.family = base::Family::ipv6;
  CHECK(judge(3, expected).reject == RejectReason::family);
}

TEST_CASE("version 2 wants our authentication") {
  auto expected = expected_v2();
  CHECK(judge(6, expected).reject == RejectReason::auth_type_mismatch);
  expected.auth = AuthType::pass;
  CHECK(judge(0, expected).reject == RejectReason::auth_type_mismatch);
  expected.auth_data = password("secret98");
  CHECK(judge(6, expected).reject == RejectReason::auth_failure);
  expected.auth_data = password("secret99");
  CHECK(judge(6, expected) == Mismatch{});
}

TEST_CASE("version 2 wants our interval, version 3 takes the master's") {
  auto expected = expected_v2();
  expected.interval = base::Centiseconds{200};
  CHECK(judge(0, expected).reject == RejectReason::interval);
  expected.version = Version::v3;
  CHECK_FALSE(judge(3, expected).reject);
  CHECK(judge(3, expected).interval_differs);
}

TEST_CASE("multicast and unicast are not mixed, and unicast knows its peers") {
  auto expected = expected_v3();
  CHECK(judge(4, expected).reject == RejectReason::kind);
  expected.unicast = true;
  CHECK(judge(3, expected).reject == RejectReason::kind);
  CHECK_FALSE(judge(4, expected).reject);
  const std::array<Peer, 1> stranger{{{address("10.0.0.7")}}};
  expected.peers = stranger;
  CHECK(judge(4, expected).reject == RejectReason::unicast_source);
  const std::array<Peer, 2> both{{{address("10.0.0.7")}, {address("10.0.0.2")}}};
  expected.peers = both;
  CHECK_FALSE(judge(4, expected).reject);
}

TEST_CASE("a unicast peer's TTL must be within its limits") {
  auto expected = expected_v3();
  expected.unicast = true;
  std::array<Peer, 1> peer{{{address("10.0.0.2")}}};
  expected.peers = peer;
  peer[0].max_ttl = 254;
  CHECK(judge(4, expected).reject == RejectReason::ttl);
  peer[0].max_ttl = 255;
  peer[0].min_ttl = 255;
  CHECK_FALSE(judge(4, expected).reject);
}

TEST_CASE("our own advert heard again is not a peer's") {
  auto expected = expected_v3();
  expected.own_address = address("10.0.0.2");
  CHECK(judge(3, expected).reject == RejectReason::own_packet);
  expected.own_priority = base::Priority{101};
  CHECK(judge(3, expected).reject == RejectReason::own_packet);
}

TEST_CASE("but with another priority it is a router that has our address") {
  auto expected = expected_v3();
  expected.own_address = address("10.0.0.2");
  expected.own_priority = base::Priority{100};
  CHECK_FALSE(judge(3, expected).reject);
  auto resigning = expected_v2();
  resigning.own_address = address("10.0.0.1");
  resigning.own_priority = base::Priority{100};
  resigning.interval = base::Centiseconds{25500};
  CHECK(judge(2, resigning).reject == RejectReason::own_packet);
}

TEST_CASE("an authentication header where none is configured is a mismatch") {
  const auto message = from_hex(goldens[0].message);
  auto arrival = from(goldens[0].source);
  arrival.authenticated = true;
  CHECK(mismatch(decode(message, arrival).value(), arrival, expected_v2()).reject == RejectReason::auth_type_mismatch);
}

TEST_CASE("different addresses are remarked on, and the advert is used") {
  const auto [list, remark] = GENERATE(table<std::string, std::optional<RejectReason>>({
      {"0a0102030a010204", std::nullopt},
      {"0a0102040a010203", std::nullopt},
      {"0a010203", RejectReason::address_count},
      {"0a0102030a010205", RejectReason::address_list},
      {"", RejectReason::address_count},
  }));
  const auto own = from_hex(list);
  auto expected = expected_v2();
  expected.interval = base::Centiseconds{300};
  expected.auth = AuthType::pass;
  expected.auth_data = password("1234");
  expected.addresses = AddressList{base::Family::ipv4, own};
  CHECK(judge(1, expected) == Mismatch{.reject = {}, .addresses = remark, .interval_differs = false});
  expected.check_addresses = false;
  CHECK(judge(1, expected) == Mismatch{});
}

TEST_CASE("every reason has a counter and words, and no words are said twice") {
  for (std::size_t one = 0; one < reject_reason_count; ++one) {
    const auto text = describe(static_cast<RejectReason>(one));
    CHECK_FALSE(text.counter.empty());
    for (std::size_t other = 0; other < one; ++other)
      CHECK(text.words != describe(static_cast<RejectReason>(other)).words);
  }
}

TEST_CASE("dispatch reads a VRID from whatever has two bytes") {
  CHECK(claimed_vrid(from_hex("3133")).value() == 0x33);
  CHECK(claimed_vrid(from_hex("31")).value() == 0);
  CHECK(claimed_vrid({}).value() == 0);
}
