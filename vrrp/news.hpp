/// What has changed on the host's interfaces since the loop's last turn, and which
/// instances have to look again because of it. Pure.
///
/// A change of a link may matter to everybody who names it. Addresses come and go by
/// the thousand, most of them virtual ones: a new one matters to those who have no
/// source address for their adverts yet, one that has gone to those whose source it was.
#pragma once

#include <set>
#include <string>

#include "base/address.hpp"
#include "netlink/picture.hpp"
#include "vrrp/plan.hpp"

namespace sempervivum::vrrp {

class News {
 public:
  void note(const netlink::Change &change, const netlink::Picture &picture);
  /// Anything may have happened to this interface.
  void mark(const std::string &interface) { changed_.insert(interface); }
  bool empty() const { return changed_.empty() && gaining_.empty() && gone_.empty(); }
  /// `source`: of its adverts; any() if it has none.
  bool concern(const InstancePlan &plan, const base::IpAddress &source) const;

 private:
  bool has_changed(const InstancePlan &plan) const;

  std::set<base::InterfaceName> changed_;
  /// Interfaces that have one address more.
  std::set<base::InterfaceName> gaining_;
  std::set<base::IpAddress> gone_;
};

}  // namespace sempervivum::vrrp
