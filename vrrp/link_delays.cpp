#include "vrrp/link_delays.hpp"

#include <utility>

namespace sempervivum::vrrp {

void LinkDelays::set(const std::vector<LinkDelay> &delays) {
  auto before = std::exchange(delayed_, {});
  for (const auto &plan : delays) {
    auto &one = delayed_[plan.interface];
    if (const auto old = before.find(plan.interface); old != before.end()) one = std::move(old->second);
    one.plan = plan;
    if (!one.alarm)
      one.alarm = std::make_unique<Alarm>(timers_, [this, name = plan.interface](base::Instant) {
        auto &due = delayed_.at(name);
        due.pending = false;
        due.counts_as_up = !due.counts_as_up;
        changed_(name);
      });
  }
}

void LinkDelays::note(const netlink::Link &link, base::Instant now) {
  const auto at = delayed_.find(link.name);
  if (at == delayed_.end()) return;
  auto &one = at->second;
  const bool up = link.is_up();
  if (!std::exchange(one.known, true)) one.counts_as_up = up;
  const auto delay = up ? one.plan.up : one.plan.down;
  if (up == one.counts_as_up || delay == base::Duration::zero()) {
    one.counts_as_up = up;
    one.pending = false;
    return one.alarm->cancel();
  }
  if (!std::exchange(one.pending, true)) one.alarm->arm(now + delay);
}

bool LinkDelays::is_up(const netlink::Link &link) const {
  const auto at = delayed_.find(link.name);
  return at != delayed_.end() && at->second.known ? at->second.counts_as_up : link.is_up();
}

}  // namespace sempervivum::vrrp
