#include "vrrp/instance.hpp"

#include <algorithm>
#include <utility>

#include "vrrp/announcements.hpp"
#include "vrrp/group.hpp"
#include "vrrp/instance_log.hpp"
#include "vrrp/messages.hpp"

namespace sempervivum::vrrp {
namespace {

double seconds_since_1970() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace

Instance::Instance(InstancePlan plan, const Services &services)
    : services_{services},
      router_{plan.router, base::IpAddress::any(plan.family)},
      claim_{services.keeper, [this](base::Instant now) { yield(now); }},
      port_{{plan_, router_, counters_, services.log, services.sockets, *this}} {
  adopt(std::move(plan));
}

Instance::~Instance() { services_.errands.forget(*this); }

void Instance::adopt(InstancePlan plan) {
  plan_ = std::move(plan);
  port_.adopt();
  announced_generation_ = 0;
  prepared_generation_ = 0;
  claim_.discard();
}

// The time from the first advert to the first announcement is what neighbours
// wait for: whatever can be worked out before, is.
void Instance::prepare() {
  if (router_.state() != State::backup) return;
  if (claim_.prepare(plan_.possessions(), plan_.name)) renew_announcements();
}

void Instance::renew_announcements() {
  const auto generation = services_.keeper.generation();
  if (std::exchange(announced_generation_, generation) == generation) return;
  announcements_ = announcements(plan_, services_.monitor.picture());
}

template <class Input>
void Instance::drive(Input input) {
  auto effects = std::exchange(services_.effects, {});
  effects.clear();
  input(effects);
  for (const auto &effect : effects) carry_out(effect);
  services_.effects = std::move(effects);
  settle();
}

/// An input of the instance: to its own router, or to its group.
template <class Alone, class Together>
void Instance::pass(Alone alone, Together together) {
  if (group_ != nullptr) return group_->drive(place_, together);
  drive([&](Effects &effects) { alone(router_, effects); });
}

void Instance::carry_out(const Effect &effect) {
  is_urgent(effect) ? run_errand(effect, {}) : services_.errands.give(*this, effect, router_.priority());
}

void Instance::run_errand(const Effect &effect, base::Priority priority) {
  std::visit([this, priority](const auto &one) { this->apply(one, priority); }, effect);
}

void Instance::settle() {
  const auto generation = services_.keeper.generation();
  if (router_.state() != State::backup || std::exchange(prepared_generation_, generation) == generation) return;
  services_.errands.give_preparation(*this);
}

void Instance::join(Group &group, std::size_t place) {
  group_ = &group;
  place_ = place;
}

void Instance::go_alone(base::Instant now) {
  router_.set_gate(true);
  drive([&](Effects &effects) {
    router_.set_fault(health().faulted, now, effects);
    if (health().ready) router_.set_ready(now, effects);
  });
}

void Instance::get_ready(const Standing &standing, base::Instant now) {
  standing_ = standing;
  log_faults(services_.log, plan_.name, standing.faults);
  if (standing.priority != plan_.router.priority)
    services_.herald.tell_priority(plan_.name, State::backup, standing.priority, plan_.notify);
  drive([&](Effects &effects) { router_.set_priority(standing.priority, now, effects); });
}

void Instance::start(base::Instant now) {
  drive([&](Effects &effects) { router_.start(health().ready, health().faulted, now, effects); });
}

// A member of a group has its health told to its group.
void Instance::resume(const Estate::Instance &before, base::Instant now) {
  port_.resume(before.sequence);
  drive([&](Effects &effects) { router_.resume(before.memory, now, effects); });
  if (router_.state() != State::master) return;
  claim_.hold(plan_.possessions(), plan_.name);
  announce_extra();
}

void Instance::reassure() {
  if (router_.state() == State::master) port_.send(router_.priority());
}

Estate::Instance Instance::remembered() const {
  return {.name = plan_.name, .vrid = plan_.router.vrid, .memory = router_.memory(), .sequence = port_.sequence()};
}

void Instance::set_standing(const Standing &standing, base::Instant now) {
  if (standing == standing_) return;
  const auto before = std::exchange(standing_, standing);
  if (standing.faults != before.faults) log_faults(services_.log, plan_.name, standing.faults);
  log_priority(services_.log, plan_.name, before.priority, standing.priority);
  const auto alone = [&](Router &router, Effects &effects) {
    router.set_priority(standing.priority, now, effects);
    if (before.faults.empty() != standing.faults.empty()) router.set_fault(!standing.faults.empty(), now, effects);
    if (standing.ready && !before.ready) router.set_ready(now, effects);
  };
  pass(alone, [&](SyncGroup &group, std::size_t place, GroupEffects &effects) {
    group.set_priority(place, standing.priority, now, effects);
    group.set_health(place, health(), now, effects);
  });
}

void Instance::yield(base::Instant now) {
  pass([&](Router &router, Effects &effects) { router.yield(now, effects); },
       [&](SyncGroup &group, std::size_t place, GroupEffects &effects) { group.yield(place, now, effects); });
}

void Instance::stop(Event event, base::Instant now) {
  drive([&](Effects &effects) { router_.stop(event, now, effects); });
}

void Instance::shed(const InstancePlan &fresh) { claim_.shed(fresh.possessions(), plan_.name); }

void Instance::reconfigure(InstancePlan plan, base::Instant now) {
  const auto fresh = plan.router;
  adopt(std::move(plan));
  if (router_.state() == State::master) {
    hold();
    announce_extra();
  }
  pass([&](Router &router, Effects &effects) { router.reconfigure(fresh, now, effects); },
       [&](SyncGroup &group, std::size_t place, GroupEffects &effects) {
         group.reconfigure(place, fresh, now, effects);
       });
}

void Instance::complete() {
  if (router_.state() == State::master && claim_.is_outdated()) hold();
}

void Instance::hold() {
  if (claim_.hold(plan_.possessions(), plan_.name)) announce(plan_.router.announce.repeat);
}

void Instance::note_lag(base::Duration lag) {
  counters_.worst_lag = std::max(counters_.worst_lag, lag);
  if (lag > std::chrono::milliseconds{1} && services_.late) services_.late(lag);
}

void Instance::expire(Timer timer, base::Instant now) {
  if (const auto due = router_.deadline(timer)) note_lag(now - *due);
  pass([&](Router &router, Effects &effects) { router.expire(timer, now, effects); },
       [&](SyncGroup &group, std::size_t place, GroupEffects &effects) { group.expire(place, timer, now, effects); });
}

void Instance::hear(const HeardAdvert &advert, base::Instant now) {
  pass([&](Router &router, Effects &effects) { router.hear(advert, now, effects); },
       [&](SyncGroup &group, std::size_t place, GroupEffects &effects) { group.hear(place, advert, now, effects); });
}

void Instance::announce_once() {
  if (router_.state() == State::master) announce(1);
}

// Other masters.

void Instance::note_refused(RejectReason reason, const Arrival &arrival) {
  if (router_.state() == State::master && may_be_a_master(reason))
    note_second_master(arrival.source, describe(reason).words, arrival.at);
}

void Instance::note_second_master(const base::IpAddress &sender, std::string_view how, base::Instant now) {
  ++counters_.second_master_adverts;
  if (!rivals_.appears(now, router_.master_down_interval())) return;
  ++counters_.second_masters;
  services_.log.warning(messages::second_master, plan_.name, sender.to_string(), how, router_.priority().value());
  carry_out(Notify{Event::second_master});
}

void Instance::repeat_state() {
  if (const auto event = event_of(router_.state()))
    services_.herald.repeat({{Subject::Kind::instance, plan_.name}, *event, router_.priority()}, plan_.notify);
}

void Instance::take_place(const netlink::Link *link, const std::optional<base::IpAddress> &source) {
  const bool fell_silent = port_.take_place(link, source);
  router_.set_own_address(port_.source());
  if (fell_silent && plan_.unicast()) services_.neighbours.forget(link->index, plan_.peers);
}

// Effects.

void Instance::apply(const SendAdvert &effect, base::Priority) { port_.send(effect.priority); }

void Instance::apply(const SetTimer &effect, base::Priority) {
  auto &alarm = alarms_[static_cast<std::size_t>(effect.timer)];
  if (!alarm) {
    auto due = [this, timer = effect.timer](base::Instant now) { expire(timer, now); };
    const auto urgency = effect.timer == Timer::master_down ? Urgency::urgent : Urgency::usual;
    alarm = std::make_unique<Alarm>(services_.timers, std::move(due), urgency);
  }
  alarm->arm(effect.deadline);
}

void Instance::apply(const CancelTimer &effect, base::Priority) {
  if (const auto &alarm = alarms_[static_cast<std::size_t>(effect.timer)]) alarm->cancel();
}

void Instance::apply(const AddAddresses &, base::Priority) {
  log_setting(services_.log, plan_);
  if (!claim_.hold_prepared()) claim_.hold(plan_.possessions(), plan_.name);
  prepared_generation_ = 0;
  announce_extra();
}

void Instance::apply(const RemoveAddresses &, base::Priority) {
  burst_ = {};
  extra_.reset();
  log_removing(services_.log, plan_);
  claim_.release(plan_.possessions(), plan_.name);
  prepared_generation_ = 0;
}

void Instance::apply(const Announce &effect, base::Priority) { announce(effect.rounds); }

/// Nobody is told of an address that is still to be set.
void Instance::announce(unsigned rounds) {
  claim_.when_carried_out([this, rounds] {
    renew_announcements();
    burst_ = services_.pacer.announce(announcements_, rounds);
    announcements_.reset();
    announced_generation_ = 0;
  });
}

/// From now on, if it is wanted.
void Instance::announce_extra() {
  extra_.reset();
  if (plan_.extra.interfaces.empty()) return;
  const auto fresh = [this] {
    renew_announcements();
    return first_on_each(*announcements_, plan_.extra.interfaces, services_.monitor.picture());
  };
  extra_ = std::make_unique<ExtraAnnouncements>(services_.timers, services_.pacer, plan_.extra.interval, fresh);
}

void Instance::apply(const Notify &effect, base::Priority priority) {
  services_.herald.tell({{Subject::Kind::instance, plan_.name}, effect.event, priority}, plan_.notify, this);
}

void Instance::remember(const Explain &decision) {
  if (decision.to == State::master && decision.from != State::master)
    mastered_by_ = awaits_resigned_ ? Why::master_resigned : decision.why;
  awaits_resigned_ = decision.why == Why::master_resigned;
}

void Instance::count(const Explain &decision) {
  if (decision.why == Why::nearly_silent) ++counters_.near_failovers;
  if (decision.from == decision.to) return;
  last_transition_ = seconds_since_1970();
  ++counters_.transitions;
  if (decision.to == State::master) ++counters_.became_master;
  if (decision.from == State::master) ++counters_.released_master;
}

void Instance::apply(const Explain &decision, base::Priority) {
  count(decision);
  remember(decision);
  const bool stays_master = decision.why == Why::kept_lower_priority || decision.why == Why::kept_lower_address;
  if (stays_master && decision.sender)
    note_second_master(*decision.sender, fmt::format("priority {}", decision.their_priority.value()),
                       base::Clock::now());
  if (decision.why == Why::priority_changed)
    services_.herald.tell_priority(plan_.name, decision.to, decision.own_priority, plan_.notify);
  services_.board.move(plan_.name, decision.from, decision.to);
  if (decision.why != Why::nearly_silent || near_lines_.admit(base::Clock::now()))
    log_decision(services_.log, plan_.name, decision);
}

}  // namespace sempervivum::vrrp
