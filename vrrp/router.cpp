#include "vrrp/router.hpp"

#include <algorithm>
#include <utility>

namespace sempervivum::vrrp {
namespace {

using base::Duration;
using base::Instant;
using base::Priority;

}  // namespace

// clang-format off
const Router::Table Router::table{{
  // init                backup                    master                        fault
  {&Router::begin,       nullptr,                  nullptr,                      &Router::begin},  // start
  {&Router::enter_fault, &Router::enter_fault,     &Router::enter_fault,         nullptr},         // fault
  {nullptr,              &Router::await_resigned,  &Router::answer_resignation,  nullptr},         // hear_resignation
  {nullptr,              &Router::weigh_lower,     &Router::stay_master,         nullptr},         // hear_lower
  {nullptr,              &Router::follow,          &Router::settle_tie,          nullptr},         // hear_equal
  {nullptr,              &Router::follow,          &Router::lose,                nullptr},         // hear_higher
  {nullptr,              nullptr,                  &Router::send_scheduled,      nullptr},         // advert_due
  {nullptr,              &Router::master_is_down,  nullptr,                      nullptr},         // master_down
  {nullptr,              &Router::allow_preemption, nullptr,                     nullptr},         // preempt_delay_over
  {nullptr,              nullptr,                  &Router::announce_again,      nullptr},         // announce_again_due
  {nullptr,              nullptr,                  &Router::announce_refresh,    nullptr},         // announce_refresh_due
  {nullptr,              nullptr,                  &Router::announce_lower,      nullptr},         // announce_lower_due
  {nullptr,              nullptr,                  &Router::step_down,           nullptr},         // yield
  {nullptr,              &Router::take_over,       nullptr,                      nullptr},         // join_master
  {nullptr,              nullptr,                  &Router::fall_back,           nullptr},         // join_backup
  {nullptr,              nullptr,                  &Router::announce_against_rival, nullptr},      // join_announcement
  {&Router::end,         &Router::end,             &Router::end,                 &Router::end},    // stop
}};
// clang-format on

Router::Router(const RouterConfig &config, const base::IpAddress &own_address)
    : config_{config},
      own_address_{own_address},
      effective_priority_{config.priority},
      master_interval_{config.advert_interval} {
  deadlines_.fill(never);
}

Duration Router::skew_of(Priority priority, Duration interval) const {
  const Duration unit = config_.version == Version::v2 ? Duration{std::chrono::seconds{1}} : interval;
  return unit * (256 - priority.value()) / 256;
}

Duration Router::skew_time() const { return skew_of(effective_priority_, master_interval_); }

Duration Router::master_down_interval() const { return master_interval_ * config_.down_timer_adverts + skew_time(); }

// Inputs.

void Router::start(bool ready, bool faulted, Instant now, Effects &effects) {
  started_ = true;
  ready_ = ready;
  faulted_ = faulted;
  const bool at_once = ready && !faulted && is_owner() && gate_open_ && now >= held_back_until_;
  if (!at_once) effects.push_back(RemoveAddresses{});
  settle({.now = now, .effects = effects});
}

void Router::set_ready(Instant now, Effects &effects) {
  ready_ = true;
  settle({.now = now, .effects = effects});
}

void Router::set_fault(bool faulted, Instant now, Effects &effects, Why why) {
  faulted_ = faulted;
  settle({.now = now, .effects = effects, .why = why});
}

void Router::hear(const HeardAdvert &advert, Instant now, Effects &effects) {
  Step step{.now = now, .effects = effects};
  if (is_routine(advert, now)) return arm(Timer::master_down, now + routine_->wait, step);
  if (now < held_back_until_ || !is_of_use(advert)) return;
  restore_ownership(advert, step);
  step.advert = &advert;
  take(rank(advert), step);
}

void Router::expire(Timer timer, Instant now, Effects &effects) {
  static constexpr std::array<Input, timer_count> inputs{
      Input::advert_due,         Input::master_down,          Input::preempt_delay_over,
      Input::announce_again_due, Input::announce_refresh_due, Input::announce_lower_due,
  };
  auto &deadline = deadline_of(timer);
  if (deadline > now) return;
  const auto due = std::exchange(deadline, never);
  take(inputs[static_cast<std::size_t>(timer)], {.now = now, .effects = effects, .due = due});
}

void Router::set_priority(Priority effective, Instant now, Effects &effects) {
  if (config_.priority == base::owner_priority || effective == effective_priority_) return;
  Step step{.now = now, .effects = effects};
  change_priority(effective, step);
}

void Router::yield(Instant now, Effects &effects, Why why) {
  take(Input::yield, {.now = now, .effects = effects, .why = why});
}

void Router::join_master(Instant now, Effects &effects) { take(Input::join_master, {.now = now, .effects = effects}); }

void Router::join_backup(Instant now, Effects &effects) { take(Input::join_backup, {.now = now, .effects = effects}); }

void Router::join_announcement(Instant now, Effects &effects) {
  take(Input::join_announcement, {.now = now, .effects = effects});
}

void Router::stop(Event event, Instant now, Effects &effects) {
  take(Input::stop, {.now = now, .effects = effects, .ending = event});
}

void Router::take(Input input, Step step) {
  routine_.reset();
  if (state_ == State::master && step.now >= patience_ends_) listen_first(step);
  const auto handler = table[static_cast<std::size_t>(input)][static_cast<std::size_t>(state_)];
  if (started_ && handler != nullptr) (this->*handler)(step);
}

/// Follows from what is known: a fault outweighs everything, then readiness.
void Router::settle(Step step) {
  if (faulted_)
    take(Input::fault, step);
  else if (ready_)
    take(Input::start, step);
}

Router::Input Router::rank(const HeardAdvert &advert) const {
  if (advert.priority == base::resign_priority) return Input::hear_resignation;
  if (advert.priority < effective_priority_) return Input::hear_lower;
  return advert.priority == effective_priority_ ? Input::hear_equal : Input::hear_higher;
}

/// What comes from our own address is a router that has it too, unless it says
/// what only we would: then it is an echo (C12).
bool Router::is_of_use(const HeardAdvert &advert) const {
  if (is_owner() && config_.owner_ignore_adverts) return false;
  if (advert.sender != own_address_) return true;
  return advert.priority != effective_priority_ && advert.priority != base::resign_priority;
}

// Initial and faulty.

void Router::begin(Step &step) {
  if (is_owner() && gate_open_ && !is_held_back(step)) return become_master(step, Why::owner);
  become_backup(step, state_ == State::init ? Why::started : Why::recovered);
  wants_master_ = is_owner() && !is_held_back(step);
}

void Router::enter_fault(Step &step) {
  const auto from = state_;
  leave_master(step);
  state_ = State::fault;
  note(step, step.why, from);
  step.effects.push_back(Notify{Event::fault});
}

void Router::end(Step &step) {
  const auto from = state_;
  leave_master(step);
  state_ = State::init;
  note(step, Why::stopped, from);
  step.effects.push_back(Notify{step.ending});
  started_ = false;
}

// Backup.

void Router::await_resigned(Step &step) {
  resigned_ = true;
  wants_master_ = false;
  listened_ = false;
  preempting_.reset();
  arm(Timer::master_down, step.now + skew_time(), step);
  note(step, Why::master_resigned, state_);
}

void Router::follow(Step &step) {
  disarm(Timer::preempt_delay, step);
  may_preempt_ = false;
  accept(step);
}

void Router::weigh_lower(Step &step) {
  if (config_.nopreempt) return accept(step);
  if (config_.preempt_delay.count() == 0 || may_preempt_) {
    preempting_ = *step.advert;
    return note(step, Why::preempting, state_);
  }
  if (!deadline(Timer::preempt_delay)) arm(Timer::preempt_delay, step.now + config_.preempt_delay, step);
  accept(step);
}

void Router::accept(Step &step) {
  const bool is_new = !master_ || master_->sender != step.advert->sender;
  const bool was_near = !is_new && nearly_took_over(step);
  learn(*step.advert);
  resigned_ = false;
  wants_master_ = false;
  listened_ = false;
  preempting_.reset();
  arm(Timer::master_down, step.now + master_down_interval(), step);
  routine_ = {master_down_interval(), spare()};
  if (is_new) note(step, Why::following, state_);
  if (was_near) note(step, Why::nearly_silent, state_);
}

/// Half an interval decides whether one advert or none was left to be missed. Where
/// the first missed advert is a take-over, every one is the last.
Duration Router::spare() const {
  return config_.down_timer_adverts < 2 ? Duration::min() : skew_time() + master_interval_ / 2;
}

bool Router::nearly_took_over(const Step &step) const {
  const auto due = deadline(Timer::master_down);
  return due && !resigned_ && *due - step.now < spare();
}

bool Router::is_routine(const HeardAdvert &advert, Instant now) const {
  return routine_ && advert == *master_ &&
         deadlines_[static_cast<std::size_t>(Timer::master_down)] - now >= routine_->spare;
}

void Router::allow_preemption(Step &) { may_preempt_ = true; }

void Router::master_is_down(Step &step) {
  const bool late = step.now - step.due >= master_interval_;
  if (late && !std::exchange(listened_, true)) {
    arm(Timer::master_down, step.now + skew_time(), step);
    return note(step, Why::woke_late, state_);
  }
  gate_open_ ? take_over(step) : await_group(step);
}

void Router::await_group(Step &step) {
  const bool is_new = !std::exchange(wants_master_, true);
  arm(Timer::master_down, step.now + master_down_interval(), step);
  if (is_new) note(step, Why::awaiting_group, state_);
}

void Router::take_over(Step &step) {
  if (preempting_) step.advert = &*preempting_;
  become_master(step, preempting_ ? Why::preempted : Why::master_silent);
  preempting_.reset();
}

// Entry and exit actions.

void Router::become_master(Step &step, Why why) {
  const auto from = std::exchange(state_, State::master);
  master_.reset();
  master_interval_ = config_.advert_interval;
  wants_master_ = false;
  listened_ = false;
  if (owner_conflict_) effective_priority_ = config_.priority;
  owner_conflict_.reset();
  speak(step);
  step.effects.push_back(AddAddresses{});
  announce(config_.announce.repeat, step);
  disarm_all(step);
  const auto lead = config_.advert_interval / 2 * turn_ / turn_count;
  arm(Timer::advert, step.now + config_.advert_interval - lead, step);
  arm_announcements(step);
  note(step, why, from);
  step.effects.push_back(Notify{Event::master});
}

void Router::become_backup(Step &step, Why why) {
  const auto from = std::exchange(state_, State::backup);
  resigned_ = false;
  wants_master_ = false;
  listened_ = false;
  may_preempt_ = false;
  preempting_.reset();
  arm(Timer::master_down, std::max(step.now, held_back_until_) + first_wait(step), step);
  note(step, why, from);
  step.effects.push_back(Notify{Event::backup});
}

/// What a new backup waits before it takes over.
Duration Router::first_wait(const Step &step) const {
  return is_owner() && is_held_back(step) ? config_.advert_interval : master_down_interval();
}

void Router::arm_announcements(Step &step) {
  const auto &policy = config_.announce;
  if (policy.repeat > 0 && policy.delay.count() > 0) arm(Timer::announce_again, step.now + policy.delay, step);
  if (policy.refresh.count() > 0) arm(Timer::announce_refresh, step.now + policy.delay + policy.refresh, step);
}

void Router::resign(Step &step) {
  step.effects.push_back(SendAdvert{base::resign_priority});
  step.effects.push_back(RemoveAddresses{});
}

void Router::leave_master(Step &step) {
  if (state_ == State::master) resign(step);
  disarm_all(step);
  wants_master_ = false;
}

/// An advert with our priority; peers now wait for the next.
void Router::speak(Step &step) {
  step.effects.push_back(SendAdvert{effective_priority_});
  patience_ends_ = step.now + patience();
}

/// The master down interval of the first peer that would take over from us.
Duration Router::patience() const {
  const auto interval = config_.advert_interval;
  return interval * config_.down_timer_adverts + skew_of(config_.rival_priority, interval);
}

void Router::change_priority(Priority effective, Step &step) {
  const auto waited = down_wait();
  routine_.reset();
  effective_priority_ = effective;
  shift(Timer::master_down, down_wait() - waited, step);
  if (started_) note(step, Why::priority_changed, state_);
}

// Bookkeeping.

bool Router::has_learned_interval() const { return config_.version == Version::v3 && master_.has_value(); }

void Router::learn(const HeardAdvert &advert) {
  master_ = advert;
  if (config_.version == Version::v3) master_interval_ = advert.interval;
}

void Router::note(Step &step, Why why, State from) const {
  Explain decision{.why = why,
                   .from = from,
                   .to = state_,
                   .own_priority = effective_priority_,
                   .their_priority = {},
                   .sender = std::nullopt};
  if (step.advert != nullptr) {
    decision.their_priority = step.advert->priority;
    decision.sender = step.advert->sender;
  }
  step.effects.push_back(decision);
}

void Router::announce(unsigned rounds, Step &step) const {
  if (rounds > 0) step.effects.push_back(Announce{rounds});
}

void Router::arm(Timer timer, Instant deadline, Step &step) {
  deadline_of(timer) = deadline;
  step.effects.push_back(SetTimer{timer, deadline});
}

void Router::shift(Timer timer, Duration by, Step &step) {
  const auto current = deadline(timer);
  if (current && by.count() != 0) arm(timer, *current + by, step);
}

void Router::disarm(Timer timer, Step &step) {
  if (std::exchange(deadline_of(timer), never) != never) step.effects.push_back(CancelTimer{timer});
}

void Router::disarm_all(Step &step) {
  for (std::size_t timer = 0; timer < timer_count; ++timer) disarm(static_cast<Timer>(timer), step);
}

}  // namespace sempervivum::vrrp
