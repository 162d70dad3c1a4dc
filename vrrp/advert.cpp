#include "vrrp/advert.hpp"

#include <algorithm>

#include "vrrp/internet_checksum.hpp"

namespace sempervivum::vrrp {
namespace {

using base::Family;
using base::IpAddress;
using Bytes = std::span<const std::byte>;

constexpr std::size_t header_size = 8;
constexpr std::size_t auth_data_size = std::tuple_size_v<AuthData>;
constexpr std::size_t checksum_offset = 6;
constexpr std::uint8_t advertisement_type = 1;
/// The payload of the shortest Ethernet frame.
constexpr std::size_t minimal_frame = 46;
constexpr std::uint16_t max_v3_interval = 0x0fff;

constexpr std::array<RejectText, reject_reason_count> reject_texts{{
    {"packet_len_err", "packet too short"},
    {"packet_len_err", "packet too long"},
    {"ip_ttl_err", "TTL or hop limit is not as it must be"},
    {"version_err", "wrong VRRP version"},
    {"invalid_type_rcvd", "not an advertisement"},
    {"vrid_err", "invalid virtual router id"},
    {"checksum_err", "wrong checksum"},
    {"advert_interval_err", "advertisement interval mismatch"},
    {"invalid_authtype", "unknown authentication type"},
    {"authtype_mismatch", "authentication type mismatch"},
    {"auth_failure", "wrong password"},
    {"auth_failure", "authentication header seen before"},
    {"auth_ext_missing", "no authentication trailer"},
    {"auth_ext_malformed", "malformed authentication trailer"},
    {"auth_ext_unknown_key", "authentication trailer with an unknown key"},
    {"auth_ext_invalid_hmac", "authentication trailer with a wrong HMAC"},
    {"auth_ext_stale", "authentication trailer out of its time"},
    {"auth_ext_replay", "authentication trailer seen before"},
    {"addr_list_err", "address count mismatch"},
    {"addr_list_err", "address list mismatch"},
    {"family_err", "wrong address family"},
    {"kind_err", "multicast/unicast mismatch"},
    {"unicast_src_err", "source is not a unicast peer"},
    {"own_packet", "own advert received"},
}};

std::uint8_t octet(Bytes bytes, std::size_t index) { return std::to_integer<std::uint8_t>(bytes[index]); }

std::uint16_t word(Bytes bytes, std::size_t index) {
  return static_cast<std::uint16_t>(octet(bytes, index) << 8 | octet(bytes, index + 1));
}

void put_octet(std::span<std::byte> bytes, std::size_t index, unsigned value) {
  bytes[index] = static_cast<std::byte>(value & 0xff);
}

void put_word(std::span<std::byte> bytes, std::size_t index, unsigned value) {
  put_octet(bytes, index, value >> 8);
  put_octet(bytes, index + 1, value);
}

bool has_pseudo_header(Version version, Family family, ChecksumScope scope) {
  if (version == Version::v2) return false;
  return family == Family::ipv6 || scope == ChecksumScope::with_pseudo_header;
}

/// What the checksum is over, of a message with its trailer.
Bytes summed(Bytes message, std::size_t trailer, Family family) {
  return family == Family::ipv6 ? message : message.first(message.size() - trailer);
}

/// Over a message that carries its checksum, a right one makes all ones.
bool checksum_holds(Bytes message, Version version, const Arrival &arrival, ChecksumScope scope) {
  const auto sum = sum_words(message);
  const auto pseudo = sum_pseudo_header(arrival.source, arrival.destination, ip_protocol, message.size());
  if (has_pseudo_header(version, arrival.source.family(), scope)) return fold_sum(sum + pseudo) == 0xffff;
  const bool tolerant = version == Version::v3;
  return fold_sum(sum) == 0xffff || (tolerant && fold_sum(sum + pseudo) == 0xffff);
}

std::size_t message_size(Version version, Family family, std::size_t addresses) {
  const auto auth = version == Version::v2 ? auth_data_size : 0;
  return header_size + addresses * base::address_size(family) + auth;
}

bool is_frame_padding(std::size_t received, std::size_t expected, Family family) {
  const std::size_t ip_header = family == Family::ipv4 ? 20 : 40;
  return (received - expected) % 4 == 0 && ip_header + received <= minimal_frame;
}

bool is_known(std::uint8_t version) {
  return version == static_cast<std::uint8_t>(Version::v2) || version == static_cast<std::uint8_t>(Version::v3);
}

std::uint8_t version_of(Bytes message) { return octet(message, 0) >> 4; }

/// The bytes the message's own address count asks for.
std::size_t claimed_size(Bytes message, Family family) {
  return message_size(static_cast<Version>(version_of(message)), family, octet(message, 3));
}

bool has_trailer(Bytes message, Family family, Trailer trailer) {
  return trailer == Trailer::hmac && message.size() == claimed_size(message, family) + hmac_trailer_size;
}

std::optional<RejectReason> length_fault(Bytes message, Family family, Trailer trailer) {
  if (message.size() < header_size) return RejectReason::truncated;
  if (!is_known(version_of(message))) return std::nullopt;
  const auto expected = claimed_size(message, family);
  if (message.size() < expected) return RejectReason::truncated;
  if (has_trailer(message, family, trailer)) return std::nullopt;
  if (message.size() > expected && !is_frame_padding(message.size(), expected, family)) return RejectReason::length;
  return std::nullopt;
}

base::Centiseconds interval_of(Bytes message, Version version) {
  if (version == Version::v2) return std::chrono::seconds{octet(message, 5)};
  return base::Centiseconds{word(message, 4) & max_v3_interval};
}

std::optional<RejectReason> header_fault(Bytes message, const Arrival &arrival) {
  if (arrival.destination.is_multicast() && arrival.ttl != required_ttl) return RejectReason::ttl;
  if (!is_known(version_of(message))) return RejectReason::version;
  const auto version = static_cast<Version>(version_of(message));
  const bool v2 = version == Version::v2;
  if (v2 && arrival.source.family() == Family::ipv6) return RejectReason::version;
  if (v2 && octet(message, 4) > static_cast<std::uint8_t>(AuthType::ah)) return RejectReason::auth_type_unknown;
  if (interval_of(message, version).count() == 0) return RejectReason::interval;
  if ((octet(message, 0) & 0x0f) != advertisement_type) return RejectReason::type;
  return std::nullopt;
}

/// Reads a message whose length and header are sound.
Advert read(Bytes message, Family family) {
  Advert advert;
  advert.version = static_cast<Version>(version_of(message));
  advert.vrid = base::Vrid{octet(message, 1)};
  advert.priority = base::Priority{octet(message, 2)};
  advert.interval = interval_of(message, advert.version);
  const auto packed = octet(message, 3) * base::address_size(family);
  advert.addresses = AddressList{family, message.subspan(header_size, packed)};
  if (advert.version == Version::v3) return advert;
  advert.auth = static_cast<AuthType>(octet(message, 4));
  std::ranges::copy(message.subspan(header_size + packed, auth_data_size), advert.auth_data.begin());
  return advert;
}

/// Bytes 4 and 5, where the versions differ.
void put_interval(const Advert &advert, std::span<std::byte> message) {
  if (advert.version == Version::v3) {
    put_word(message, 4, static_cast<unsigned>(advert.interval.count()) & max_v3_interval);
    return;
  }
  put_octet(message, 4, static_cast<unsigned>(advert.auth));
  put_octet(message, 5, static_cast<unsigned>(std::chrono::floor<std::chrono::seconds>(advert.interval).count()));
}

void put_checksum(const Advert &advert, const IpAddress &source, const IpAddress &destination,
                  std::span<std::byte> message, ChecksumScope scope) {
  put_word(message, checksum_offset, 0);
  const auto covered = summed(message, advert.trailer.size(), source.family());
  auto sum = sum_words(covered);
  if (has_pseudo_header(advert.version, source.family(), scope))
    sum += sum_pseudo_header(source, destination, ip_protocol, covered.size());
  put_word(message, checksum_offset, finish_checksum(sum));
}

std::optional<RejectReason> peer_fault(const Arrival &arrival, std::span<const Peer> peers) {
  if (peers.empty()) return std::nullopt;
  const auto peer = std::ranges::find(peers, arrival.source, &Peer::address);
  if (peer == peers.end()) return RejectReason::unicast_source;
  if (arrival.ttl < peer->min_ttl || arrival.ttl > peer->max_ttl) return RejectReason::ttl;
  return std::nullopt;
}

std::optional<RejectReason> auth_fault(const Advert &advert, const Arrival &arrival, const Expectation &expected) {
  if (arrival.authenticated != expected.authenticated) return RejectReason::auth_type_mismatch;
  if (advert.version != Version::v2) return std::nullopt;
  if (advert.auth != expected.auth) return RejectReason::auth_type_mismatch;
  if (advert.auth == AuthType::pass && advert.auth_data != expected.auth_data) return RejectReason::auth_failure;
  if (advert.interval != expected.interval) return RejectReason::interval;
  return std::nullopt;
}

std::optional<RejectReason> sender_fault(const Arrival &arrival, const Expectation &expected) {
  if (arrival.destination.is_multicast() == expected.unicast) return RejectReason::kind;
  return expected.unicast ? peer_fault(arrival, expected.peers) : std::nullopt;
}

bool is_own(const Advert &advert, const Arrival &arrival, const Expectation &expected) {
  if (arrival.source != expected.own_address) return false;
  return !expected.own_priority || advert.priority == *expected.own_priority ||
         advert.priority == base::resign_priority;
}

std::optional<RejectReason> reject(const Advert &advert, const Arrival &arrival, const Expectation &expected) {
  if (is_own(advert, arrival, expected)) return RejectReason::own_packet;
  if (advert.version != expected.version) return RejectReason::version;
  if (advert.addresses.family() != expected.family) return RejectReason::family;
  if (const auto fault = auth_fault(advert, arrival, expected)) return fault;
  return sender_fault(arrival, expected);
}

std::optional<RejectReason> address_remark(const AddressList &heard, const AddressList &own) {
  // The usual case, and the only one without a search, is the same list in the same order.
  if (std::ranges::equal(heard.packed(), own.packed())) return std::nullopt;
  if (heard.size() != own.size()) return RejectReason::address_count;
  for (std::size_t index = 0; index < own.size(); ++index)
    if (!heard.contains(own[index])) return RejectReason::address_list;
  return std::nullopt;
}

}  // namespace

IpAddress AddressList::operator[](std::size_t index) const {
  const auto size = base::address_size(family_);
  return IpAddress{family_, packed_.subspan(index * size, size)};
}

bool AddressList::contains(const IpAddress &address) const {
  for (std::size_t index = 0; index < size(); ++index)
    if ((*this)[index] == address) return true;
  return false;
}

RejectText describe(RejectReason reason) { return reject_texts[static_cast<std::size_t>(reason)]; }

bool may_be_a_master(RejectReason reason) {
  using enum RejectReason;
  switch (reason) {
    case version:
    case interval:
    case auth_type_unknown:
    case auth_type_mismatch:
    case auth_failure:
    case auth_ext_missing:
    case auth_ext_malformed:
    case auth_ext_unknown_key:
    case auth_ext_invalid_hmac:
    case auth_ext_stale:
    case kind: return true;
    default: return false;
  }
}

base::Expected<Advert, RejectReason> decode(Bytes message, const Arrival &arrival, ChecksumScope scope,
                                            Trailer trailer) {
  const auto family = arrival.source.family();
  if (const auto fault = length_fault(message, family, trailer)) return base::unexpected(*fault);
  if (const auto fault = header_fault(message, arrival)) return base::unexpected(*fault);
  const auto size = claimed_size(message, family);
  auto advert = read(message.first(size), family);
  if (has_trailer(message, family, trailer)) advert.trailer = message.subspan(size);
  const auto covered = summed(message.first(size + advert.trailer.size()), advert.trailer.size(), family);
  if (!checksum_holds(covered, advert.version, arrival, scope)) return base::unexpected(RejectReason::checksum);
  if (advert.vrid.value() == 0) return base::unexpected(RejectReason::vrid);
  return advert;
}

base::Vrid claimed_vrid(Bytes message) { return base::Vrid{message.size() < 2 ? std::uint8_t{0} : octet(message, 1)}; }

std::size_t encoded_size(const Advert &advert) {
  return message_size(advert.version, advert.addresses.family(), advert.addresses.size()) + advert.trailer.size();
}

std::size_t encode(const Advert &advert, const IpAddress &source, const IpAddress &destination,
                   std::span<std::byte> buffer, ChecksumScope scope) {
  const auto message = buffer.first(encoded_size(advert));
  put_octet(message, 0, static_cast<unsigned>(advert.version) << 4 | advertisement_type);
  put_octet(message, 1, advert.vrid.value());
  put_octet(message, 2, advert.priority.value());
  put_octet(message, 3, static_cast<unsigned>(advert.addresses.size()));
  put_interval(advert, message);
  auto rest = std::ranges::copy(advert.addresses.packed(), message.subspan(header_size).begin()).out;
  if (advert.version == Version::v2) rest = std::ranges::copy(advert.auth_data, rest).out;
  std::ranges::copy(advert.trailer, rest);
  put_checksum(advert, source, destination, message, scope);
  return message.size();
}

Mismatch mismatch(const Advert &advert, const Arrival &arrival, const Expectation &expected) {
  Mismatch found;
  found.reject = reject(advert, arrival, expected);
  if (found.reject) return found;
  if (expected.check_addresses) found.addresses = address_remark(advert.addresses, expected.addresses);
  found.interval_differs = advert.interval != expected.interval;
  return found;
}

}  // namespace sempervivum::vrrp
