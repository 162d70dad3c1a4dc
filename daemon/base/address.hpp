/// IP and hardware addresses as plain values, in network byte order.
///
/// An IpAddress is IPv4 or IPv6, ordered first by family and then numerically,
/// which is the order VRRP's tie-break wants ("numerically higher address").
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sempervivum::base {

enum class Family : std::uint8_t { ipv4 = 4, ipv6 = 6 };

/// Bytes in an address of this family: 4 or 16.
constexpr std::size_t address_size(Family family) { return family == Family::ipv4 ? 4 : 16; }

/// The longest prefix: 32 or 128.
constexpr std::uint8_t full_prefix(Family family) { return family == Family::ipv4 ? 32 : 128; }

/// AF_INET or AF_INET6.
int socket_family(Family family);

class IpAddress {
 public:
  /// 0.0.0.0
  constexpr IpAddress() = default;
  /// Copies address_size(family) bytes from the front of `bytes`; missing ones are 0.
  constexpr IpAddress(Family family, std::span<const std::byte> bytes) : family_{family} {
    std::copy_n(bytes.begin(), std::min(bytes.size(), address_size(family)), octets_.begin());
  }

  /// Numeric notation only ("192.0.2.1", "fe80::1"); no names, no prefix, no zone.
  static std::optional<IpAddress> parse(std::string_view text);
  static IpAddress any(Family family);

  constexpr Family family() const { return family_; }
  std::span<const std::byte> bytes() const { return {octets_.data(), address_size(family_)}; }
  std::string to_string() const;

  bool is_any() const;
  constexpr bool is_multicast() const {
    return family_ == Family::ipv4 ? (octets_[0] & std::byte{0xf0}) == std::byte{0xe0} : octets_[0] == std::byte{0xff};
  }
  /// fe80::/10 or 169.254/16
  bool is_link_local() const;
  bool is_loopback() const;

  constexpr auto operator<=>(const IpAddress &) const = default;
  /// As numbers: every advert's path has some of these comparisons.
  friend constexpr bool operator==(const IpAddress &left, const IpAddress &right) {
    return left.family_ == right.family_ && left.halves() == right.halves();
  }

 private:
  using Halves = std::array<std::uint64_t, 2>;
  constexpr Halves halves() const { return std::bit_cast<Halves>(octets_); }

  Family family_ = Family::ipv4;
  std::array<std::byte, 16> octets_{};
};

/// Whether both addresses agree in their first `length` bits (and in family).
bool same_prefix(const IpAddress &left, const IpAddress &right, unsigned length);

/// A link-layer address of up to 20 bytes (Ethernet 6, InfiniBand 20).
class HardwareAddress {
 public:
  constexpr HardwareAddress() = default;
  explicit HardwareAddress(std::span<const std::byte> bytes);

  std::span<const std::byte> bytes() const { return {octets_.data(), size_}; }
  /// "00:00:5e:00:01:33"
  std::string to_string() const;
  constexpr bool operator==(const HardwareAddress &) const = default;

 private:
  std::array<std::byte, 20> octets_{};
  std::uint8_t size_ = 0;
};

}  // namespace sempervivum::base
