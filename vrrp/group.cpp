#include "vrrp/group.hpp"

#include <variant>

#include "vrrp/instance.hpp"
#include "vrrp/messages.hpp"

namespace sempervivum::vrrp {
namespace {

std::vector<SyncGroup::Member> core_members(const std::vector<Instance *> &members) {
  std::vector<SyncGroup::Member> found;
  for (auto *member : members) found.push_back({&member->router(), member->health()});
  return found;
}

/// The state a member has gone to, if that is what the effect tells.
const Explain *transition(const Effect &effect) {
  const auto *decision = std::get_if<Explain>(&effect);
  const bool moved = decision != nullptr && decision->from != decision->to;
  return moved && decision->from != State::init && decision->to != State::init ? decision : nullptr;
}

}  // namespace

Group::Group(GroupPlan plan, std::vector<Instance *> members, const Services &services, State before)
    : plan_{std::move(plan)}, members_{std::move(members)}, services_{services}, core_{core_members(members_), before} {
  for (std::size_t place = 0; place < members_.size(); ++place) members_[place]->join(*this, place);
}

Group::~Group() {
  services_.errands.forget(*this);
  for (auto *member : members_) member->leave_group();
}

void Group::start(base::Instant now) {
  drive(0, [now](SyncGroup &core, std::size_t, GroupEffects &effects) { core.start(now, effects); });
}

void Group::stop(Event event, base::Instant now) {
  drive(0, [event, now](SyncGroup &core, std::size_t, GroupEffects &effects) { core.stop(event, now, effects); });
}

void Group::leave() {
  for (auto *member : members_) member->leave();
  services_.errands.give(*this, Notify{Event::stop}, {});
}

void Group::carry_out(std::size_t cause) {
  bool told = false;
  for (const auto &one : effects_) {
    tell_of_followers(cause, one, told);
    if (one.member)
      members_[*one.member]->carry_out(one.effect);
    else
      services_.errands.give(*this, one.effect, {});
  }
  for (const auto &one : effects_)
    if (one.member) members_[*one.member]->settle();
}

/// Its own notifications, and what its members follow it to.
void Group::run_errand(const Effect &effect, base::Priority) {
  if (const auto *notify = std::get_if<Notify>(&effect))
    services_.herald.tell(notice(notify->event), plan_.notify);
  else
    services_.log.info(messages::group_syncing, plan_.name, to_words(std::get<Explain>(effect).to));
}

/// Said once, before the first member that follows.
void Group::tell_of_followers(std::size_t cause, const GroupEffect &effect, bool &told) {
  const auto *decision = transition(effect.effect);
  if (told || decision == nullptr || !effect.member || effect.member == cause) return;
  told = true;
  services_.errands.give(*this, *decision, {});
}

void Group::repeat_state() {
  if (const auto event = event_of(state())) services_.herald.repeat(notice(*event), plan_.notify);
}

}  // namespace sempervivum::vrrp
