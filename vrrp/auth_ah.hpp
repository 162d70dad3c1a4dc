/// auth_type AH: the IP authentication header (RFC 2402) with HMAC-MD5-96
/// (RFC 2403), between the IPv4 header and a VRRPv2 advert, as keepalived makes
/// it (behaviour fact D4; verified against bytes captured from 2.2.7).
///
/// The header, 24 bytes, network order:
///     next header 8 (112) | length 8 (4: in words, less 2) | reserved 16 (0)
///     security parameters index 32: the sender's address
///     sequence number 32
///     first 12 bytes of the HMAC
/// The HMAC is over the IPv4 header, this header with its HMAC taken as 0, and the
/// advert. Of the IPv4 header TOS, flags, fragment offset and checksum count as 0,
/// the TTL only where the destination is unicast: a multicast advert's is fixed.
///
/// All routers of a virtual router share one run of sequence numbers: a backup
/// keeps up with its master's and goes on from there when it takes over. A number
/// that is not greater than the last one sent or heard is refused.
///
/// Thread: one at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/expected.hpp"
#include "vrrp/advert.hpp"
#include "vrrp/ipv4_packet.hpp"
#include "vrrp/keyed_digest.hpp"

namespace sempervivum::vrrp {

/// The IP protocol number of the authentication header.
inline constexpr std::uint8_t ah_protocol = 51;
inline constexpr std::size_t ah_header_size = 24;
using AhHeader = std::array<std::byte, ah_header_size>;

/// One instance's authentication header. Its sequence outlives a reload.
class AhAuth {
 public:
  /// Throws what KeyedDigest throws.
  explicit AhAuth(const AuthData &password);

  /// A new advert begins: its sequence number is the same for all unicast peers.
  void next_advert() { ++sequence_; }
  /// The header for `advert` behind the IPv4 header `ip`, which is complete but
  /// for its checksum: protocol 51, and a length that includes this header.
  AhHeader seal(const Ipv4Header &ip, std::span<const std::byte> advert);

  /// The advert behind the authentication header with which the payload of a
  /// packet of protocol 51 begins. truncated: too short; auth_failure: not our
  /// header, or not our password; auth_sequence: a replay.
  base::Expected<std::span<const std::byte>, RejectReason> open(const Ipv4Header &ip,
                                                                std::span<const std::byte> payload);

  /// After a reload that changes the password.
  void set_password(const AuthData &password);
  /// The last number sent or heard.
  std::uint32_t sequence() const { return sequence_; }
  /// Goes on from a number that another process was at.
  void resume(std::uint32_t sequence) { sequence_ = sequence; }

 private:
  KeyedDigest digest_;
  std::uint32_t sequence_ = 0;
};

}  // namespace sempervivum::vrrp
