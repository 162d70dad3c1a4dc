// Any bytes as a VRRP message, from any sender: decode() reads nothing outside
// them, and what it accepts survives being written and read again.
//
// Input: one byte of circumstances, then the message. A fuzzer hardly guesses
// checksums, so one circumstance is that the checksum is made right.
#include "vrrp/advert.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

namespace {

using namespace sempervivum;
using namespace sempervivum::vrrp;

using Bytes = std::vector<std::byte>;

struct Circumstances {
  bool ipv6, unicast, low_ttl, bare_checksum, mend_checksum, v2_expected, password_expected, other_addresses;
};

Circumstances read(std::uint8_t byte) {
  const auto bit = [byte](int index) { return (byte >> index & 1) != 0; };
  return {bit(0), bit(1), bit(2), bit(3), bit(4), bit(5), bit(6), bit(7)};
}

base::IpAddress address(const char *text) { return base::IpAddress::parse(text).value(); }

Arrival arrival_in(const Circumstances &given) {
  Arrival arrival;
  arrival.source = address(given.ipv6 ? "fe80::1" : "10.0.0.1");
  arrival.destination = address(given.ipv6 ? "ff02::12" : "224.0.0.18");
  if (given.unicast) arrival.destination = address(given.ipv6 ? "fe80::2" : "10.0.0.2");
  arrival.ttl = given.low_ttl ? 1 : required_ttl;
  return arrival;
}

std::uint32_t sum_words(std::span<const std::byte> bytes) {
  std::uint32_t sum = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at)
    sum += std::to_integer<std::uint32_t>(bytes[at]) << (at % 2 == 0 ? 8 : 0);
  return sum;
}

/// Gives a complete message the checksum it should have.
void mend(Bytes &message, const Arrival &arrival, ChecksumScope scope) {
  if (message.size() < 8) return;
  const bool v2 = (message[0] & std::byte{0xf0}) == std::byte{0x20};
  const auto addresses = std::to_integer<std::size_t>(message[3]);
  const auto length = 8 + addresses * base::address_size(arrival.source.family()) + (v2 ? 8 : 0);
  if (message.size() < length) return;
  message[6] = message[7] = std::byte{0};
  auto sum = sum_words(std::span{message}.first(length));
  if (!v2 && (scope == ChecksumScope::with_pseudo_header || arrival.source.family() == base::Family::ipv6))
    sum += sum_words(arrival.source.bytes()) + sum_words(arrival.destination.bytes()) + ip_protocol +
           static_cast<std::uint32_t>(length);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  message[6] = static_cast<std::byte>(~sum >> 8 & 0xff);
  message[7] = static_cast<std::byte>(~sum & 0xff);
}

void require(bool truth) {
  if (!truth) std::abort();
}

Expectation expectation_in(const Circumstances &given, std::span<const std::byte> addresses) {
  Expectation expected;
  expected.version = given.v2_expected ? Version::v2 : Version::v3;
  expected.family = given.ipv6 ? base::Family::ipv6 : base::Family::ipv4;
  expected.auth = given.password_expected ? AuthType::pass : AuthType::none;
  expected.own_address = address("10.0.0.9");
  expected.unicast = given.unicast;
  if (given.other_addresses) expected.addresses = AddressList{expected.family, addresses};
  return expected;
}

bool same(const Advert &left, const Advert &right) {
  return left.version == right.version && left.vrid == right.vrid && left.priority == right.priority &&
         left.interval == right.interval && left.auth == right.auth && left.auth_data == right.auth_data &&
         std::ranges::equal(left.addresses.packed(), right.addresses.packed());
}

void require_round_trip(const Advert &advert, const Arrival &arrival, ChecksumScope scope) {
  static std::array<std::byte, max_advert_size> buffer;
  const auto size = encode(advert, arrival.source, arrival.destination, buffer, scope);
  const auto again = decode(std::span{buffer}.first(size), arrival, scope);
  require(again && same(advert, *again));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  if (size == 0) return 0;
  const auto given = read(data[0]);
  // A block of its own, so that the address sanitizer sees its end.
  Bytes message(size - 1);
  std::transform(data + 1, data + size, message.begin(), [](std::uint8_t octet) { return std::byte{octet}; });
  const auto arrival = arrival_in(given);
  const auto scope = given.bare_checksum ? ChecksumScope::message_only : ChecksumScope::with_pseudo_header;
  if (given.mend_checksum) mend(message, arrival, scope);
  claimed_vrid(message);
  const auto advert = decode(message, arrival, scope);
  // What was mended may be refused for any reason but its checksum.
  require(advert || !given.mend_checksum || advert.error() != RejectReason::checksum);
  if (!advert) return 0;
  require_round_trip(*advert, arrival, scope);
  const std::array<std::byte, 32> own{};
  mismatch(*advert, arrival, expectation_in(given, own));
  return 0;
}
