/// One advert as sendmsg(2) and sendmmsg(2) take it: headers, where to, in parts.
///
/// IPv4 goes with an IP header of our own making, and behind an authentication
/// header where there is one; IPv6 with source and hop limit beside the packet.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/strong.hpp"
#include "vrrp/advert.hpp"
#include "vrrp/auth_ah.hpp"
#include "vrrp/ipv4_packet.hpp"

namespace sempervivum::vrrp {

/// Reused from packet to packet. It points into itself and therefore stays where it is.
class OutgoingPacket {
 public:
  OutgoingPacket() = default;
  OutgoingPacket(const OutgoingPacket &) = delete;
  OutgoingPacket &operator=(const OutgoingPacket &) = delete;

  /// `message` must stay until the packet is sent. `seal`: AH, or null.
  void make_ipv4(std::span<const std::byte> message, const Arrival &way, std::uint16_t identification, AhAuth *seal);
  void make_ipv6(std::span<const std::byte> message, const Arrival &way, base::InterfaceIndex link);

  const msghdr &header() const { return header_; }

 private:
  static constexpr std::size_t control_size = CMSG_SPACE(sizeof(in6_pktinfo)) + CMSG_SPACE(sizeof(int));

  void point_at(socklen_t target_size, std::size_t parts);
  template <class T>
  void append_control(int type, const T &value);

  Ipv4Header ip_{};
  AhHeader authentication_{};
  union {
    sockaddr_in ipv4_;
    sockaddr_in6 ipv6_{};
  };
  alignas(cmsghdr) std::array<std::byte, control_size> control_{};
  std::array<iovec, 3> parts_{};
  msghdr header_{};
};

}  // namespace sempervivum::vrrp
