/// What instances need around them and do not bring about themselves: virtual
/// links, the packet filter, kernel settings of interfaces, and what is there whoever
/// is master.
///
/// Thread: the protocol thread only.
#pragma once

#include <functional>
#include <string>

#include "base/log.hpp"
#include "netlink/monitor.hpp"
#include "netlink/socket.hpp"
#include "vrrp/firewall.hpp"
#include "vrrp/fixtures.hpp"
#include "vrrp/interface_settings.hpp"
#include "vrrp/keeper.hpp"
#include "vrrp/plan.hpp"
#include "vrrp/timers.hpp"
#include "vrrp/virtual_links.hpp"

namespace sempervivum::vrrp {

class Surroundings {
 public:
  Surroundings(boost::asio::io_context &io, netlink::Socket &socket, netlink::Monitor &monitor, Keeper &keeper,
               Timers &timers, base::Log log);

  /// Brings about what `plan` needs, then calls `ready`, at once if there is nothing
  /// to wait for; a later call replaces one that waits.
  void prepare(const Plan &plan, std::function<void()> ready);
  /// The instances are those of the plan: removes what only others needed.
  void settle() { links_.drop_others(); }
  /// To be told of every change, before the instances are.
  void note(const netlink::Change &change);
  /// An instance's state may have changed.
  void look(const std::function<bool(const std::string &instance)> &is_faulted) { fixtures_.look(is_faulted); }
  InterfaceSettings &settings() { return settings_; }
  const InterfaceSettings &settings() const { return settings_; }
  /// The daemon stops; with `keep` everything stays where it is.
  void release(bool keep);

 private:
  base::Log log_;
  InterfaceSettings settings_;
  Fixtures fixtures_;
  VirtualLinks links_;
  Firewall firewall_;
};

}  // namespace sempervivum::vrrp
