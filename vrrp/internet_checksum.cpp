#include "vrrp/internet_checksum.hpp"

namespace sempervivum::vrrp {

std::uint64_t sum_words(std::span<const std::byte> bytes) {
  const auto octet = [bytes](std::size_t index) { return std::to_integer<std::uint64_t>(bytes[index]); };
  std::uint64_t sum = 0;
  for (std::size_t index = 0; index + 1 < bytes.size(); index += 2) sum += octet(index) << 8 | octet(index + 1);
  return bytes.size() % 2 == 0 ? sum : sum + (octet(bytes.size() - 1) << 8);
}

std::uint64_t sum_pseudo_header(const base::IpAddress &source, const base::IpAddress &destination,
                                std::uint8_t protocol, std::size_t length) {
  return sum_words(source.bytes()) + sum_words(destination.bytes()) + protocol + length;
}

std::uint16_t fold_sum(std::uint64_t sum) {
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(sum);
}

}  // namespace sempervivum::vrrp
