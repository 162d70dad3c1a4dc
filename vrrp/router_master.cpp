// What a master does: the column of the state table in router.cpp.
#include <algorithm>

#include "vrrp/router.hpp"

namespace sempervivum::vrrp {
namespace {

using base::Duration;
using base::Instant;
using base::Priority;

/// The first slot of a schedule after `now`; slots missed in a stall are left out
/// instead of being made up for in a burst.
Instant next_slot(Instant due, Duration period, Instant now) { return due + period * ((now - due) / period + 1); }

}  // namespace

void Router::answer_resignation(Step &step) {
  speak(step);
  note(step, Why::rival_resigned, state_);
}

void Router::stay_master(Step &step) {
  if (!config_.lower_priority_no_advert) speak(step);
  announce_against_rival(step);
  const bool tie = step.advert->priority == effective_priority_;
  note(step, tie ? Why::kept_lower_address : Why::kept_lower_priority, state_);
  step.effects.push_back(Notify{Event::master_rx_lower_priority});
}

void Router::announce_against_rival(Step &step) {
  const auto &policy = config_.announce;
  announce(policy.lower_priority_repeat, step);
  // Armed anew by every such advert: the last burst comes after the rival's last word.
  if (policy.lower_priority_repeat > 0 && policy.lower_priority_delay.count() > 0)
    arm(Timer::announce_lower, step.now + policy.lower_priority_delay, step);
}

void Router::settle_tie(Step &step) {
  if (step.advert->sender > own_address_) return lose(step);
  if (!is_owner() || !outlasts_us(step)) return stay_master(step);
  change_priority(Priority{254}, step);
  lose(step);
}

/// Whether the other owner has had every chance to hear us and goes on. Its
/// adverts count as one conflict as long as it is not taken for dead in between.
bool Router::outlasts_us(const Step &step) {
  const auto &[sender, priority, interval] = *step.advert;
  const auto &known = owner_conflict_;
  if (!known || known->rival != sender || step.now - known->last_heard >= master_down_interval()) {
    const auto patience = 2 * config_.advert_interval + std::max(config_.advert_interval, interval) * 6 / 5;
    owner_conflict_ = {.rival = sender, .patience_ends = step.now + patience, .last_heard = step.now};
  }
  owner_conflict_->last_heard = step.now;
  return step.now >= owner_conflict_->patience_ends;
}

void Router::restore_ownership(const HeardAdvert &advert, Step &step) {
  if (!owner_conflict_) return;
  if (advert.sender == owner_conflict_->rival && advert.priority == base::owner_priority) return;
  owner_conflict_.reset();
  if (!is_owner()) change_priority(base::owner_priority, step);
}

void Router::lose(Step &step) {
  if (config_.higher_priority_send_advert) speak(step);
  step.effects.push_back(RemoveAddresses{});
  disarm_all(step);
  const bool tie = step.advert->priority == effective_priority_;
  learn(*step.advert);
  become_backup(step, tie ? Why::higher_address : Why::higher_priority);
}

void Router::send_scheduled(Step &step) {
  speak(step);
  arm(Timer::advert, next_slot(step.due, config_.advert_interval, step.now), step);
}

void Router::announce_again(Step &step) { announce(config_.announce.repeat, step); }

void Router::announce_refresh(Step &step) {
  announce(config_.announce.refresh_repeat, step);
  arm(Timer::announce_refresh, next_slot(step.due, config_.announce.refresh, step.now), step);
}

void Router::announce_lower(Step &step) { announce(config_.announce.lower_priority_repeat, step); }

void Router::step_down(Step &step) {
  leave_master(step);
  become_backup(step, step.why);
}

void Router::fall_back(Step &step) {
  step.effects.push_back(RemoveAddresses{});
  disarm_all(step);
  become_backup(step, Why::group_lost);
}

void Router::listen_first(Step &step) {
  step.effects.push_back(RemoveAddresses{});
  disarm_all(step);
  Step own{.now = step.now, .effects = step.effects};
  become_backup(own, Why::stalled);
}

}  // namespace sempervivum::vrrp
