#include "vrrp/instance.hpp"

#include <algorithm>
#include <utility>

#include "vrrp/announcements.hpp"
#include "vrrp/group.hpp"
#include "vrrp/instance_log.hpp"
#include "vrrp/messages.hpp"

namespace sempervivum::vrrp {
namespace {

constexpr std::array all_timers{Timer::advert,         Timer::master_down,      Timer::preempt_delay,
                                Timer::announce_again, Timer::announce_refresh, Timer::announce_lower};
static_assert(all_timers.size() == timer_count);

std::vector<std::byte> pack(const InstancePlan &plan) {
  std::vector<std::byte> packed;
  for (const auto &planned : plan.addresses) {
    const auto octets = planned.address.address.bytes();
    packed.insert(packed.end(), octets.begin(), octets.end());
  }
  return packed;
}

base::Centiseconds wire_interval(base::Duration interval) {
  return std::chrono::duration_cast<base::Centiseconds>(interval);
}

}  // namespace

Instance::Instance(InstancePlan plan, const Services &services)
    : services_{services},
      router_{plan.router, base::IpAddress::any(plan.family)},
      source_{base::IpAddress::any(plan.family)},
      claim_{services.keeper, [this](base::Instant now) { yield(now); }},
      packet_(max_advert_size) {
  adopt(std::move(plan));
  for (const auto timer : all_timers) {
    auto due = [this, timer](base::Instant now) { expire(timer, now); };
    const auto urgency = timer == Timer::master_down ? Urgency::urgent : Urgency::usual;
    alarms_[static_cast<std::size_t>(timer)] = std::make_unique<Alarm>(services_.timers, std::move(due), urgency);
  }
}

void Instance::adopt(InstancePlan plan) {
  plan_ = std::move(plan);
  packed_addresses_ = pack(plan_);
  announced_generation_ = 0;
  claim_.discard();
}

// The time from the first advert to the first announcement is what neighbours
// wait for: whatever can be worked out before, is.
void Instance::prepare() {
  renew_announcements();
  if (!claim_.is_prepared()) claim_.prepare(plan_.possessions(), plan_.name);
}

void Instance::renew_announcements() {
  const auto generation = services_.keeper.generation();
  if (std::exchange(announced_generation_, generation) == generation) return;
  announcements_ = announcements(plan_, services_.monitor.picture());
}

template <class Input>
void Instance::drive(Input input) {
  effects_.clear();
  input(effects_);
  for (const auto &effect : effects_) carry_out(effect);
  settle();
}

/// An input of the instance: to its own router, or to its group.
template <class Alone, class Together>
void Instance::pass(Alone alone, Together together) {
  if (group_ != nullptr) return group_->drive(place_, together);
  drive([&](Effects &effects) { alone(router_, effects); });
}

void Instance::carry_out(const Effect &effect) {
  std::visit([this](const auto &one) { this->apply(one); }, effect);
}

void Instance::settle() {
  if (router_.state() == State::backup) prepare();
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

void Instance::reconfigure(InstancePlan plan, base::Instant now) {
  const auto fresh = plan.router;
  adopt(std::move(plan));
  if (router_.state() == State::master && claim_.hold(plan_.possessions(), plan_.name))
    apply(Announce{fresh.announce.repeat});
  pass([&](Router &router, Effects &effects) { router.reconfigure(fresh, now, effects); },
       [&](SyncGroup &group, std::size_t place, GroupEffects &effects) {
         group.reconfigure(place, fresh, now, effects);
       });
}

void Instance::expire(Timer timer, base::Instant now) {
  pass([&](Router &router, Effects &effects) { router.expire(timer, now, effects); },
       [&](SyncGroup &group, std::size_t place, GroupEffects &effects) { group.expire(place, timer, now, effects); });
}

void Instance::hear(const HeardAdvert &advert, base::Instant now) {
  pass([&](Router &router, Effects &effects) { router.hear(advert, now, effects); },
       [&](SyncGroup &group, std::size_t place, GroupEffects &effects) { group.hear(place, advert, now, effects); });
}

void Instance::repeat_state() {
  if (const auto event = event_of(router_.state()))
    services_.herald.repeat({{Subject::Kind::instance, plan_.name}, *event, router_.priority()}, plan_.notify);
}

// The socket.

SocketKey Instance::seat_key(const netlink::Link &link) const {
  const auto group = plan_.unicast() ? std::nullopt : std::optional{plan_.multicast_group};
  return {.family = plan_.family, .link = link.index, .group = group};
}

void Instance::take_seat(const netlink::Link *link, const std::optional<base::IpAddress> &source) {
  source_ = source.value_or(base::IpAddress::any(plan_.family));
  router_.set_own_address(source_);
  if (link == nullptr) return seat_.reset();
  const auto key = seat_key(*link);
  if (seat_ && seat_->key() == key && seat_->vrid() == plan_.router.vrid) return;
  auto seat = services_.sockets.join(
      key, plan_.router.vrid, [this](auto message, const Arrival &arrival) { receive(message, arrival, arrival.at); });
  const bool failing = !seat;
  if (failing && !seat_failing_)
    services_.log.error(messages::socket_failed, plan_.name, link->name, seat.error().message());
  seat_failing_ = failing;
  seat_ = seat ? std::move(*seat) : nullptr;
}

// Receiving.

void Instance::receive(std::span<const std::byte> message, const Arrival &arrival, base::Instant now) {
  const auto advert = decode(message, arrival, plan_.checksum);
  if (!advert) return reject(advert.error(), arrival, now);
  const auto found = mismatch(*advert, arrival, expectation(arrival));
  if (found.reject) return reject(*found.reject, arrival, now);
  remark(found, *advert, arrival, now);
  ++counters_.adverts_received;
  if (advert->priority == base::resign_priority) ++counters_.zero_priority_received;
  hear({arrival.source, advert->priority, advert->interval}, now);
}

Expectation Instance::expectation(const Arrival &arrival) const {
  const auto &master = router_.master();
  const bool known_sender = master && master->sender == arrival.source;
  return {
      .version = plan_.router.version,
      .family = plan_.family,
      .interval = wire_interval(plan_.router.advert_interval),
      .auth = plan_.auth,
      .auth_data = plan_.auth_data,
      .own_address = source_,
      .unicast = plan_.unicast(),
      .peers = plan_.check_unicast_source ? std::span<const base::IpAddress>{plan_.peers}
                                          : std::span<const base::IpAddress>{},
      .addresses = {plan_.family, packed_addresses_},
      .check_addresses = !(plan_.skip_check_addresses && known_sender),
  };
}

void Instance::reject(RejectReason reason, const Arrival &arrival, base::Instant now) {
  ++counters_.of(reason);
  const auto suppressed = reject_log_.admit(reason, now);
  if (!suppressed) return;
  const auto &words = describe(reason).words;
  if (*suppressed > 0) services_.log.warning(messages::rejected_more, plan_.name, *suppressed, words);
  services_.log.warning(messages::rejected, plan_.name, arrival.source.to_string(), words);
}

void Instance::remark(const Mismatch &found, const Advert &advert, const Arrival &arrival, base::Instant now) {
  if (found.addresses) {
    ++counters_.of(*found.addresses);
    if (reject_log_.admit(*found.addresses, now))
      services_.log.warning(messages::addresses_differ, plan_.name, arrival.source.to_string());
  }
  if (found.interval_differs && reject_log_.admit(RejectReason::interval, now))
    log_interval(services_.log, plan_, arrival, advert);
}

// Effects.

Advert Instance::own_advert(base::Priority priority) const {
  return {
      .version = plan_.router.version,
      .vrid = plan_.router.vrid,
      .priority = priority,
      .interval = wire_interval(plan_.router.advert_interval),
      .auth = plan_.auth,
      .auth_data = plan_.auth_data,
      .addresses = {plan_.family, packed_addresses_},
  };
}

void Instance::apply(const SendAdvert &effect) {
  const auto advert = own_advert(effect.priority);
  if (!plan_.unicast()) send_to(plan_.multicast_group, advert);
  for (const auto &peer : plan_.peers) send_to(peer, advert);
  ++counters_.adverts_sent;
  if (effect.priority == base::resign_priority) ++counters_.zero_priority_sent;
}

void Instance::send_to(const base::IpAddress &destination, const Advert &advert) {
  if (!seat_) return;
  const auto size = encode(advert, source_, destination, packet_, plan_.checksum);
  const auto sent = seat_->socket().send(std::span{packet_}.first(size), source_, destination, plan_.ttl);
  if (!sent) ++counters_.send_errors;
  const bool failing = !sent;
  if (failing != std::exchange(send_failing_, failing)) log_sending(services_.log, plan_.name, sent);
}

void Instance::apply(const AddAddresses &) {
  log_setting(services_.log, plan_);
  if (!claim_.hold_prepared()) claim_.hold(plan_.possessions(), plan_.name);
}

void Instance::apply(const RemoveAddresses &) {
  burst_ = {};
  log_removing(services_.log, plan_);
  claim_.release(plan_.possessions(), plan_.name);
}

void Instance::apply(const Announce &effect) {
  renew_announcements();
  burst_ = services_.announcer.announce(announcements_, effect.rounds);
}

void Instance::apply(const Notify &effect) {
  services_.herald.tell({{Subject::Kind::instance, plan_.name}, effect.event, router_.priority()}, plan_.notify);
}

void Instance::apply(const Explain &decision) {
  if (decision.to == State::master && decision.from != State::master) ++counters_.became_master;
  if (decision.from == State::master && decision.to != State::master) ++counters_.released_master;
  if (decision.why == Why::priority_changed)
    services_.herald.tell_priority(plan_.name, decision.to, decision.own_priority, plan_.notify);
  log_decision(services_.log, plan_.name, decision);
}

}  // namespace sempervivum::vrrp
