/// Netlink messages as views: reading.
///
/// The functions here are pure and consume from the front of a view: each takes
/// one message or one attribute off and leaves the rest. Every length is checked
/// before it is used; on an error the view is left as it was. Nothing is
/// assumed about alignment. Numbers are in host byte order, as the kernel
/// writes them; addresses inside attributes are in network order.
///
/// netlink(7): header 16 bytes, then a family header (ifinfomsg, ifaddrmsg …),
/// then attributes of 4 + n bytes, everything padded to 4.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>

#include "base/address.hpp"
#include "base/expected.hpp"

namespace sempervivum::netlink {

using Bytes = std::span<const std::byte>;

enum class ParseError : std::uint8_t {
  truncated,   // fewer bytes than a header or a stated length needs
  bad_length,  // a stated length shorter than its own header
  bad_value,   // an attribute of the wrong size or content for its type
  wrong_type,  // not the kind of message the parser reads
};
std::string_view to_words(ParseError error);

template <class T>
using Parsed = base::Expected<T, ParseError>;

struct Message {
  std::uint16_t type = 0;
  std::uint16_t flags = 0;
  std::uint32_t sequence = 0;
  /// The port that asked for it: ours in an answer, somebody's or 0 in news.
  std::uint32_t port = 0;
  /// Family header and attributes.
  Bytes payload;

  bool operator==(const Message &other) const;
};

struct Attribute {
  /// Without the NLA_F_NESTED and NLA_F_NET_BYTEORDER bits.
  std::uint16_t type = 0;
  Bytes value;
};

/// Takes the first message off `datagram`.
Parsed<Message> take_message(Bytes &datagram);

/// Takes the first attribute off `attributes`.
Parsed<Attribute> take_attribute(Bytes &attributes);

/// Calls `visit(const Attribute &)`, which returns Parsed<void>, for each one;
/// stops at the first error. Trailing padding shorter than an attribute's
/// header is tolerated, as the kernel and libmnl do.
template <class Visit>
Parsed<void> for_each_attribute(Bytes attributes, Visit &&visit);

/// Takes a family header or another plain struct off the front.
template <class T>
Parsed<T> take(Bytes &bytes);

/// A value that is exactly a T.
template <class T>
Parsed<T> read(Bytes value);

/// The same, into its place.
template <class From, class To>
Parsed<void> assign(const Parsed<From> &from, To &to);
template <class T>
Parsed<void> read_into(Bytes value, T &target);

/// Text with or without its terminating zero; a view into `value`.
std::string_view read_text(Bytes value);

/// Exactly 4 or 16 bytes.
Parsed<base::IpAddress> read_address(base::Family family, Bytes value);

/// AF_INET and AF_INET6 only.
std::optional<base::Family> family_of(std::uint8_t socket_family);

/// An NLMSG_ERROR: how one request fared.
struct Ack {
  std::uint32_t sequence = 0;
  /// errno; 0 is success.
  int code = 0;
  /// The kernel's own words (NETLINK_EXT_ACK); often empty. A view.
  std::string_view text;
};
Parsed<Ack> parse_ack(const Message &message);

// Templates.

template <class T>
Parsed<T> take(Bytes &bytes) {
  static_assert(std::is_trivially_copyable_v<T>);
  if (bytes.size() < sizeof(T)) return base::unexpected(ParseError::truncated);
  T value;
  std::memcpy(&value, bytes.data(), sizeof(T));
  bytes = bytes.subspan(sizeof(T));
  return value;
}

template <class T>
Parsed<T> read(Bytes value) {
  if (value.size() != sizeof(T)) return base::unexpected(ParseError::bad_value);
  return take<T>(value);
}

template <class From, class To>
Parsed<void> assign(const Parsed<From> &from, To &to) {
  if (!from) return base::unexpected(from.error());
  to = *from;
  return {};
}

template <class T>
Parsed<void> read_into(Bytes value, T &target) {
  return assign(read<T>(value), target);
}

template <class Visit>
Parsed<void> for_each_attribute(Bytes attributes, Visit &&visit) {
  constexpr std::size_t header_size = 4;
  while (attributes.size() >= header_size) {
    const auto attribute = take_attribute(attributes);
    if (!attribute) return base::unexpected(attribute.error());
    if (const Parsed<void> visited = visit(*attribute); !visited) return visited;
  }
  return {};
}

}  // namespace sempervivum::netlink
