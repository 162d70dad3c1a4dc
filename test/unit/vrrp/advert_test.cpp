#include "vrrp/advert.hpp"

#include <algorithm>

#include "catch.hpp"
#include "golden.hpp"
#include "packets.hpp"

using namespace sempervivum;
using namespace sempervivum::vrrp;
using namespace sempervivum::vrrp::test;

namespace {

Arrival arrival_of(const Golden &golden) {
  return {.source = address(golden.source), .destination = address(golden.destination), .ttl = golden.ttl};
}

Bytes packed_addresses(std::string_view list) {
  Bytes packed;
  while (!list.empty()) {
    const auto text = list.substr(0, list.find(','));
    const auto parsed = address(text);
    packed.insert(packed.end(), parsed.bytes().begin(), parsed.bytes().end());
    list.remove_prefix(std::min(list.size(), text.size() + 1));
  }
  return packed;
}

Advert advert_of(const Golden &golden, const Bytes &packed) {
  Advert advert;
  advert.version = golden.version;
  advert.vrid = base::Vrid{golden.vrid};
  advert.priority = base::Priority{golden.priority};
  advert.interval = base::Centiseconds{golden.centiseconds};
  advert.auth = golden.auth;
  std::ranges::copy(from_hex(golden.auth_data), advert.auth_data.begin());
  advert.addresses = AddressList{address(golden.source).family(), packed};
  return advert;
}

}  // namespace

TEST_CASE("adverts of other implementations are read") {
  const auto &golden = GENERATE(from_range(goldens));
  INFO(golden.maker << ' ' << golden.message);
  const auto message = from_hex(golden.message);
  const auto advert = decode(message, arrival_of(golden));
  REQUIRE(advert);
  CHECK(advert->version == golden.version);
  CHECK(advert->vrid.value() == golden.vrid);
  CHECK(claimed_vrid(message) == advert->vrid);
  CHECK(advert->priority.value() == golden.priority);
  CHECK(advert->interval.count() == golden.centiseconds);
  CHECK(advert->auth == golden.auth);
  CHECK(std::ranges::equal(advert->auth_data, from_hex(golden.auth_data)));
  CHECK(advert->addresses.family() == address(golden.source).family());
  CHECK(std::ranges::equal(advert->addresses.packed(), packed_addresses(golden.addresses)));
}

TEST_CASE("adverts are written as other implementations write them") {
  const auto &golden = GENERATE(from_range(goldens));
  INFO(golden.maker << ' ' << golden.message);
  const auto packed = packed_addresses(golden.addresses);
  const auto advert = advert_of(golden, packed);
  Bytes buffer(encoded_size(advert), std::byte{0xee});
  CHECK(encode(advert, address(golden.source), address(golden.destination), buffer) == buffer.size());
  CHECK(buffer == from_hex(golden.message));
}

TEST_CASE("an advert of 255 addresses survives the way there and back") {
  const auto version = GENERATE(Version::v2, Version::v3);
  const auto family = version == Version::v2 ? base::Family::ipv4 : base::Family::ipv6;
  const auto source = address(family == base::Family::ipv4 ? "10.0.0.1" : "fe80::1");
  const auto group = address(family == base::Family::ipv4 ? "224.0.0.18" : "ff02::12");
  const Bytes packed(255 * base::address_size(family), std::byte{0xff});
  Advert advert;
  advert.version = version;
  advert.vrid = base::Vrid{1};
  advert.addresses = AddressList{family, packed};
  std::array<std::byte, max_advert_size> buffer{};
  const auto size = encode(advert, source, group, buffer);
  const auto back = decode(std::span{buffer}.first(size), {source, group, required_ttl});
  REQUIRE(back);
  CHECK(back->addresses.size() == 255);
  CHECK(back->addresses[254] == base::IpAddress(family, packed));
}

TEST_CASE("a version 3 advert without addresses is only a header") {
  const auto arrival = arrival_of(goldens[3]);
  Advert advert;
  advert.vrid = base::Vrid{1};
  Bytes header(8);
  CHECK(encode(advert, arrival.source, arrival.destination, header) == 8);
  const auto back = decode(header, arrival);
  REQUIRE(back);
  CHECK(back->addresses.size() == 0);
}

TEST_CASE("authentication by header is a type like the others") {
  const auto back = decode(from_hex("2133c801020148bdc0a80b640000000000000000"), arrival_of(goldens[0]));
  REQUIRE(back);
  CHECK(back->auth == AuthType::ah);
}

TEST_CASE("an address list finds its members and no others") {
  const auto packed = packed_addresses("10.0.0.1,10.0.0.2");
  const AddressList list{base::Family::ipv4, packed};
  CHECK(list.size() == 2);
  CHECK(list[1] == address("10.0.0.2"));
  CHECK(list.contains(address("10.0.0.1")));
  CHECK_FALSE(list.contains(address("10.0.0.3")));
  CHECK_FALSE(list.contains(address("::")));
  CHECK(AddressList{}.size() == 0);
}

TEST_CASE("v3_checksum_as_v2 leaves the pseudo header out and accepts either form") {
  const auto &golden = goldens[3];
  const auto packed = packed_addresses(golden.addresses);
  Bytes bare(12);
  encode(advert_of(golden, packed), address(golden.source), address(golden.destination), bare,
         ChecksumScope::message_only);
  const auto standard = from_hex(golden.message);
  CHECK(bare != standard);
  CHECK(decode(bare, arrival_of(golden), ChecksumScope::message_only));
  CHECK(decode(standard, arrival_of(golden), ChecksumScope::message_only));
  CHECK(decode(bare, arrival_of(golden)).error() == RejectReason::checksum);
  bare.back() ^= std::byte{1};
  CHECK(decode(bare, arrival_of(golden), ChecksumScope::message_only).error() == RejectReason::checksum);
}

TEST_CASE("the IPv6 checksum always covers the pseudo header") {
  const auto &golden = goldens[5];
  auto arrival = arrival_of(golden);
  CHECK(decode(from_hex(golden.message), arrival, ChecksumScope::message_only));
  arrival.source = address("fe80::2");
  CHECK(decode(from_hex(golden.message), arrival, ChecksumScope::message_only).error() == RejectReason::checksum);
}

TEST_CASE("what fills a minimal Ethernet frame is not taken for length") {
  const auto &golden = goldens[3];
  auto message = from_hex(golden.message);
  const auto padding = GENERATE(4U, 8U, 12U);
  message.resize(message.size() + padding, std::byte{0xaa});
  const auto advert = decode(message, arrival_of(golden));
  REQUIRE(advert);
  CHECK(advert->addresses.size() == 1);
}
