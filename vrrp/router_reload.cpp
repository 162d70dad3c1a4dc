// A reload: what a running router makes of another configuration.
#include <algorithm>
#include <utility>

#include "vrrp/router.hpp"

namespace sempervivum::vrrp {
namespace {

using base::Duration;
using base::Instant;
using base::Priority;

}  // namespace

void Router::reconfigure(const RouterConfig &config, Instant now, Effects &effects) {
  Step step{.now = now, .effects = effects};
  routine_.reset();
  const auto waited = down_wait();
  const auto waited_for = patience();
  const auto old = std::exchange(config_, config);
  owner_conflict_.reset();
  if (!has_learned_interval()) master_interval_ = config_.advert_interval;
  const auto priority = std::exchange(effective_priority_, rebased(old.priority));
  shift(Timer::master_down, down_wait() - waited, step);
  // What was promised under the shorter interval is no sign of a stall.
  patience_ends_ += std::max(patience() - waited_for, Duration::zero());
  shift(Timer::advert, config_.advert_interval - old.advert_interval, step);
  move_refresh(old.announce.refresh, step);
  move_preempt_delay(old.preempt_delay, step);
  if (started_ && priority != effective_priority_) note(step, Why::priority_changed, state_);
}

Priority Router::rebased(Priority old_base) const {
  if (config_.priority == base::owner_priority || old_base == base::owner_priority) return config_.priority;
  const int shifted = effective_priority_.value() + config_.priority.value() - old_base.value();
  return Priority{static_cast<std::uint8_t>(std::clamp(shifted, 1, 254))};
}

void Router::move_refresh(Duration old_refresh, Step &step) {
  const auto refresh = config_.announce.refresh;
  if (refresh == old_refresh || state_ != State::master) return;
  if (refresh.count() == 0) return disarm(Timer::announce_refresh, step);
  if (old_refresh.count() == 0) return arm(Timer::announce_refresh, step.now + refresh, step);
  shift(Timer::announce_refresh, refresh - old_refresh, step);
}

void Router::move_preempt_delay(Duration old_delay, Step &step) {
  if (config_.nopreempt || config_.preempt_delay.count() == 0) return disarm(Timer::preempt_delay, step);
  shift(Timer::preempt_delay, config_.preempt_delay - old_delay, step);
}

}  // namespace sempervivum::vrrp
