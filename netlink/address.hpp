/// Interface addresses as values, and the requests that add and remove them
/// (RTM_NEWADDR, RTM_DELADDR; rtnetlink(7)).
#pragma once

#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "base/address.hpp"
#include "base/interface_name.hpp"
#include "base/strong.hpp"
#include "netlink/batch.hpp"
#include "netlink/message.hpp"

namespace sempervivum::netlink {

/// ip-address(8) names them the same.
enum class AddressFlag : std::uint32_t {
  secondary = IFA_F_SECONDARY,  // IPv6: temporary
  nodad = IFA_F_NODAD,
  optimistic = IFA_F_OPTIMISTIC,
  dadfailed = IFA_F_DADFAILED,
  home = IFA_F_HOMEADDRESS,
  deprecated = IFA_F_DEPRECATED,
  tentative = IFA_F_TENTATIVE,
  permanent = IFA_F_PERMANENT,
  mngtmpaddr = IFA_F_MANAGETEMPADDR,
  noprefixroute = IFA_F_NOPREFIXROUTE,
  autojoin = IFA_F_MCAUTOJOIN,
};
constexpr std::uint32_t bit(AddressFlag flag) { return static_cast<std::uint32_t>(flag); }

/// A lifetime without end, in seconds.
inline constexpr std::uint32_t forever = std::numeric_limits<std::uint32_t>::max();

/// What tells the kernel's addresses apart.
struct AddressKey {
  base::InterfaceIndex link;
  base::IpAddress address;
  std::uint8_t prefix_length = 0;
  /// Of a point-to-point address; the address itself otherwise.
  base::IpAddress peer;

  auto operator<=>(const AddressKey &) const = default;
};

struct Address {
  base::InterfaceIndex link;
  base::IpAddress address;
  std::uint8_t prefix_length = 32;
  std::optional<base::IpAddress> peer;
  std::optional<base::IpAddress> broadcast;
  /// IPv4 only, at most 15 characters; empty: the interface's name.
  base::InterfaceName label;
  /// RT_SCOPE_UNIVERSE, RT_SCOPE_LINK …; IPv6 derives its own.
  std::uint8_t scope = RT_SCOPE_UNIVERSE;
  /// AddressFlag bits.
  std::uint32_t flags = 0;
  /// Seconds. 0 preferred: deprecated from the start.
  std::uint32_t preferred = forever;
  std::uint32_t valid = forever;
  /// Who set it (IFA_PROTO, Linux 5.18); 0: not told. Older kernels ignore it.
  std::uint8_t protocol = 0;

  bool has(AddressFlag flag) const { return (flags & bit(flag)) != 0; }
  AddressKey key() const { return {link, address, prefix_length, peer.value_or(address)}; }
  /// Whether packets may leave from it: neither tentative nor a failed duplicate.
  bool is_usable() const { return !has(AddressFlag::tentative) && !has(AddressFlag::dadfailed); }
  bool operator==(const Address &) const = default;
};

/// The address keepalived installs for a bare "ADDRESS/PREFIX" line: global
/// scope, no broadcast address, and for IPv6 without duplicate detection and,
/// as a /128, deprecated, so that nothing chooses it as source.
Address plain_address(base::InterfaceIndex link, const base::IpAddress &address, std::uint8_t prefix_length);

/// The directed broadcast of a prefix ("brd +"); IPv4 of prefix 30 or shorter.
std::optional<base::IpAddress> directed_broadcast(const base::IpAddress &address, std::uint8_t prefix_length);

/// Reads RTM_NEWADDR or RTM_DELADDR; anything else, and families other than IP,
/// is ParseError::wrong_type.
Parsed<Address> parse_address(const Message &message);

/// One request each. Adding what exists fails with EEXIST (IPv6: EEXIST too),
/// removing what does not with EADDRNOTAVAIL.
void add_address(Batch &batch, const Address &address);
void remove_address(Batch &batch, const Address &address);

/// Asks for all addresses of both families.
void dump_addresses(Batch &batch);

}  // namespace sempervivum::netlink
