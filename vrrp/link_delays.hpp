/// interface_up_down_delays: a link that goes down or comes up counts as such only
/// once it has stayed so for a while.
///
/// Thread: the protocol thread only.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "netlink/link.hpp"
#include "vrrp/timers.hpp"
#include "vrrp/tracker_plan.hpp"

namespace sempervivum::vrrp {

class LinkDelays {
 public:
  /// Told the name of an interface that now counts as something else.
  using Changed = std::function<void(const std::string &interface)>;

  LinkDelays(Timers &timers, Changed changed) : timers_{timers}, changed_{std::move(changed)} {}
  LinkDelays(const LinkDelays &) = delete;
  LinkDelays &operator=(const LinkDelays &) = delete;

  void set(const std::vector<LinkDelay> &delays);
  /// The kernel says how the link is now.
  void note(const netlink::Link &link, base::Instant now);
  /// What it counts as: what it is, where no delay runs.
  bool is_up(const netlink::Link &link) const;

 private:
  struct Delayed {
    LinkDelay plan;
    /// What it counts as while it is something else.
    bool counts_as_up = false;
    bool pending = false;
    bool known = false;
    std::unique_ptr<Alarm> alarm;
  };

  Timers &timers_;
  Changed changed_;
  std::map<std::string, Delayed> delayed_;
};

}  // namespace sempervivum::vrrp
