#include "netlink/message.hpp"

#include <linux/netlink.h>
#include <sys/socket.h>

#include <algorithm>

namespace sempervivum::netlink {
namespace {

static_assert(NLMSG_ALIGNTO == NLA_ALIGNTO);

// Where the next one starts; the last may go without its padding.
std::size_t padded(std::size_t length, std::size_t available) {
  return std::min((length + NLMSG_ALIGNTO - 1) & ~std::size_t{NLMSG_ALIGNTO - 1}, available);
}

// The kernel repeats the request inside its answer: all of it, or with
// NLM_F_CAPPED its header alone.
Parsed<Bytes> skip_request(const nlmsghdr &request, Bytes rest, bool capped) {
  const std::size_t length = capped ? sizeof(nlmsghdr) : request.nlmsg_len;
  if (length < sizeof(nlmsghdr)) return base::unexpected(ParseError::bad_length);
  const auto payload = length - sizeof(nlmsghdr);
  if (payload > rest.size()) return base::unexpected(ParseError::truncated);
  return rest.subspan(padded(payload, rest.size()));
}

Parsed<std::string_view> find_ack_text(Bytes attributes) {
  std::string_view text;
  const auto walked = for_each_attribute(attributes, [&text](const Attribute &attribute) -> Parsed<void> {
    if (attribute.type == NLMSGERR_ATTR_MSG) text = read_text(attribute.value);
    return {};
  });
  if (!walked) return base::unexpected(walked.error());
  return text;
}

}  // namespace

std::string_view to_words(ParseError error) {
  switch (error) {
    case ParseError::truncated: return "truncated";
    case ParseError::bad_length: return "length shorter than its header";
    case ParseError::bad_value: return "value of the wrong size or content";
    case ParseError::wrong_type: return "not of the type expected";
  }
  return "unknown";
}

bool Message::operator==(const Message &other) const {
  return type == other.type && flags == other.flags && sequence == other.sequence && port == other.port &&
         std::ranges::equal(payload, other.payload);
}

Parsed<Message> take_message(Bytes &datagram) {
  Bytes rest = datagram;
  const auto header = take<nlmsghdr>(rest);
  if (!header) return base::unexpected(header.error());
  if (header->nlmsg_len < sizeof(nlmsghdr)) return base::unexpected(ParseError::bad_length);
  if (header->nlmsg_len > datagram.size()) return base::unexpected(ParseError::truncated);
  const auto payload = rest.first(header->nlmsg_len - sizeof(nlmsghdr));
  datagram = datagram.subspan(padded(header->nlmsg_len, datagram.size()));
  return Message{header->nlmsg_type, header->nlmsg_flags, header->nlmsg_seq, header->nlmsg_pid, payload};
}

Parsed<Attribute> take_attribute(Bytes &attributes) {
  Bytes rest = attributes;
  const auto header = take<nlattr>(rest);
  if (!header) return base::unexpected(header.error());
  if (header->nla_len < sizeof(nlattr)) return base::unexpected(ParseError::bad_length);
  if (header->nla_len > attributes.size()) return base::unexpected(ParseError::truncated);
  const auto value = rest.first(header->nla_len - sizeof(nlattr));
  attributes = attributes.subspan(padded(header->nla_len, attributes.size()));
  return Attribute{static_cast<std::uint16_t>(header->nla_type & NLA_TYPE_MASK), value};
}

std::string_view read_text(Bytes value) {
  const auto end = std::ranges::find(value, std::byte{0});
  return {reinterpret_cast<const char *>(value.data()), static_cast<std::size_t>(end - value.begin())};
}

Parsed<base::IpAddress> read_address(base::Family family, Bytes value) {
  if (value.size() != base::address_size(family)) return base::unexpected(ParseError::bad_value);
  return base::IpAddress{family, value};
}

std::optional<base::Family> family_of(std::uint8_t socket_family) {
  if (socket_family == AF_INET) return base::Family::ipv4;
  if (socket_family == AF_INET6) return base::Family::ipv6;
  return std::nullopt;
}

Parsed<Ack> parse_ack(const Message &message) {
  if (message.type != NLMSG_ERROR) return base::unexpected(ParseError::wrong_type);
  Bytes rest = message.payload;
  const auto code = take<std::int32_t>(rest);
  const auto request = take<nlmsghdr>(rest);
  if (!code || !request) return base::unexpected(ParseError::truncated);
  Ack ack{message.sequence, -*code, {}};
  if ((message.flags & NLM_F_ACK_TLVS) == 0) return ack;
  const bool capped = (message.flags & NLM_F_CAPPED) != 0;
  const auto attributes = skip_request(*request, rest, capped);
  if (!attributes) return base::unexpected(attributes.error());
  const auto text = find_ack_text(*attributes);
  if (!text) return base::unexpected(text.error());
  ack.text = *text;
  return ack;
}

}  // namespace sempervivum::netlink
