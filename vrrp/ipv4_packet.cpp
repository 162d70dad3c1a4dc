#include "vrrp/ipv4_packet.hpp"

#include <netinet/ip.h>

#include <algorithm>

#include "vrrp/byte_writer.hpp"
#include "vrrp/internet_checksum.hpp"

namespace sempervivum::vrrp {
namespace {

// RFC 791 section 3.1
constexpr std::size_t total_length_offset = 2;
constexpr std::size_t ttl_offset = 8;
constexpr std::size_t protocol_offset = 9;
constexpr std::size_t checksum_offset = 10;
constexpr std::size_t source_offset = 12;
constexpr std::size_t destination_offset = 16;
constexpr unsigned version_4 = 4;
constexpr unsigned header_words = ipv4_header_size / 4;

base::IpAddress address_at(std::span<const std::byte> packet, std::size_t offset) {
  return base::IpAddress{base::Family::ipv4, packet.subspan(offset)};
}

}  // namespace

Ipv4Header build_ipv4_header(const base::IpAddress &source, const base::IpAddress &destination, std::uint8_t ttl,
                             std::uint16_t identification, std::size_t payload_size, std::uint8_t protocol) {
  Ipv4Header header{};
  ByteWriter writer{header};
  writer.put8(version_4 << 4 | header_words);
  writer.put8(IPTOS_CLASS_CS6);
  writer.put16(static_cast<unsigned>(ipv4_header_size + payload_size));
  writer.put16(identification);
  writer.put16(0);  // neither fragment nor forbidden to become one
  writer.put8(ttl);
  writer.put8(protocol);
  writer.put16(0);  // checksum, below
  writer.put(source.bytes());
  writer.put(destination.bytes());
  ByteWriter{std::span{header}.subspan(checksum_offset)}.put16(finish_checksum(sum_words(header)));
  return header;
}

std::optional<Ipv4Packet> parse_ipv4(std::span<const std::byte> packet) {
  const auto octet = [packet](std::size_t index) { return std::to_integer<std::uint8_t>(packet[index]); };
  if (packet.size() < ipv4_header_size || octet(0) >> 4 != version_4) return std::nullopt;
  const auto header_size = std::size_t{octet(0) & 0x0fU} * 4;
  const auto total = std::size_t{octet(total_length_offset)} << 8 | octet(total_length_offset + 1);
  if (header_size < ipv4_header_size || total < header_size || total > packet.size()) return std::nullopt;
  Ipv4Packet parsed;
  parsed.arrival = {address_at(packet, source_offset), address_at(packet, destination_offset), octet(ttl_offset)};
  parsed.protocol = octet(protocol_offset);
  std::ranges::copy(packet.first(ipv4_header_size), parsed.arrival.ip_header.begin());
  parsed.payload = packet.subspan(header_size, total - header_size);
  return parsed;
}

}  // namespace sempervivum::vrrp
