/// Lightweight tunnels: what a route wraps its packets in ("encap" of
/// ip-route(8); RTA_ENCAP, linux/lwtunnel.h).
#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "base/address.hpp"
#include "netlink/batch.hpp"
#include "netlink/message.hpp"

namespace sempervivum::netlink {

/// For an external tunnel device: "encap ip" and "encap ip6". 0: the device's own.
struct IpEncap {
  base::Family family = base::Family::ipv4;
  std::uint64_t id = 0;
  std::optional<base::IpAddress> destination{};
  std::optional<base::IpAddress> source{};
  /// TOS or traffic class.
  std::uint8_t tos = 0;
  /// TTL or hop limit.
  std::uint8_t ttl = 0;
  /// The tunnel header's own (GRE: checksum, key, sequence number).
  std::uint16_t flags = 0;

  bool operator==(const IpEncap &) const = default;
};

/// Labels of 20 bits, the outermost first (RFC 3032). The kernel wants one to 30.
struct MplsEncap {
  std::vector<std::uint32_t> labels;
  /// 0: taken from the packet.
  std::uint8_t ttl = 0;

  bool operator==(const MplsEncap &) const = default;
};

/// The upper half of the address that replaces the destination's
/// (identifier-locator addressing): "1:2:3:4" is 0x0001000200030004.
struct IlaEncap {
  std::uint64_t locator = 0;

  bool operator==(const IlaEncap &) const = default;
};

/// monostate: none.
using Encap = std::variant<std::monostate, IpEncap, MplsEncap, IlaEncap>;

/// Puts RTA_ENCAP and RTA_ENCAP_TYPE, nothing for none.
void put_encap(Batch &batch, const Encap &encap);

/// Reads the value of RTA_ENCAP; `type` is RTA_ENCAP_TYPE's (LWTUNNEL_ENCAP_*).
/// Types not named here are read as none.
Parsed<Encap> parse_encap(std::uint16_t type, Bytes value);

}  // namespace sempervivum::netlink
