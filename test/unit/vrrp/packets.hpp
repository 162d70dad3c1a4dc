/// Adverts as bytes, for the codec's tests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/address.hpp"

namespace sempervivum::vrrp::test {

using Bytes = std::vector<std::byte>;

inline std::uint8_t hex_digit(char digit) {
  return static_cast<std::uint8_t>(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

/// "3133" to two bytes; lower case, no blanks.
inline Bytes from_hex(std::string_view text) {
  Bytes bytes;
  for (std::size_t at = 0; at + 1 < text.size(); at += 2)
    bytes.push_back(static_cast<std::byte>(hex_digit(text[at]) << 4 | hex_digit(text[at + 1])));
  return bytes;
}

inline base::IpAddress address(std::string_view text) { return base::IpAddress::parse(text).value(); }

}  // namespace sempervivum::vrrp::test
