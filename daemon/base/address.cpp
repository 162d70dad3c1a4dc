#include "base/address.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <iterator>

namespace sempervivum::base {
namespace {

bool has_octet(const IpAddress &address, std::size_t index, std::uint8_t value, std::uint8_t mask = 0xff) {
  return (std::to_integer<std::uint8_t>(address.bytes()[index]) & mask) == value;
}

}  // namespace

int socket_family(Family family) { return family == Family::ipv4 ? AF_INET : AF_INET6; }

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  const auto family = text.find(':') == text.npos ? Family::ipv4 : Family::ipv6;
  std::array<char, INET6_ADDRSTRLEN> terminated{};
  if (text.size() >= terminated.size()) return std::nullopt;
  std::copy(text.begin(), text.end(), terminated.begin());
  IpAddress address = any(family);
  if (inet_pton(socket_family(family), terminated.data(), address.octets_.data()) != 1) return std::nullopt;
  return address;
}

IpAddress IpAddress::any(Family family) { return IpAddress{family, {}}; }

std::string IpAddress::to_string() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(socket_family(family_), octets_.data(), text.data(), text.size());
  return text.data();
}

bool IpAddress::is_any() const {
  return std::ranges::all_of(octets_, [](std::byte octet) { return octet == std::byte{0}; });
}

bool IpAddress::is_link_local() const {
  return family_ == Family::ipv4 ? has_octet(*this, 0, 169) && has_octet(*this, 1, 254)
                                 : has_octet(*this, 0, 0xfe) && has_octet(*this, 1, 0x80, 0xc0);
}

bool IpAddress::is_loopback() const {
  static const auto loopback6 = *parse("::1");
  return family_ == Family::ipv4 ? has_octet(*this, 0, 127) : *this == loopback6;
}

bool same_prefix(const IpAddress &left, const IpAddress &right, unsigned length) {
  if (left.family() != right.family()) return false;
  const auto whole = length / 8;
  if (!std::ranges::equal(left.bytes().first(whole), right.bytes().first(whole))) return false;
  if (length % 8 == 0) return true;
  const auto difference = left.bytes()[whole] ^ right.bytes()[whole];
  return (difference >> (8 - length % 8)) == std::byte{0};
}

HardwareAddress::HardwareAddress(std::span<const std::byte> bytes)
    : size_{static_cast<std::uint8_t>(std::min(bytes.size(), octets_.size()))} {
  std::copy_n(bytes.begin(), size_, octets_.begin());
}

std::string HardwareAddress::to_string() const {
  std::string text;
  for (const auto octet : bytes())
    fmt::format_to(std::back_inserter(text), "{}{:02x}", text.empty() ? "" : ":", std::to_integer<unsigned>(octet));
  return text;
}

}  // namespace sempervivum::base
