/// Network interfaces as values (RTM_NEWLINK, RTM_DELLINK; rtnetlink(7)).
#pragma once

#include <net/if.h>

#include <cstdint>
#include <optional>
#include <string>

#include "base/address.hpp"
#include "base/strong.hpp"
#include "netlink/batch.hpp"
#include "netlink/message.hpp"

namespace sempervivum::netlink {

/// netdevice(7)
enum class LinkFlag : std::uint32_t {
  up = IFF_UP,
  broadcast = IFF_BROADCAST,
  loopback = IFF_LOOPBACK,
  point_to_point = IFF_POINTOPOINT,
  running = IFF_RUNNING,
  no_arp = IFF_NOARP,
  multicast = IFF_MULTICAST,
  lower_up = 0x10000,  // IFF_LOWER_UP, which net/if.h lacks
};

/// RFC 2863's ifOperStatus as the kernel numbers it (linux/if.h).
enum class OperState : std::uint8_t {
  unknown = 0,
  not_present = 1,
  down = 2,
  lower_layer_down = 3,
  testing = 4,
  dormant = 5,
  up = 6
};

struct Link {
  base::InterfaceIndex index;
  std::string name;
  /// LinkFlag bits.
  std::uint32_t flags = 0;
  OperState state = OperState::unknown;
  std::uint32_t mtu = 0;
  /// ARPHRD_ETHER 1, ARPHRD_INFINIBAND 32, … (linux/if_arp.h)
  std::uint16_t hardware_type = 0;
  base::HardwareAddress address;
  base::HardwareAddress broadcast;
  /// "veth", "macvlan", "bond" …; empty for a physical interface.
  std::string kind;
  /// The bridge, bond or VRF it is enslaved to; 0 for none.
  base::InterfaceIndex master;
  /// The interface it sits on (VLAN, macvlan) or, for veth, its peer; 0 for none.
  base::InterfaceIndex lower;
  /// ip-link(8) names it the same.
  std::uint32_t group = 0;
  /// By kind: MACVLAN_MODE_*, IPVLAN_MODE_*, or the table of a VRF; else 0.
  std::uint32_t detail = 0;

  bool has(LinkFlag flag) const { return (flags & static_cast<std::uint32_t>(flag)) != 0; }
  /// Set up by the administrator and with carrier: what VRRP calls up.
  bool is_up() const { return has(LinkFlag::up) && has(LinkFlag::running); }
  bool operator==(const Link &) const = default;
};

/// Reads RTM_NEWLINK or RTM_DELLINK; anything else is ParseError::wrong_type.
Parsed<Link> parse_link(const Message &message);

/// Asks for all links, without their statistics.
void dump_links(Batch &batch);

}  // namespace sempervivum::netlink
