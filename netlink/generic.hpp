/// Generic netlink: families that are found by name (IPVS and others).
///
/// A family's number is given out when its module is loaded, so it is asked for
/// once before anything else: request_family() on a channel of NETLINK_GENERIC,
/// parse_family() of the answer. Requests to it then begin with begin_generic().
/// Documentation/userspace-api/netlink/intro-specs, "Generic Netlink".
#pragma once

#include <cstdint>
#include <string_view>

#include "netlink/batch.hpp"
#include "netlink/message.hpp"

namespace sempervivum::netlink {

struct GenericFamily {
  /// The message type of its requests and answers.
  std::uint16_t id = 0;
  std::uint32_t version = 0;

  bool operator==(const GenericFamily &) const = default;
};

/// ENOENT if there is no such family.
void request_family(Batch &batch, std::string_view name);

/// Reads CTRL_CMD_NEWFAMILY; anything else is ParseError::wrong_type.
Parsed<GenericFamily> parse_family(const Message &message);

/// Opens a request to the family.
void begin_generic(Batch &batch, std::uint16_t family, std::uint8_t command, std::uint8_t version,
                   std::uint16_t flags = 0);

/// A message of the family: which command it is, and its attributes.
struct GenericMessage {
  std::uint8_t command = 0;
  std::uint8_t version = 0;
  Bytes attributes;
};
Parsed<GenericMessage> parse_generic(const Message &message, std::uint16_t family);

}  // namespace sempervivum::netlink
