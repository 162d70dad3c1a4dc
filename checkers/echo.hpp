/// ICMP echo requests and replies (RFC 792, RFC 4443). Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/address.hpp"

namespace sempervivum::checkers {

/// Eight bytes of header and as many of filling; the kernel fills in checksum and id.
using EchoRequest = std::array<std::byte, 16>;
EchoRequest encode_echo(base::Family family, std::uint16_t sequence);

/// Whether these bytes are the reply to that request.
bool is_echo_reply(base::Family family, std::span<const std::byte> message, std::uint16_t sequence);

}  // namespace sempervivum::checkers
