#include "netlink/generic.hpp"

#include <linux/genetlink.h>

namespace sempervivum::netlink {
namespace {

Parsed<void> read_family(const Attribute &attribute, GenericFamily &family) {
  switch (attribute.type) {
    case CTRL_ATTR_FAMILY_ID: return read_into(attribute.value, family.id);
    case CTRL_ATTR_VERSION: return read_into(attribute.value, family.version);
    default: return {};
  }
}

}  // namespace

void request_family(Batch &batch, std::string_view name) {
  begin_generic(batch, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 1);
  batch.put_text(CTRL_ATTR_FAMILY_NAME, name);
}

Parsed<GenericFamily> parse_family(const Message &message) {
  const auto answer = parse_generic(message, GENL_ID_CTRL);
  if (!answer) return base::unexpected(answer.error());
  if (answer->command != CTRL_CMD_NEWFAMILY) return base::unexpected(ParseError::wrong_type);
  GenericFamily family;
  const auto walked = for_each_attribute(
      answer->attributes, [&family](const Attribute &attribute) { return read_family(attribute, family); });
  if (!walked) return base::unexpected(walked.error());
  if (family.id < GENL_MIN_ID) return base::unexpected(ParseError::bad_value);
  return family;
}

void begin_generic(Batch &batch, std::uint16_t family, std::uint8_t command, std::uint8_t version,
                   std::uint16_t flags) {
  batch.begin(family, flags, genlmsghdr{command, version, 0});
}

Parsed<GenericMessage> parse_generic(const Message &message, std::uint16_t family) {
  if (message.type != family) return base::unexpected(ParseError::wrong_type);
  Bytes rest = message.payload;
  const auto header = take<genlmsghdr>(rest);
  if (!header) return base::unexpected(header.error());
  return GenericMessage{header->cmd, header->version, rest};
}

}  // namespace sempervivum::netlink
