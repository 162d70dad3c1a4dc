/// VRRP advertisements on the wire: VRRPv2 (RFC 3768) and VRRPv3 (RFC 9568).
///
/// A decoded Advert is a value whose address list is a view into the packet, so
/// that neither direction allocates. Decoding checks what the packet alone can
/// tell (version, type, length, checksum, VRID, TTL); whether it suits an
/// instance (interval, authentication, addresses) is `mismatch()`. Every packet
/// that is not used has exactly one RejectReason.
///
/// VRRPv2, RFC 3768 section 5.1 (32 bits a row):
///     version 4 | type 4 | virtual router id 8 | priority 8 | address count 8
///     auth type 8 | advertisement interval 8 (s) | checksum 16
///     address 1 .. address n (IPv4)
///     authentication data (8 bytes)
/// VRRPv3, RFC 9568 section 5.1:
///     version 4 | type 4 | virtual router id 8 | priority 8 | address count 8
///     reserved 4 | max advertise interval 12 (cs) | checksum 16
///     address 1 .. address n (IPv4 or IPv6)
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/address.hpp"
#include "base/clock.hpp"
#include "base/expected.hpp"
#include "base/strong.hpp"

namespace sempervivum::vrrp {

enum class Version : std::uint8_t { v2 = 2, v3 = 3 };
enum class AuthType : std::uint8_t { none = 0, pass = 1, ah = 2 };

/// The IP protocol number of VRRP.
inline constexpr std::uint8_t ip_protocol = 112;
/// The TTL or hop limit every multicast advert must arrive with (RFC 9568 5.1.1.3).
inline constexpr std::uint8_t required_ttl = 255;
/// What auth_hmac appends to an advert (vrrp/auth_hmac.hpp).
inline constexpr std::size_t hmac_trailer_size = 28;
/// Header, 255 IPv6 addresses and a trailer all fit.
inline constexpr std::size_t max_advert_size = 8 + 255 * 16 + hmac_trailer_size;

/// Addresses packed in network order, `address_size(family)` bytes each; a view.
class AddressList {
 public:
  constexpr AddressList() = default;
  AddressList(base::Family family, std::span<const std::byte> packed) : family_{family}, packed_{packed} {}

  base::Family family() const { return family_; }
  std::size_t size() const { return packed_.size() / base::address_size(family_); }
  base::IpAddress operator[](std::size_t index) const;
  bool contains(const base::IpAddress &address) const;
  std::span<const std::byte> packed() const { return packed_; }

