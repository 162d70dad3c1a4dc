#include "vrrp/planned_address.hpp"

#include <optional>
#include <utility>

namespace sempervivum::vrrp {
namespace {

using netlink::AddressFlag;

/// keepalived's number in iproute2's rt_addrprotos.
constexpr std::uint8_t address_protocol = 18;

/// The address with its host bits cleared ("brd -").
base::IpAddress network_address(const base::IpAddress &address, unsigned prefix_length) {
  const auto octets = address.bytes();
  std::vector<std::byte> network{octets.begin(), octets.end()};
  for (std::size_t bit = prefix_length; bit < 8 * network.size(); ++bit)
    network[bit / 8] &= ~(std::byte{0x80} >> (bit % 8));
  return {address.family(), network};
}

std::optional<base::IpAddress> broadcast(const parser::VirtualAddress &line) {
  if (!line.brd) return std::nullopt;
  const auto length = line.prefix.effective_length();
  switch (line.brd->kind) {
    case parser::Broadcast::Kind::given: return line.brd->address;
    case parser::Broadcast::Kind::host_bits_set: return netlink::directed_broadcast(line.prefix.address, length);
    case parser::Broadcast::Kind::host_bits_clear: return network_address(line.prefix.address, length);
  }
  return std::nullopt;
}

std::uint32_t flags(const parser::VirtualAddress &line, std::uint32_t defaults) {
  const std::pair<bool, AddressFlag> asked[] = {{line.home, AddressFlag::home},
                                                {line.mngtmpaddr, AddressFlag::mngtmpaddr},
                                                {line.noprefixroute, AddressFlag::noprefixroute},
                                                {line.autojoin, AddressFlag::autojoin}};
  auto flags = line.nodad ? defaults & ~netlink::bit(AddressFlag::nodad) : defaults;
  for (const auto &[wanted, flag] : asked)
    if (wanted) flags |= netlink::bit(flag);
  return flags;
}

PlannedAddress planned_address(const parser::VirtualAddress &line, const std::string &interface) {
  const auto length = line.peer ? line.peer->effective_length() : line.prefix.effective_length();
  auto address = netlink::plain_address({}, line.prefix.address, length);
  if (line.peer) address.peer = line.peer->address;
  address.broadcast = broadcast(line);
  address.label = line.label.value_or("");
  address.scope = line.scope.value_or(address.scope);
  address.flags = flags(line, address.flags);
  address.preferred = line.preferred_lft.value_or(address.preferred);
  address.protocol = address_protocol;
  return {interface, address, !line.no_track};
}

}  // namespace

std::vector<PlannedAddress> planned_addresses(const std::vector<parser::VirtualAddress> &lines, const Placing &place) {
  std::vector<PlannedAddress> planned;
  planned.reserve(lines.size());
  for (const auto &line : lines) planned.push_back(planned_address(line, place(line)));
  return planned;
}

}  // namespace sempervivum::vrrp
