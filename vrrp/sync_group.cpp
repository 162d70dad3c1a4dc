#include "vrrp/sync_group.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

namespace sempervivum::vrrp {
namespace {

using base::Instant;

/// What a group is told on entering a state; nothing ends in init but a stop.
constexpr std::array<Event, state_count> events{Event::stop, Event::backup, Event::master, Event::fault};

bool is_announcement(const GroupEffect &effect) { return std::holds_alternative<Announce>(effect.effect); }

bool is_master(const SyncGroup::Member &member) { return member.router->state() == State::master; }

bool is_owner(const SyncGroup::Member &member) { return member.router->priority() == base::owner_priority; }

}  // namespace

SyncGroup::SyncGroup(std::vector<Member> members, State state) : members_{std::move(members)}, state_{state} {}

/// Gives an input to one member and takes over its effects.
template <class Input>
void SyncGroup::pass(std::size_t member, GroupEffects &effects, Input input) {
  scratch_.clear();
  input(*members_[member].router, scratch_);
  for (const auto &effect : scratch_) effects.push_back({member, effect});
}

/// The one that is the cause first, the others in list order.
template <class Input>
void SyncGroup::pass_to_all(std::size_t first, GroupEffects &effects, Input input) {
  pass(first, effects, [&](Router &router, Effects &own) { input(router, own, true); });
  for (std::size_t member = 0; member < members_.size(); ++member)
    if (member != first) pass(member, effects, [&](Router &router, Effects &own) { input(router, own, false); });
}

// Inputs.

void SyncGroup::start(Instant now, GroupEffects &effects) {
  const auto before = state_;
  const auto mark = effects.size();
  const bool masters = running_are_masters();
  set_gates(false);
  open_for_owners();
  const auto all = health();
  for (std::size_t member = 0; member < members_.size(); ++member)
    pass(member, effects, [&](Router &router, Effects &own) {
      if (!router.started()) return router.start(all.ready, all.faulted, now, own);
      router.set_fault(all.faulted, now, own, members_[member].health.faulted ? Why::faulted : Why::group_faulted);
    });
  set_gates(false);
  bring_together(masters, now, effects);
  tell(before, mark, effects);
}

void SyncGroup::hear(std::size_t member, const HeardAdvert &advert, Instant now, GroupEffects &effects) {
  const auto before = members_[member].router->state();
  const auto mark = effects.size();
  pass(member, effects, [&](Router &router, Effects &own) { router.hear(advert, now, own); });
  follow(member, before, now, effects);
  share_announcement(member, mark, now, effects);
}

void SyncGroup::expire(std::size_t member, Timer timer, Instant now, GroupEffects &effects) {
  auto &router = *members_[member].router;
  const auto before = router.state();
  router.set_gate(all_want(member));
  pass(member, effects, [&](Router &own, Effects &its) { own.expire(timer, now, its); });
  router.set_gate(false);
  follow(member, before, now, effects);
}

void SyncGroup::set_priority(std::size_t member, base::Priority effective, Instant now, GroupEffects &effects) {
  pass(member, effects, [&](Router &router, Effects &own) { router.set_priority(effective, now, own); });
}

void SyncGroup::set_health(std::size_t member, const Health &fresh, Instant now, GroupEffects &effects) {
  const auto before = health();
  members_[member].health = fresh;
  const auto after = health();
  if (before.ready != after.ready || before.faulted != after.faulted) apply_health(member, now, effects);
}

void SyncGroup::yield(std::size_t member, Instant now, GroupEffects &effects) {
  pass_to_all(member, effects, [&](Router &router, Effects &own, bool is_cause) {
    router.yield(now, own, is_cause ? Why::yielded : Why::group_left);
  });
  state_ = members_.front().router->state();
}

void SyncGroup::reconfigure(std::size_t member, const RouterConfig &config, Instant now, GroupEffects &effects) {
  pass(member, effects, [&](Router &router, Effects &own) { router.reconfigure(config, now, own); });
}

void SyncGroup::stop(Event event, Instant now, GroupEffects &effects) {
  pass_to_all(0, effects, [&](Router &router, Effects &own, bool) { router.stop(event, now, own); });
  state_ = State::init;
  effects.push_back({std::nullopt, Notify{event}});
}

void SyncGroup::disband(Instant now, GroupEffects &effects) {
  set_gates(true);
  for (std::size_t member = 0; member < members_.size(); ++member)
    pass(member, effects, [&](Router &router, Effects &own) {
      const auto &its = members_[member].health;
      router.set_fault(its.faulted, now, own);
      if (its.ready) router.set_ready(now, own);
    });
}

// Moving as one.

/// After an input to one member: the others follow where it went.
void SyncGroup::follow(std::size_t leader, State before, Instant now, GroupEffects &effects) {
  const auto after = members_[leader].router->state();
  if (before == after) return;
  const auto group_before = state_;
  const auto mark = effects.size();
  for (std::size_t member = 0; member < members_.size(); ++member) {
    if (member == leader) continue;
    pass(member, effects, [&](Router &router, Effects &own) {
      after == State::master ? router.join_master(now, own) : router.join_backup(now, own);
    });
  }
  tell(group_before, mark, effects);
}

/// A rival of one master confuses the network about the others' addresses as well.
void SyncGroup::share_announcement(std::size_t leader, std::size_t mark, Instant now, GroupEffects &effects) {
  const auto heard = effects.begin() + static_cast<std::ptrdiff_t>(mark);
  if (members_[leader].router->state() != State::master || std::none_of(heard, effects.end(), is_announcement)) return;
  for (std::size_t member = 0; member < members_.size(); ++member)
    if (member != leader)
      pass(member, effects, [&](Router &router, Effects &own) { router.join_announcement(now, own); });
}

/// After a start, some members may be fresh and others have run before.
void SyncGroup::bring_together(bool running_are_masters, Instant now, GroupEffects &effects) {
  const bool join = all_want() || (running_are_masters && health().ready);
  if (!join && !is_split()) return;
  for (std::size_t member = 0; member < members_.size(); ++member)
    pass(member, effects, [&](Router &router, Effects &own) {
      join ? router.join_master(now, own) : router.yield(now, own, Why::group_left);
    });
}

/// One that found itself stalled takes the others along.
void SyncGroup::level(Instant now, GroupEffects &effects) {
  if (!is_split()) return;
  for (std::size_t member = 0; member < members_.size(); ++member)
    pass(member, effects, [&](Router &router, Effects &own) { router.join_backup(now, own); });
}

void SyncGroup::apply_health(std::size_t cause, Instant now, GroupEffects &effects) {
  const auto before = state_;
  const auto mark = effects.size();
  const auto all = health();
  open_for_owners();
  pass_to_all(cause, effects, [&](Router &router, Effects &own, bool is_cause) {
    router.set_fault(all.faulted, now, own, is_cause ? Why::faulted : Why::group_faulted);
    if (all.ready) router.set_ready(now, own);
  });
  set_gates(false);
  level(now, effects);
  tell(before, mark, effects);
}

void SyncGroup::set_gates(bool open) {
  for (const auto &member : members_) member.router->set_gate(open);
}

/// Where all are owners nobody has to wait for anybody.
void SyncGroup::open_for_owners() {
  if (std::ranges::all_of(members_, is_owner)) set_gates(true);
}

/// There are such, and all of them are.
bool SyncGroup::running_are_masters() const {
  const auto is_other = [](const Member &member) { return member.router->started() && !is_master(member); };
  return std::ranges::any_of(members_, is_master) && std::ranges::none_of(members_, is_other);
}

bool SyncGroup::is_split() const {
  return std::ranges::any_of(members_, is_master) && !std::ranges::all_of(members_, is_master);
}

/// Whether all members, or all others, are master or would be.
bool SyncGroup::all_want(std::optional<std::size_t> but) const {
  for (std::size_t member = 0; member < members_.size(); ++member) {
    const auto &one = members_[member];
    if (member != but && !one.router->wants_master() && !is_master(one)) return false;
  }
  return true;
}

Health SyncGroup::health() const {
  return {.ready = std::ranges::all_of(members_, [](const Member &member) { return member.health.ready; }),
          .faulted = std::ranges::any_of(members_, [](const Member &member) { return member.health.faulted; })};
}

/// Notifies the group if it has changed; at start before its members.
void SyncGroup::tell(State before, std::size_t mark, GroupEffects &effects) {
  state_ = members_.front().router->state();
  if (state_ == before) return;
  const GroupEffect news{std::nullopt, Notify{events[static_cast<std::size_t>(state_)]}};
  const bool first = before == State::init && state_ != State::master;
  effects.insert(first ? effects.begin() + static_cast<std::ptrdiff_t>(mark) : effects.end(), news);
}

}  // namespace sempervivum::vrrp
