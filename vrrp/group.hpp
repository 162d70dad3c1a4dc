/// One running vrrp_sync_group: the SyncGroup with its hands.
///
/// A member's input goes to the SyncGroup instead of the member's own Router; each
/// effect that comes out goes to the member it is for, in order. Its own part is
/// keepalived's line when members follow one another, and the group's notifications.
///
/// Thread: the protocol thread only. Members outlive the group, which detaches
/// itself from them at its end; their routers keep whatever state they are in.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "vrrp/errands.hpp"
#include "vrrp/herald.hpp"
#include "vrrp/plan.hpp"
#include "vrrp/sync_group.hpp"

namespace sempervivum::vrrp {

class Instance;

class Group final : private Errands::Doer {
 public:
  /// What it needs beside its members; outlives it.
  struct Services {
    base::Log log;
    Herald &herald;
    Errands &errands;
  };
  /// `before`: what the group of that name, or of these members, was until a reload.
  Group(GroupPlan plan, std::vector<Instance *> members, const Services &services, State before);
  Group(const Group &) = delete;
  Group &operator=(const Group &) = delete;
  ~Group() override;

  /// Starts the members that are not running and brings the others to one side.
  void start(base::Instant now);
  void stop(Event event, base::Instant now);
  /// Ends without a word to the peers (option -V): only stop scripts are run.
  void leave();
  void repeat_state();
  /// Other names or scripts for the same members.
  void rename(GroupPlan plan) { plan_ = std::move(plan); }

  /// Gives an input of the member at `place` to the SyncGroup: input(core, place,
  /// effects), and carries out the effects.
  template <class Input>
  void drive(std::size_t place, Input input) {
    effects_.clear();
    input(core_, place, effects_);
    carry_out(place);
  }

  const GroupPlan &plan() const { return plan_; }
  const std::vector<Instance *> &members() const { return members_; }
  State state() const { return core_.state(); }

 private:
  void run_errand(const Effect &effect, base::Priority priority) override;
  void carry_out(std::size_t cause);
  void tell_of_followers(std::size_t cause, const GroupEffect &effect, bool &told);
  Notice notice(Event event) const { return {{Subject::Kind::group, plan_.name}, event}; }

  GroupPlan plan_;
  std::vector<Instance *> members_;
  Services services_;
  SyncGroup core_;
  GroupEffects effects_;
};

}  // namespace sempervivum::vrrp