 private:
  base::Family family_ = base::Family::ipv4;
  std::span<const std::byte> packed_;
};

using AuthData = std::array<std::byte, 8>;

struct Advert {
  Version version = Version::v3;
  base::Vrid vrid;
  base::Priority priority;
  /// v2: whole seconds. v3: 1..4095 centiseconds.
  base::Centiseconds interval{100};
  /// v2 only.
  AuthType auth = AuthType::none;
  AuthData auth_data{};
  AddressList addresses;
  /// What follows the message under auth_hmac; a view, empty where nothing does.
  std::span<const std::byte> trailer{};
};

inline constexpr std::size_t ipv4_header_size = 20;
using Ipv4Header = std::array<std::byte, ipv4_header_size>;

/// How a packet came in: what its IP header and the socket tell.
struct Arrival {
  base::IpAddress source;
  base::IpAddress destination;
  std::uint8_t ttl = required_ttl;
  /// It came behind an authentication header that was found right (vrrp/auth_ah.hpp).
  bool authenticated = false;
  /// When it reached this host, as far as is known: what the protocol counts from.
  base::Instant at{};
  /// As received, which authentication headers are about; zeros for IPv6.
  Ipv4Header ip_header{};
};

/// Why a packet was not used, or for the two about addresses what is odd about
/// it. The table in advert.cpp gives each its counter name and its words.
enum class RejectReason : std::uint8_t {
  truncated,  // shorter than its headers or than its address count needs
  length,     // longer than expected, beyond Ethernet padding
  ttl,        // multicast and not 255, or beyond a unicast peer's limits
  version,    // neither 2 nor 3, not the instance's, or 2 over IPv6
  type,       // not an advertisement
  vrid,       // 0
  checksum,
  interval,  // v2: differs from ours; any: 0
  auth_type_unknown,
  auth_type_mismatch,
  auth_failure,
  auth_sequence,         // AH: not newer than the last
  auth_ext_missing,      // auth_hmac is enforced and there is no trailer
  auth_ext_malformed,    // not the trailer we know
  auth_ext_unknown_key,  // its key id is none of ours
  auth_ext_invalid_hmac,
  auth_ext_stale,   // its time differs from ours by more than the window
  auth_ext_replay,  // not newer than the sender's last
  address_count,    // a remark: not as many addresses as ours
  address_list,     // a remark: one of ours is missing
  family,           // not the instance's address family
  kind,             // multicast where unicast is configured, or the other way
  unicast_source,   // not a configured peer
  own_packet,       // our own advert heard again
};
inline constexpr std::size_t reject_reason_count = static_cast<std::size_t>(RejectReason::own_packet) + 1;

/// Counter name ("ip_ttl_err" style where keepalived has one; reasons that it
/// counts as one share a name) and words for the log.
struct RejectText {
  std::string_view counter;
  std::string_view words;
};
RejectText describe(RejectReason reason);
/// Whether what is rejected so may well be the advert of a router that is configured
/// otherwise than we are, and master while we are.
bool may_be_a_master(RejectReason reason);

/// How the v3 IPv4 checksum is formed. RFC 9568 section 5.2.8 includes the
/// pseudo header; v3_checksum_as_v2 leaves it out and accepts either.
enum class ChecksumScope : std::uint8_t { with_pseudo_header, message_only };

/// Whether a trailer of auth_hmac may follow the message. It is not part of the
/// IPv4 checksum; the IPv6 one, which the kernel makes, covers it.
enum class Trailer : std::uint8_t { none, hmac };

/// Reads one VRRP message (the IP payload). Never reads outside `message`.
/// Bytes beyond the message are accepted where a sender filled a minimal
/// Ethernet frame: in fours, up to 46 bytes with the IP header. Under
/// Trailer::hmac exactly 28 bytes more are the trailer, which is not judged here.
base::Expected<Advert, RejectReason> decode(std::span<const std::byte> message, const Arrival &arrival,
                                            ChecksumScope scope = ChecksumScope::with_pseudo_header,
                                            Trailer trailer = Trailer::none);

/// The VRID a message claims, without judging the rest: for dispatch.
/// 0 when the message is too short to have one.
[[gnu::hot]] base::Vrid claimed_vrid(std::span<const std::byte> message);

/// Writes `advert` as sent from `source` to `destination` and returns the bytes
/// used; `buffer` holds at least encoded_size(advert). Of its trailer, if it has
/// one, the message before it tells all: encode once without, seal, encode again.
std::size_t encode(const Advert &advert, const base::IpAddress &source, const base::IpAddress &destination,
                   std::span<std::byte> buffer, ChecksumScope scope = ChecksumScope::with_pseudo_header);
std::size_t encoded_size(const Advert &advert);

/// A unicast peer, and within what limits the TTL or hop limit of its adverts must be.
struct Peer {
  base::IpAddress address;
  std::uint8_t min_ttl = 0;
  std::uint8_t max_ttl = 255;

  bool operator==(const Peer &) const = default;
};

/// What an instance expects of the adverts it hears; views into its owner.
struct Expectation {
  Version version = Version::v3;
  base::Family family = base::Family::ipv4;
  /// Our own interval. v2 requires the same, v3 only remarks on another.
  base::Centiseconds interval{100};
  AuthType auth = AuthType::none;
  AuthData auth_data{};
  /// Whether adverts come behind an authentication header: AuthType::ah.
  bool authenticated = false;
  /// The source address of our own adverts.
  base::IpAddress own_address;
  /// The priority of our own adverts. What comes from our address with it, or
  /// with 0, is our own (C12); with another one it is a router that has our
  /// address. Unknown: whatever comes from our address is our own.
  std::optional<base::Priority> own_priority = std::nullopt;
  /// Whether adverts come to our own address instead of the multicast group.
  bool unicast = false;
  /// The only senders listened to; empty: any.
  std::span<const Peer> peers;
  AddressList addresses;
  /// Whether the list is compared; skip_check_adv_addr leaves it out for a known sender.
  bool check_addresses = true;
};

/// What mismatch() found: why the advert is not used, if so, and what is only
/// worth a counter and a log line.
struct Mismatch {
  std::optional<RejectReason> reject;
  /// address_count or address_list.
  std::optional<RejectReason> addresses;
  /// v3: the sender's interval is not ours.
  bool interval_differs = false;

  bool operator==(const Mismatch &) const = default;
};

/// Whether a decoded advert suits an instance.
Mismatch mismatch(const Advert &advert, const Arrival &arrival, const Expectation &expected);

}  // namespace sempervivum::vrrp
