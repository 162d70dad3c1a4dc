/// The virtual MACs and ipvlans of our instances: made before the instances run,
/// made again when they disappear, removed when nobody needs them.
///
/// One that an earlier life left behind is taken over if it is what is wanted and
/// replaced if it is not. A link that somebody else deletes comes back at once, but
/// after a while only if that happens too often (restore_limit.hpp); it comes back
/// too when its base interface does.
///
/// Thread: the protocol thread only.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "netlink/monitor.hpp"
#include "netlink/socket.hpp"
#include "vrrp/keeper.hpp"
#include "vrrp/timers.hpp"
#include "vrrp/virtual_link_plan.hpp"

namespace sempervivum::vrrp {

class VirtualLinks {
 public:
  VirtualLinks(netlink::Socket &socket, netlink::Monitor &monitor, Keeper &keeper, Timers &timers, base::Log log);
  VirtualLinks(const VirtualLinks &) = delete;
  VirtualLinks &operator=(const VirtualLinks &) = delete;
  ~VirtualLinks();

  /// Makes those of `plans` that are missing; others stay until drop_others(), if they
  /// can be beside these.
  /// `ready` is called once all are there, or cannot be, or a second has passed;
  /// within the call if nothing has to be waited for. It replaces an earlier one.
  void want(std::vector<VirtualLinkPlan> plans, std::function<void()> ready);
  void drop_others();
  /// To be told of every change.
  void note(const netlink::Change &change);
  /// Removes them; with `keep` only forgets them.
  void release(bool keep);

 private:
  struct Holding;

  void make_room(const std::vector<VirtualLinkPlan> &plans);
  void adapt(Holding &holding, VirtualLinkPlan plan);
  void settle_ipv6(const VirtualLinkPlan &plan);
  void make(Holding &holding);
  void replace(Holding &holding, const netlink::Link &link);
  void finish(Holding &holding, const netlink::Link &link);
  void set_up(const std::string &name, std::span<const netlink::RequestError> errors);
  void hold_addresses(Holding &holding, const netlink::Link &link);
  void look(Holding &holding);
  void lost(Holding &holding);
  void remove(const Holding &holding);
  void note_link(const netlink::Link &link, bool removed);
  void note_address(const netlink::Address &address);
  bool is_settled(const Holding &holding) const;
  void settle(const Holding &holding);
  void tell_if_ready();

  netlink::Socket &socket_;
  netlink::Monitor &monitor_;
  Keeper &keeper_;
  Timers &timers_;
  base::Log log_;
  /// By name.
  std::map<std::string, std::unique_ptr<Holding>> links_;
  std::function<void()> ready_;
  /// Names of those that `ready_` waits for.
  std::set<std::string> awaited_;
  Alarm impatience_;
  /// Outlived by what netlink calls back.
  std::shared_ptr<VirtualLinks *> self_ = std::make_shared<VirtualLinks *>(this);
};

}  // namespace sempervivum::vrrp
