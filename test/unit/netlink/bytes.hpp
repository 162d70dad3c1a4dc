/// Netlink messages in tests: written as hex, or put together field by field.
#pragma once

#include <linux/netlink.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <span>
#include <string_view>
#include <vector>

#include "netlink/message.hpp"

namespace sempervivum::netlink::test {

using Buffer = std::vector<std::byte>;

inline Buffer from_hex(std::string_view hex) {
  const auto digit = [](char c) { return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10); };
  Buffer bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes.push_back(static_cast<std::byte>(digit(hex[i]) << 4 | digit(hex[i + 1])));
  return bytes;
}

/// A request as another program sent it (captured with strace), without what is
/// the sender's own: sequence number and wish for an acknowledgement.
inline Buffer captured_request(std::string_view hex) {
  auto bytes = from_hex(hex);
  bytes[6] &= ~std::byte{NLM_F_ACK};
  std::fill_n(bytes.begin() + 8, 4, std::byte{0});
  return bytes;
}

inline void append_bytes(Buffer &buffer, Bytes bytes) { std::ranges::copy(bytes, std::back_inserter(buffer)); }

template <class T>
void append(Buffer &buffer, const T &value) {
  append_bytes(buffer, std::as_bytes(std::span{&value, 1}));
}

/// A netlink header with any stated length, then `payload`.
inline Buffer message_of(std::uint32_t stated, std::uint16_t type, const Buffer &payload, std::uint16_t flags = 0,
                         std::uint32_t sequence = 0) {
  Buffer bytes;
  append(bytes, nlmsghdr{stated, type, flags, sequence, 0});
  append_bytes(bytes, payload);
  return bytes;
}

/// An attribute with any stated length, then `value` and padding.
inline void append_attribute(Buffer &bytes, std::uint16_t stated, std::uint16_t type, std::string_view value) {
  append(bytes, nlattr{stated, type});
  for (const auto c : value) bytes.push_back(static_cast<std::byte>(c));
  while (bytes.size() % 4 != 0) bytes.push_back(std::byte{0});
}

/// The first message of `bytes`, which has to be sound; a view.
inline Message first_message(Bytes bytes) { return take_message(bytes).value(); }

// Dumped by Linux 6.18: a veth in a bridge (other attributes left out), and
// addresses of each kind.
inline constexpr std::string_view veth_in_bridge =
    "a000000010000200010000001c4500000000010003000000431001000000000009000300766970300000000008000d00"
    "e8030000050010000600000005004300000000000800040078050000080032004400000008000a000400000005002100"
    "010000000a00010002000000000100000a000200ffffffffffff00001c0012000900010076657468000000000b000400"
    "62726964676500000800050002000000";

inline constexpr std::string_view ipv4_with_broadcast =
    "58000000140002000100000072440000021880000300000008000100c000020108000200c000020108000400c00002ff0b00030076697030"
    "3a310000080008008000000014000600ffffffffffffffff3857030038570300";

inline constexpr std::string_view ipv4_with_peer =
    "50000000140002000100000072440000022080000300000008000100c000020a08000200c0000209090003007669703000000000080008"
    "008000000014000600ffffffffffffffff3857030038570300";

inline constexpr std::string_view ipv6_deprecated =
    "480000001400020001000000724400000a80a200030000001400010020010db80000000000000000000000011400060000000000ffffffff"
    "385703003857030008000800a2000000";

inline constexpr std::string_view ipv6_tentative_link_local =
    "500000001400020001000000724400000a40c0fd0300000014000100fe80000000000000000000fffe00000114000600ffffffffffffffff"
    "385703003857030008000800c000000005000b0003000000";

}  // namespace sempervivum::netlink::test
