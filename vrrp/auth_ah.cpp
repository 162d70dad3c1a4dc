#include "vrrp/auth_ah.hpp"

#include <algorithm>

#include "vrrp/byte_writer.hpp"

namespace sempervivum::vrrp {
namespace {

using Bytes = std::span<const std::byte>;

// RFC 2402 section 2
constexpr std::size_t sequence_offset = 8;
constexpr std::size_t digest_offset = 12;
constexpr std::size_t digest_size = ah_header_size - digest_offset;
constexpr unsigned length_in_words = ah_header_size / 4 - 2;

// RFC 791 section 3.1
constexpr std::size_t tos_offset = 1;
constexpr std::size_t fragment_offset = 6;
constexpr std::size_t ttl_offset = 8;
constexpr std::size_t checksum_offset = 10;
constexpr std::size_t source_offset = 12;
constexpr std::size_t destination_offset = 16;

Bytes source_of(const Ipv4Header &ip) { return Bytes{ip}.subspan(source_offset, 4); }

bool is_multicast(const Ipv4Header &ip) {
  return base::IpAddress{base::Family::ipv4, Bytes{ip}.subspan(destination_offset)}.is_multicast();
}

void clear(Ipv4Header &ip, std::size_t offset, std::size_t size) {
  std::ranges::fill(std::span{ip}.subspan(offset, size), std::byte{0});
}

/// Without what routers may change on the way.
Ipv4Header immutable_part(Ipv4Header ip) {
  clear(ip, tos_offset, 1);
  clear(ip, fragment_offset, 2);
  clear(ip, checksum_offset, 2);
  if (!is_multicast(ip)) clear(ip, ttl_offset, 1);
  return ip;
}

/// All of the header but the digest.
void put_fields(AhHeader &header, const Ipv4Header &ip, std::uint32_t sequence) {
  ByteWriter writer{header};
  writer.put8(ip_protocol);
  writer.put8(length_in_words);
  writer.put16(0);
  writer.put(source_of(ip));
  writer.put16(sequence >> 16U);
  writer.put16(sequence & 0xffffU);
}

std::uint32_t read_sequence(Bytes header) {
  std::uint32_t sequence = 0;
  for (const auto octet : header.subspan(sequence_offset, 4))
    sequence = sequence << 8U | std::to_integer<std::uint32_t>(octet);
  return sequence;
}

KeyedDigest::Value digest_of(KeyedDigest &digest, const Ipv4Header &ip, const AhHeader &header, Bytes advert) {
  static constexpr std::array<std::byte, digest_size> nothing{};
  return digest.of({immutable_part(ip), Bytes{header}.first(digest_offset), nothing, advert});
}

}  // namespace

AhAuth::AhAuth(const AuthData &password) : digest_{KeyedDigest::Algorithm::md5, password} {}

void AhAuth::set_password(const AuthData &password) { digest_ = KeyedDigest{KeyedDigest::Algorithm::md5, password}; }

AhHeader AhAuth::seal(const Ipv4Header &ip, Bytes advert) {
  AhHeader header{};
  put_fields(header, ip, sequence_);
  const auto digest = digest_of(digest_, ip, header, advert);
  std::ranges::copy(Bytes{digest}.first(digest_size), header.begin() + digest_offset);
  return header;
}

base::Expected<Bytes, RejectReason> AhAuth::open(const Ipv4Header &ip, Bytes payload) {
  if (payload.size() < ah_header_size) return base::unexpected(RejectReason::truncated);
  const auto received = payload.first(ah_header_size);
  const auto advert = payload.subspan(ah_header_size);
  const auto sequence = read_sequence(received);
  // What it would look like from a peer: anything else in any field is not one's.
  AhHeader expected{};
  put_fields(expected, ip, sequence);
  const auto digest = digest_of(digest_, ip, expected, advert);
  std::ranges::copy(Bytes{digest}.first(digest_size), expected.begin() + digest_offset);
  if (!same_digest(expected, received)) return base::unexpected(RejectReason::auth_failure);
  if (sequence <= sequence_) return base::unexpected(RejectReason::auth_sequence);
  sequence_ = sequence;
  return advert;
}

}  // namespace sempervivum::vrrp
