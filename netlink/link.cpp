#include "netlink/link.hpp"

#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

namespace sempervivum::netlink {
namespace {

Parsed<void> read_index(Bytes value, base::InterfaceIndex &index) {
  const auto number = read<std::uint32_t>(value);
  if (!number) return base::unexpected(number.error());
  index = base::InterfaceIndex{*number};
  return {};
}

Parsed<void> read_hardware_address(Bytes value, base::HardwareAddress &address) {
  address = base::HardwareAddress{value};
  if (address.bytes().size() != value.size()) return base::unexpected(ParseError::bad_value);
  return {};
}

Parsed<void> read_name(Bytes value, std::string &name) {
  name = read_text(value);
  if (name.empty() || name.size() >= IF_NAMESIZE) return base::unexpected(ParseError::bad_value);
  return {};
}

// A state this code does not know is as good as unknown.
Parsed<void> read_state(Bytes value, OperState &state) {
  const auto number = read<std::uint8_t>(value);
  if (!number) return base::unexpected(number.error());
  state = *number <= static_cast<std::uint8_t>(OperState::up) ? OperState{*number} : OperState::unknown;
  return {};
}

// All three are the first attribute of their kind, in as many bytes as they please.
static_assert(IFLA_MACVLAN_MODE == 1 && int{IFLA_IPVLAN_MODE} == 1 && int{IFLA_VRF_TABLE} == 1);
constexpr std::uint16_t detail_attribute = 1;

Parsed<void> read_detail(std::string_view kind, const Attribute &attribute, std::uint32_t &detail) {
  if (attribute.type != detail_attribute) return {};
  if (kind == "macvlan" || kind == "vrf") return read_into(attribute.value, detail);
  return kind == "ipvlan" ? assign(read<std::uint16_t>(attribute.value), detail) : Parsed<void>{};
}

Parsed<void> read_information(Bytes value, Link &link) {
  Bytes data;
  const auto walked = for_each_attribute(value, [&](const Attribute &attribute) -> Parsed<void> {
    if (attribute.type == IFLA_INFO_KIND) link.kind = read_text(attribute.value);
    if (attribute.type == IFLA_INFO_DATA) data = attribute.value;
    return {};
  });
  if (!walked) return walked;
  return for_each_attribute(
      data, [&link](const Attribute &attribute) { return read_detail(link.kind, attribute, link.detail); });
}

Parsed<void> read_attribute(const Attribute &attribute, Link &link) {
  switch (attribute.type) {
    case IFLA_IFNAME: return read_name(attribute.value, link.name);
    case IFLA_MTU: return read_into(attribute.value, link.mtu);
    case IFLA_ADDRESS: return read_hardware_address(attribute.value, link.address);
    case IFLA_BROADCAST: return read_hardware_address(attribute.value, link.broadcast);
    case IFLA_OPERSTATE: return read_state(attribute.value, link.state);
    case IFLA_MASTER: return read_index(attribute.value, link.master);
    case IFLA_LINK: return read_index(attribute.value, link.lower);
    case IFLA_GROUP: return read_into(attribute.value, link.group);
    case IFLA_LINKINFO: return read_information(attribute.value, link);
    default: return {};
  }
}

}  // namespace

Parsed<Link> parse_link(const Message &message) {
  if (message.type != RTM_NEWLINK && message.type != RTM_DELLINK) return base::unexpected(ParseError::wrong_type);
  Bytes rest = message.payload;
  const auto header = take<ifinfomsg>(rest);
  if (!header) return base::unexpected(header.error());
  if (header->ifi_family != AF_UNSPEC) return base::unexpected(ParseError::wrong_type);
  if (header->ifi_index <= 0) return base::unexpected(ParseError::bad_value);
  Link link;
  link.index = base::InterfaceIndex{static_cast<std::uint32_t>(header->ifi_index)};
  link.flags = header->ifi_flags;
  link.hardware_type = header->ifi_type;
  const auto walked =
      for_each_attribute(rest, [&link](const Attribute &attribute) { return read_attribute(attribute, link); });
  if (!walked) return base::unexpected(walked.error());
  if (link.name.empty()) return base::unexpected(ParseError::bad_value);
  return link;
}

void dump_links(Batch &batch) {
  batch.begin(RTM_GETLINK, NLM_F_DUMP, ifinfomsg{});
  batch.put(IFLA_EXT_MASK, std::uint32_t{RTEXT_FILTER_SKIP_STATS});
}

}  // namespace sempervivum::netlink
