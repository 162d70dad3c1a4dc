/// Telling the neighbours where a virtual address lives now, on the wire:
/// gratuitous ARP for IPv4 (RFC 5227 section 3, in request form) and unsolicited
/// neighbour advertisements for IPv6 (RFC 4861 sections 4.4 and 7.2.6).
///
/// Frames are built as they follow the link-layer header; that header is the
/// kernel's work, so that any link type with hardware addresses of up to 20 bytes
/// does.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/address.hpp"
#include "base/strong.hpp"

namespace sempervivum::vrrp {

/// One address to announce on one interface.
struct Announcement {
  base::IpAddress address;
  base::InterfaceIndex link;
  /// ARPHRD_ETHER 1, ARPHRD_INFINIBAND 32 (linux/if_arp.h)
  std::uint16_t hardware_type = 1;
  base::HardwareAddress hardware;
  /// The link's broadcast address; as long as `hardware`.
  base::HardwareAddress broadcast;
  /// IPv6: whether the interface forwards (the router flag).
  bool router = false;

  bool operator==(const Announcement &) const = default;
};

/// The longest hardware address: InfiniBand's.
inline constexpr std::size_t max_hardware_size = 20;

/// IPv6 header 40, neighbour advertisement 24, option 2 + 20 padded to 24.
inline constexpr std::size_t max_announcement_size = 88;
using AnnouncementFrame = std::array<std::byte, max_announcement_size>;

/// Writes the ARP packet or the IPv6 packet for `announcement` and returns the
/// bytes used; the frame holds any.
///   ARP: request; sender and target protocol address are the virtual address,
///   sender hardware address the interface's, target the broadcast address.
///   NA: from the virtual address to ff02::1, hop limit 255, override set.
std::size_t build_announcement(const Announcement &announcement, AnnouncementFrame &frame);

/// The link-layer destination: the broadcast address for ARP, the mapping of
/// ff02::1 for IPv6 (RFC 2464 section 7; InfiniBand: RFC 4391 section 4).
base::HardwareAddress announcement_destination(const Announcement &announcement);

}  // namespace sempervivum::vrrp
