#include "vrrp/groups.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace sempervivum::vrrp {
namespace {

std::vector<Instance *> members_of(const GroupPlan &plan, Groups::Instances instances) {
  std::vector<Instance *> members;
  for (const auto at : plan.members) members.push_back(instances[at].get());
  return members;
}

}  // namespace

void Groups::arrange(std::vector<GroupPlan> plans, Instances instances, base::Instant now) {
  std::set<const Group *> staying;
  for (const auto &plan : plans) staying.insert(of_members(members_of(plan, instances)));
  for (auto &group : groups_)
    if (!staying.contains(group.get())) dissolve(group);
  std::erase(groups_, nullptr);
  for (auto &plan : plans) form(std::move(plan), instances, now);
  for (const auto &past : std::exchange(past_, {}))
    for (auto *member : past.members)
      if (member->group() == nullptr) member->go_alone(now);
}

/// The running group of exactly these, or null.
Group *Groups::of_members(const std::vector<Instance *> &members) {
  auto *group = members.front()->group();
  return group != nullptr && group->members() == members ? group : nullptr;
}

void Groups::dissolve(std::unique_ptr<Group> &group) {
  past_.push_back({group->plan().name, group->members(), group->state()});
  group.reset();
}

void Groups::recall(const std::map<std::string, State> &states) {
  for (const auto &[name, state] : states) past_.push_back({name, {}, state});
}

void Groups::take_out(Instance &instance) {
  const auto home = std::ranges::find(groups_, instance.group(), &std::unique_ptr<Group>::get);
  if (home != groups_.end()) {
    dissolve(*home);
    groups_.erase(home);
  }
  for (auto &past : past_) std::erase(past.members, &instance);
}

/// A new group, or another name for one that goes on.
void Groups::form(GroupPlan plan, Instances instances, base::Instant now) {
  auto members = members_of(plan, instances);
  if (auto *running = of_members(members)) return running->rename(std::move(plan));
  const auto before = past_state(plan.name);
  groups_.push_back(std::make_unique<Group>(std::move(plan), std::move(members), services_, before));
  groups_.back()->start(now);
}

State Groups::past_state(const std::string &name) const {
  const auto past = std::ranges::find(past_, name, &Past::name);
  return past == past_.end() ? State::init : past->state;
}

void Groups::stop(Event event, base::Instant now) {
  for (const auto &group : groups_) group->stop(event, now);
}

void Groups::repeat_states() {
  for (const auto &group : groups_) group->repeat_state();
}

void Groups::leave() {
  for (const auto &group : groups_) group->leave();
}

}  // namespace sempervivum::vrrp
