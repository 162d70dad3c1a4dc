#include "vrrp/virtual_link_plan.hpp"

#include <fmt/format.h>
#include <linux/if_link.h>
#include <net/if.h>

#include <algorithm>
#include <array>
#include <utility>

namespace sempervivum::vrrp {
namespace {

constexpr std::size_t longest_name = IF_NAMESIZE - 1;
constexpr std::size_t mac_size = 6;
constexpr std::array mac_beginning{std::byte{0}, std::byte{0}, std::byte{0x5e}, std::byte{0}};

std::byte family_octet(base::Family family) { return family == base::Family::ipv4 ? std::byte{1} : std::byte{2}; }

/// Six octets, or five and the VRID; the standard's own are not for the taking.
std::optional<base::HardwareAddress> given_mac(const parser::Vmac &vmac, base::Vrid vrid) {
  if (!vmac.address) return std::nullopt;
  const auto given = vmac.address->bytes();
  std::vector octets(given.begin(), given.end());
  if (octets.size() + 1 == mac_size) octets.push_back(std::byte{vrid.value()});
  const base::HardwareAddress address{octets};
  if (octets.size() != mac_size || is_virtual_mac(address)) return std::nullopt;
  return address;
}

std::uint16_t ipvlan_flags(const parser::Ipvlan &ipvlan) {
  using Mode = parser::Ipvlan::Mode;
  if (ipvlan.mode == Mode::private_) return IPVLAN_F_PRIVATE;
  return ipvlan.mode == Mode::vepa ? IPVLAN_F_VEPA : std::uint16_t{0};
}

bool is_ipv6(const parser::VirtualAddress &line) { return line.prefix.address.family() == base::Family::ipv6; }

/// What a link's first name of the prefix is made longer by.
std::string numbered(const std::string &prefix, const std::string &number, base::Vrid vrid) {
  const auto end = fmt::format("{}.{}", number, vrid.value());
  return prefix.substr(0, longest_name - end.size()) + end;
}

bool is_same_link(const VirtualLinkPlan &one, const VirtualLinkPlan &other) {
  return one.name == other.name && one.base == other.base && one.kind == other.kind && one.hardware == other.hardware;
}

bool can_be_together(const VirtualLinkPlan &one, const VirtualLinkPlan &other) {
  if (one.name == other.name) return false;
  if (one.base != other.base) return true;
  if (one.kind.index() != other.kind.index()) return false;
  return one.hardware.bytes().empty() || one.hardware != other.hardware;
}

}  // namespace

bool stands_in_the_way(const VirtualLinkPlan &held, const std::vector<VirtualLinkPlan> &plans) {
  const auto is_held = [&](const VirtualLinkPlan &plan) { return is_same_link(held, plan); };
  if (std::ranges::any_of(plans, is_held)) return false;
  return !std::ranges::all_of(plans, [&](const VirtualLinkPlan &plan) { return can_be_together(held, plan); });
}

base::HardwareAddress virtual_mac(base::Family family, base::Vrid vrid) {
  std::vector octets(mac_beginning.begin(), mac_beginning.end());
  octets.push_back(family_octet(family));
  octets.push_back(std::byte{vrid.value()});
  return base::HardwareAddress{octets};
}

bool is_virtual_mac(const base::HardwareAddress &address) {
  const auto octets = address.bytes();
  if (octets.size() != mac_size || !std::ranges::equal(octets.first(mac_beginning.size()), mac_beginning)) return false;
  const auto kind = octets[mac_beginning.size()];
  return kind == family_octet(base::Family::ipv4) || kind == family_octet(base::Family::ipv6);
}

VirtualLinkPlanner::VirtualLinkPlanner(const parser::Config &config)
    : prefix_{config.global.vmac_prefix.value_or("vrrp")},
      address_prefix_{config.global.vmac_addr_prefix.value_or(prefix_)} {
  for (const auto &instance : config.instances) {
    if (instance.use_vmac && instance.use_vmac->name) names_.insert(*instance.use_vmac->name);
    if (instance.use_ipvlan && instance.use_ipvlan->name) names_.insert(*instance.use_ipvlan->name);
  }
}

std::string VirtualLinkPlanner::free_name(const std::string &prefix, base::Family family, base::Vrid vrid) {
  auto name = numbered(prefix, "", vrid);
  if (names_.insert(name).second) return name;
  name = numbered(prefix, "6", vrid);
  if (family == base::Family::ipv6 && names_.insert(name).second) return name;
  unsigned number = 1;
  while (!names_.insert(name = numbered(prefix, std::to_string(number), vrid)).second) ++number;
  return name;
}

bool VirtualLinkPlanner::sends_from_base(const parser::VrrpInstance &instance) {
  if (!instance.use_vmac) return false;
  const bool strict = instance.strict_mode.value_or(false);
  return !instance.unicast_peer.empty() || (instance.vmac_xmit_base && !strict);
}

/// A VMAC of the instance's VRID on `base`, without a name.
VirtualLinkPlan VirtualLinkPlanner::vmac(const parser::VrrpInstance &instance, const std::string &base,
                                         base::Family family) {
  const auto vrid = *instance.virtual_router_id;
  VirtualLinkPlan link{.owner = instance.name,
                       .name = {},
                       .base = base,
                       .kind = netlink::Macvlan{},
                       .hardware = virtual_mac(family, vrid),
                       .family = family};
  link.copies_link_local = link.ipv6 = family == base::Family::ipv6;
  return link;
}

bool VirtualLinkPlanner::is_vmac(const std::string &interface) const {
  const auto at = std::ranges::find(links_, interface, &VirtualLinkPlan::name);
  return at != links_.end() && std::holds_alternative<netlink::Macvlan>(at->kind);
}

std::optional<std::string> VirtualLinkPlanner::own_link(const parser::VrrpInstance &instance) {
  if (!instance.interface || (!instance.use_vmac && !instance.use_ipvlan)) return std::nullopt;
  auto link = vmac(instance, *instance.interface, instance.family);
  link.ipv6 = link.ipv6 || std::ranges::any_of(instance.virtual_ipaddress_excluded, is_ipv6);
  std::optional<std::string> name;
  if (instance.use_vmac) {
    name = instance.use_vmac->name;
    link.group = instance.use_vmac->group;
    link.announces_base = instance.use_vmac->netlink_notify_msg;
    if (!instance.strict_mode.value_or(false))
      link.hardware = given_mac(*instance.use_vmac, *instance.virtual_router_id).value_or(link.hardware);
    link.copies_link_local = link.copies_link_local && !sends_from_base(instance);
  } else {
    const auto &ipvlan = *instance.use_ipvlan;
    name = ipvlan.name;
    link.group = ipvlan.group;
    link.kind = netlink::Ipvlan{.flags = ipvlan_flags(ipvlan)};
    link.hardware = {};
    link.ipv6 = true;
    link.copies_link_local = false;
    if (ipvlan.address) link.address = netlink::Prefix{ipvlan.address->address, ipvlan.address->effective_length()};
  }
  link.name = name ? *name : free_name(prefix_, instance.family, *instance.virtual_router_id);
  links_.push_back(link);
  return link.name;
}

std::string VirtualLinkPlanner::place(const parser::VrrpInstance &instance, const parser::VirtualAddress &address) {
  const auto own = instance.interface.value_or("");
  const auto base = address.dev.value_or(own);
  const auto family = address.prefix.address.family();
  const bool at_home = base == own && family == instance.family;
  const auto is_own = [&](const VirtualLinkPlan &link) { return link.owner == instance.name; };
  if (at_home && (instance.use_vmac || instance.use_ipvlan))
    if (const auto at = std::ranges::find_if(links_, is_own); at != links_.end()) return at->name;
  if (!address.use_vmac && !(instance.use_vmac_addr && !at_home)) return base;
  auto wanted = vmac(instance, base, family);
  const auto is_same = [&](const VirtualLinkPlan &link) {
    return link.owner == wanted.owner && link.base == base && link.hardware == wanted.hardware;
  };
  if (const auto at = std::ranges::find_if(links_, is_same); at != links_.end()) return at->name;
  wanted.name = free_name(address_prefix_, family, *instance.virtual_router_id);
  links_.push_back(wanted);
  return wanted.name;
}

}  // namespace sempervivum::vrrp
