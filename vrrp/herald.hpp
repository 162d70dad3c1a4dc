/// Announces what happened: to scripts, to FIFOs, to D-Bus and SNMP, to people, in this order (J1).
///
/// Everybody who has something to tell (instances, sync groups) holds the one
/// Herald of the process. A subject's scripts run one after the other; FIFO lines
/// are written at once, so that their order over all subjects is that of the events.
///
/// Thread: the protocol thread only. Never blocks.
#pragma once

#include "base/messenger.hpp"
#include "vrrp/audience.hpp"
#include "vrrp/notice.hpp"
#include "vrrp/notifier.hpp"

namespace sempervivum::vrrp {

class Herald {
 public:
  /// All must outlive it.
  Herald(Notifier &scripts, base::Messenger &messenger, Audience &audience = null_audience())
      : scripts_{scripts}, messenger_{messenger}, audience_{audience} {}

  /// `instance`: whom it is about; null for a group.
  void tell(const Notice &notice, const NotifyPlan &plan, const Instance *instance = nullptr);
  /// The effective priority changed; for those who asked for it (notify_priority_changes).
  void tell_priority(std::string_view instance, State state, base::Priority priority, const NotifyPlan &plan);
  /// To the FIFOs only: what has not changed (fifo_write_vrrp_states_on_reload).
  void repeat(const Notice &notice, const NotifyPlan &plan);

 private:
  Notifier &scripts_;
  base::Messenger &messenger_;
  Audience &audience_;
};

}  // namespace sempervivum::vrrp
