#include "vrrp/announcement_frame.hpp"

#include <net/ethernet.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>

#include <algorithm>

#include "vrrp/byte_writer.hpp"
#include "vrrp/internet_checksum.hpp"

namespace sempervivum::vrrp {
namespace {

constexpr std::size_t ethernet_size = 6;
constexpr std::size_t infiniband_size = 20;
constexpr std::size_t ipv6_header_size = 40;
constexpr std::uint8_t hop_limit = 255;  // RFC 4861 section 7.1.2: others are dropped
constexpr std::uint8_t router_flag = 0x80;
constexpr std::uint8_t override_flag = 0x20;

/// ff02::1
base::IpAddress all_nodes() {
  std::array<std::byte, 16> octets{std::byte{0xff}, std::byte{0x02}};
  octets.back() = std::byte{1};
  return base::IpAddress{base::Family::ipv6, octets};
}

// RFC 826; with sender and target address alike it is an announcement (RFC 5227).
std::size_t build_arp(const Announcement &announcement, std::span<std::byte> frame) {
  const auto hardware = announcement.hardware.bytes();
  ByteWriter writer{frame};
  writer.put16(announcement.hardware_type);
  writer.put16(ETHERTYPE_IP);
  writer.put8(static_cast<unsigned>(hardware.size()));
  writer.put8(static_cast<unsigned>(base::address_size(base::Family::ipv4)));
  writer.put16(1);  // request
  writer.put(hardware);
  writer.put(announcement.address.bytes());
  writer.put_padded(announcement.broadcast.bytes(), hardware.size());
  writer.put(announcement.address.bytes());
  return writer.used();
}

/// With its header, in units of eight bytes (RFC 4861 section 4.6.1).
std::size_t option_units(std::size_t hardware_size) { return (2 + hardware_size + 7) / 8; }

void put_ipv6_header(ByteWriter &writer, const base::IpAddress &source, std::size_t payload) {
  writer.put8(6 << 4);
  writer.put8(0);
  writer.put16(0);
  writer.put16(static_cast<unsigned>(payload));
  writer.put8(IPPROTO_ICMPV6);
  writer.put8(hop_limit);
  writer.put(source.bytes());
  writer.put(all_nodes().bytes());
}

std::size_t build_neighbour_advertisement(const Announcement &announcement, std::span<std::byte> frame) {
  const auto units = option_units(announcement.hardware.bytes().size());
  const auto payload = sizeof(nd_neighbor_advert) + units * 8;
  ByteWriter writer{frame};
  put_ipv6_header(writer, announcement.address, payload);
  writer.put8(ND_NEIGHBOR_ADVERT);
  writer.put8(0);
  writer.put16(0);  // checksum, below
  writer.put8(announcement.router ? router_flag | override_flag : override_flag);
  writer.put_padded({}, 3);
  writer.put(announcement.address.bytes());
  writer.put8(ND_OPT_TARGET_LINKADDR);
  writer.put8(static_cast<unsigned>(units));
  writer.put_padded(announcement.hardware.bytes(), units * 8 - 2);
  const auto message = frame.subspan(ipv6_header_size, payload);
  const auto sum = sum_pseudo_header(announcement.address, all_nodes(), IPPROTO_ICMPV6, payload) + sum_words(message);
  ByteWriter{message.subspan(2)}.put16(finish_checksum(sum));
  return writer.used();
}

base::HardwareAddress map_to_ethernet(const base::IpAddress &group) {
  std::array<std::byte, ethernet_size> mapped{std::byte{0x33}, std::byte{0x33}};
  std::ranges::copy(group.bytes().last(4), mapped.begin() + 2);
  return base::HardwareAddress{mapped};
}

/// Scope and partition key are those of the broadcast group.
base::HardwareAddress map_to_infiniband(const base::IpAddress &group, std::span<const std::byte> broadcast) {
  std::array<std::byte, infiniband_size> mapped{};
  ByteWriter writer{mapped};
  writer.put16(0x00ff);
  writer.put16(0xffff);
  writer.put8(0xff);
  writer.put8(0x10 | (std::to_integer<unsigned>(broadcast[5]) & 0x0f));
  writer.put16(0x601b);
  writer.put(broadcast.subspan(8, 2));
  writer.put(group.bytes().last(10));
  return base::HardwareAddress{mapped};
}

}  // namespace

std::size_t build_announcement(const Announcement &announcement, AnnouncementFrame &frame) {
  return announcement.address.family() == base::Family::ipv4 ? build_arp(announcement, frame)
                                                             : build_neighbour_advertisement(announcement, frame);
}

base::HardwareAddress announcement_destination(const Announcement &announcement) {
  const auto broadcast = announcement.broadcast.bytes();
  if (announcement.address.family() == base::Family::ipv4) return announcement.broadcast;
  if (broadcast.size() == ethernet_size) return map_to_ethernet(all_nodes());
  if (broadcast.size() == infiniband_size) return map_to_infiniband(all_nodes(), broadcast);
  return announcement.broadcast;
}

}  // namespace sempervivum::vrrp
