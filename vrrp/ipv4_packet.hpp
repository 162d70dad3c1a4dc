/// The IPv4 header of adverts (RFC 791): raw sockets show it to us, and ours we
/// write ourselves. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "base/address.hpp"
#include "vrrp/advert.hpp"

namespace sempervivum::vrrp {

/// The IPv4 header (RFC 791) of an advert of `payload_size` bytes, which include
/// an authentication header where `protocol` says so (vrrp/auth_ah.hpp).
Ipv4Header build_ipv4_header(const base::IpAddress &source, const base::IpAddress &destination, std::uint8_t ttl,
                             std::uint16_t identification, std::size_t payload_size,
                             std::uint8_t protocol = ip_protocol);

/// What an IPv4 header tells, and the bytes after it, a view.
struct Ipv4Packet {
  Arrival arrival;
  std::uint8_t protocol = 0;
  std::span<const std::byte> payload;
};
/// Nothing unless the version is 4 and both lengths fit the packet.
[[gnu::hot]] std::optional<Ipv4Packet> parse_ipv4(std::span<const std::byte> packet);

}  // namespace sempervivum::vrrp
