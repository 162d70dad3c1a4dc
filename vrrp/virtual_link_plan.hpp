/// Which virtual MACs and ipvlans a configuration needs, and which address is on
/// which of them: pure.
///
/// keepalived's rules (behaviour H1, H7, read off 2.2.7): the instance's own link
/// carries addresses of its family that are on the instance's interface; any other
/// address is on a link of its own with `use_vmac`, and under use_vmac_addr if its
/// interface or family is another than the instance's. Names are PREFIX.VRID, for
/// IPv6 then PREFIX6.VRID, then PREFIX1.VRID, PREFIX2.VRID …, the first that is free.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "base/address.hpp"
#include "netlink/prefix.hpp"
#include "netlink/virtual_link.hpp"
#include "parser/model.hpp"

namespace sempervivum::vrrp {

struct VirtualLinkPlan {
  /// The instance, for the log.
  std::string owner;
  std::string name;
  /// The interface it sits on.
  std::string base;
  std::variant<netlink::Macvlan, netlink::Ipvlan> kind;
  /// Empty for an ipvlan.
  base::HardwareAddress hardware{};
  base::Family family = base::Family::ipv4;
  /// Whether it may have IPv6 addresses.
  bool ipv6 = true;
  /// The base's link-local address is set on it too: adverts come from that.
  bool copies_link_local = false;
  /// An ipvlan's own.
  std::optional<netlink::Prefix> address{};
  /// Not set: the base's.
  std::optional<std::uint32_t> group{};
  /// The kernel is made to tell of the base once the link is up (netlink_notify_msg).
  bool announces_base = false;

  bool operator==(const VirtualLinkPlan &) const = default;
};

/// Whether `held` is none of `plans` and cannot be beside them: one of its name is to
/// be another link, or one on its base is to have its hardware address or to be of the
/// other kind, which the kernel does not have together.
bool stands_in_the_way(const VirtualLinkPlan &held, const std::vector<VirtualLinkPlan> &plans);

/// 00:00:5e:00:01:VRID, for IPv6 00:00:5e:00:02:VRID (RFC 9568 section 7.3)
base::HardwareAddress virtual_mac(base::Family family, base::Vrid vrid);
/// Whether it is one of those.
bool is_virtual_mac(const base::HardwareAddress &address);

class VirtualLinkPlanner {
 public:
  explicit VirtualLinkPlanner(const parser::Config &config);

  /// The name of the instance's own link, or nothing if it has none.
  std::optional<std::string> own_link(const parser::VrrpInstance &instance);
  /// Whether its adverts go out of the base interface all the same.
  static bool sends_from_base(const parser::VrrpInstance &instance);
  /// The interface an address of the instance is on; to be asked after own_link().
  std::string place(const parser::VrrpInstance &instance, const parser::VirtualAddress &address);

  /// Whether it is a virtual MAC that has been planned.
  bool is_vmac(const std::string &interface) const;

  const std::vector<VirtualLinkPlan> &links() const { return links_; }

 private:
  VirtualLinkPlan vmac(const parser::VrrpInstance &instance, const std::string &base, base::Family family);
  std::string free_name(const std::string &prefix, base::Family family, base::Vrid vrid);

  std::string prefix_;
  std::string address_prefix_;
  std::set<std::string> names_;
  std::vector<VirtualLinkPlan> links_;
};

}  // namespace sempervivum::vrrp
