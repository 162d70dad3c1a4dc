/// The sync groups of the process, and what a reload makes of them.
///
/// A group whose members stay the same, in the same order, goes on, under another
/// name if need be. Any other change makes a new group of the members as they are
/// (sync_group.hpp says how they come together); one of the same name knows the old
/// one's state. Members that are in no group any more go on alone.
///
/// Thread: the protocol thread only.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "vrrp/group.hpp"
#include "vrrp/instance.hpp"

namespace sempervivum::vrrp {

class Groups {
 public:
  using Instances = std::span<const std::unique_ptr<Instance>>;

  explicit Groups(const Group::Services &services) : services_{services} {}

  /// Makes the groups what `plans` says, whose indices are those of `instances`;
  /// newcomers must be ready (Instance::get_ready), and are started with their group.
  void arrange(std::vector<GroupPlan> plans, Instances instances, base::Instant now);
  /// Before the first arrange(): what groups of these names were in another process.
  void recall(const std::map<std::string, State> &states);
  /// Before a reload deletes it: its group ends, and what is left of it awaits arrange().
  void take_out(Instance &instance);
  void stop(Event event, base::Instant now);
  void leave();
  /// To the FIFOs, of groups that have not changed in a reload.
  void repeat_states();
  const std::vector<std::unique_ptr<Group>> &all() const { return groups_; }

 private:
  struct Past {
    std::string name;
    std::vector<Instance *> members;
    State state;
  };
  void dissolve(std::unique_ptr<Group> &group);
  static Group *of_members(const std::vector<Instance *> &members);
  void form(GroupPlan plan, Instances instances, base::Instant now);
  State past_state(const std::string &name) const;

  Group::Services services_;
  std::vector<std::unique_ptr<Group>> groups_;
  /// Dissolved since the last arrange().
  std::vector<Past> past_;
};

}  // namespace sempervivum::vrrp
