#include "netlink/address.hpp"

#include <linux/netlink.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>

namespace sempervivum::netlink {
namespace {

// IFA_ADDRESS is the peer on point-to-point links and the address itself
// elsewhere; IFA_LOCAL is the address, which IPv6 leaves out unless it has a peer.
struct RawAddress {
  std::optional<base::IpAddress> local;
  std::optional<base::IpAddress> remote;
};

class Reader {
 public:
  explicit Reader(base::Family family) : family_{family} {}

  Parsed<void> read_attribute(const Attribute &attribute, Address &address) {
    switch (attribute.type) {
      case IFA_LOCAL: return assign(read_address(family_, attribute.value), raw_.local);
      case IFA_ADDRESS: return assign(read_address(family_, attribute.value), raw_.remote);
      case IFA_BROADCAST: return assign(read_address(family_, attribute.value), address.broadcast);
      case IFA_FLAGS: return read_into(attribute.value, address.flags);
      case IFA_PROTO: return read_into(attribute.value, address.protocol);
      case IFA_CACHEINFO: return read_lifetimes(attribute.value, address);
      case IFA_LABEL: address.label = std::string_view{read_text(attribute.value)}; return {};
      default: return {};
    }
  }

  Parsed<void> finish(Address &address) const {
    if (!raw_.local && !raw_.remote) return base::unexpected(ParseError::bad_value);
    address.address = raw_.local ? *raw_.local : *raw_.remote;
    if (raw_.remote && *raw_.remote != address.address) address.peer = raw_.remote;
    return {};
  }

 private:
  static Parsed<void> read_lifetimes(Bytes value, Address &address) {
    const auto info = read<ifa_cacheinfo>(value);
    if (!info) return base::unexpected(info.error());
    address.preferred = info->ifa_prefered;
    address.valid = info->ifa_valid;
    return {};
  }

  base::Family family_;
  RawAddress raw_;
};

ifaddrmsg header_of(const Address &address) {
  ifaddrmsg header{};
  header.ifa_family = static_cast<std::uint8_t>(base::socket_family(address.address.family()));
  header.ifa_prefixlen = address.prefix_length;
  header.ifa_scope = address.scope;
  header.ifa_index = address.link.value();
  return header;
}

void put_lifetimes(Batch &batch, const Address &address) {
  if (address.preferred == forever && address.valid == forever) return;
  ifa_cacheinfo info{};
  info.ifa_prefered = address.preferred;
  info.ifa_valid = address.valid;
  batch.put(IFA_CACHEINFO, std::as_bytes(std::span{&info, 1}));
}

// The kernel sets these itself and refuses or ignores them in a request.
constexpr std::uint32_t reported_flags = bit(AddressFlag::secondary) | bit(AddressFlag::dadfailed) |
                                         bit(AddressFlag::deprecated) | bit(AddressFlag::tentative) |
                                         bit(AddressFlag::permanent);

}  // namespace

Address plain_address(base::InterfaceIndex link, const base::IpAddress &address, std::uint8_t prefix_length) {
  Address plain;
  plain.link = link;
  plain.address = address;
  plain.prefix_length = prefix_length;
  if (address.family() == base::Family::ipv4) return plain;
  plain.flags = bit(AddressFlag::nodad);
  if (prefix_length == base::full_prefix(base::Family::ipv6)) plain.preferred = 0;
  return plain;
}

std::optional<base::IpAddress> directed_broadcast(const base::IpAddress &address, std::uint8_t prefix_length) {
  if (address.family() != base::Family::ipv4 || prefix_length > 30) return std::nullopt;
  std::array<std::byte, 4> octets{};
  for (std::size_t i = 0; i < octets.size(); ++i) {
    const auto fixed = std::clamp<int>(prefix_length - static_cast<int>(i) * 8, 0, 8);
    octets[i] = address.bytes()[i] | static_cast<std::byte>(0xff >> fixed);
  }
  return base::IpAddress{base::Family::ipv4, octets};
}

Parsed<Address> parse_address(const Message &message) {
  if (message.type != RTM_NEWADDR && message.type != RTM_DELADDR) return base::unexpected(ParseError::wrong_type);
  Bytes rest = message.payload;
  const auto header = take<ifaddrmsg>(rest);
  if (!header) return base::unexpected(header.error());
  const auto family = family_of(header->ifa_family);
  if (!family) return base::unexpected(ParseError::wrong_type);
  if (header->ifa_prefixlen > base::full_prefix(*family)) return base::unexpected(ParseError::bad_value);
  Address address;
  address.link = base::InterfaceIndex{header->ifa_index};
  address.prefix_length = header->ifa_prefixlen;
  address.scope = header->ifa_scope;
  address.flags = header->ifa_flags;
  Reader reader{*family};
  const auto walked =
      for_each_attribute(rest, [&](const Attribute &attribute) { return reader.read_attribute(attribute, address); });
  const auto read = walked ? reader.finish(address) : walked;
  if (!read) return base::unexpected(read.error());
  return address;
}

void add_address(Batch &batch, const Address &address) {
  batch.begin(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, header_of(address));
  batch.put(IFA_LOCAL, address.address.bytes());
  if (address.peer) batch.put(IFA_ADDRESS, address.peer->bytes());
  if (address.broadcast) batch.put(IFA_BROADCAST, address.broadcast->bytes());
  if (!address.label.empty()) batch.put_text(IFA_LABEL, address.label);
  if (const auto flags = address.flags & ~reported_flags; flags != 0) batch.put(IFA_FLAGS, flags);
  put_lifetimes(batch, address);
  if (address.protocol != 0) batch.put(IFA_PROTO, address.protocol);
}

void remove_address(Batch &batch, const Address &address) {
  batch.begin(RTM_DELADDR, 0, header_of(address));
  batch.put(IFA_LOCAL, address.address.bytes());
  batch.put(IFA_ADDRESS, address.peer.value_or(address.address).bytes());
}

void dump_addresses(Batch &batch) { batch.begin(RTM_GETADDR, NLM_F_DUMP, ifaddrmsg{}); }

}  // namespace sempervivum::netlink
