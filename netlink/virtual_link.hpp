/// Requests that make, set and remove interfaces: macvlan for virtual MACs,
/// ipvlan (RTM_NEWLINK, RTM_DELLINK; rtnetlink(7), ip-link(8)).
///
/// A link can be named by its name, which the one that makes it chooses: making
/// it, setting it and setting it up go in one batch, without waiting for its index.
///
///     make_link(batch, {"vrrp.51", base, Macvlan{}, mac});
///     set_link(batch, "vrrp.51", {.addresses = AddressGeneration::none, .ipv4 = settings});
///     set_link_up(batch, "vrrp.51", true);
#pragma once

#include <linux/if_link.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/address.hpp"
#include "base/strong.hpp"
#include "netlink/batch.hpp"

namespace sempervivum::netlink {

/// An interface with a MAC of its own on another's wire.
struct Macvlan {
  /// MACVLAN_MODE_*; private: hears nothing of its siblings.
  std::uint32_t mode = MACVLAN_MODE_PRIVATE;

  bool operator==(const Macvlan &) const = default;
};

/// An interface with its lower one's MAC and addresses of its own.
struct Ipvlan {
  /// IPVLAN_MODE_*
  std::uint16_t mode = IPVLAN_MODE_L2;
  /// IPVLAN_F_PRIVATE, IPVLAN_F_VEPA, or 0 for bridge (Linux 4.15).
  std::uint16_t flags = 0;

  bool operator==(const Ipvlan &) const = default;
};

struct NewLink {
  /// At most 15 characters.
  std::string name;
  /// What it sits on.
  base::InterfaceIndex lower;
  std::variant<Macvlan, Ipvlan> kind;
  /// Empty: a random one (ipvlan: the lower link's).
  base::HardwareAddress address{};
};

/// How IPv6 link-local addresses come to be by themselves.
enum class AddressGeneration : std::uint8_t {
  eui64 = IN6_ADDR_GEN_MODE_EUI64,
  none = IN6_ADDR_GEN_MODE_NONE,
  stable_privacy = IN6_ADDR_GEN_MODE_STABLE_PRIVACY,
  random = IN6_ADDR_GEN_MODE_RANDOM,
};

/// An interface's values under net.ipv4.conf, as the kernel numbers them
/// (IPV4_DEVCONF_* in linux/ip.h, which does not go with netinet/ip.h).
enum class Ipv4Setting : std::uint16_t {
  rp_filter = 8,
  arp_filter = 13,
  arp_ignore = 19,
  promote_secondaries = 20,
  accept_local = 23,
};
using Ipv4Settings = std::vector<std::pair<Ipv4Setting, std::uint32_t>>;

/// What is not set stays as it is.
struct LinkSettings {
  std::optional<AddressGeneration> addresses{};
  Ipv4Settings ipv4{};
  /// ip-link(8) names it the same.
  std::optional<std::uint32_t> group{};
  /// The VRF, bridge or bond that takes it in; 0 lets it go.
  std::optional<base::InterfaceIndex> master{};
};

/// A link by its index or by its name.
using LinkReference = std::variant<base::InterfaceIndex, std::string>;

/// Makes it, set down. EEXIST: the name is taken; EOPNOTSUPP: no such kind in this
/// kernel; ENODEV: no lower link; EBUSY, EADDRINUSE: the lower link or the MAC
/// is used in another way; EINVAL, ERANGE: a bad name.
void make_link(Batch &batch, const NewLink &link);

/// One request. ENODEV if there is no such link; EAFNOSUPPORT: it has no such
/// family (IPv6 switched off).
void set_link(Batch &batch, const LinkReference &link, const LinkSettings &settings);

/// Sets it up or down by the administrator's flag. A link has to be set before it
/// goes up: then it makes its IPv6 address.
void set_link_up(Batch &batch, const LinkReference &link, bool up);

/// With its addresses and routes. ENODEV if there is none.
void remove_link(Batch &batch, const LinkReference &link);

}  // namespace sempervivum::netlink
