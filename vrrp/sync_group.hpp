/// vrrp_sync_group: virtual routers that change state together.
///
/// A SyncGroup stands between its driver and its members' Routers: whatever
/// befalls a member goes through here, and what comes out is what every member has
/// to do, in the order it has to be done. Within one call all members are brought
/// to one side; between calls they never differ (behaviour facts G1 to G6):
///   * A member whose turn has come becomes master only if every other member
///     wants to as well; then all do, it first, the others in list order. Until
///     then it goes on as backup, and keeps wanting while it hears nobody to follow.
///     Owners want to from the start, and are master at once where all are owners.
///   * A member that loses to a better master, or finds that it was stalled, takes
///     all others to backup. They do not resign: somebody else is master.
///   * One that steps down, or is in fault, takes all others along, and each of
///     them resigns. The group is in fault as long as any member has a fault, and
///     in init until no member waits for a tracker any more (B8).
///   * A lower priority rival of one master member makes all announce (C10).
///
/// The group is notified after its members; only at start, before them, of backup
/// or fault. Of stepping down to backup, which is on its way back to master, it is
/// not notified (G5).
///
/// Pure, like Router. Members are borrowed and outlive the group. What a member's
/// Router can be told directly is set_own_address().
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "vrrp/effect.hpp"
#include "vrrp/router.hpp"

namespace sempervivum::vrrp {

/// One effect of an input to a group.
struct GroupEffect {
  /// Place in the group's list; none: the group's own, a Notify.
  std::optional<std::size_t> member;
  Effect effect;
};
/// In order; reused by its owner from input to input.
using GroupEffects = std::vector<GroupEffect>;

/// What trackers say of one member.
struct Health {
  bool ready = true;
  bool faulted = false;
};

class SyncGroup {
 public:
  /// In the order of the group's list, each with its health; at least one. After a
  /// reload `state` is what the group of that name was before.
  struct Member {
    Router *router;
    Health health;
  };
  explicit SyncGroup(std::vector<Member> members, State state = State::init);

  /// Begins: starts the members that are not yet running, and brings those that
  /// are, after a reload, to one side: newcomers join masters, but running members
  /// that differ all go to backup.
  void start(base::Instant now, GroupEffects &effects);

  // As Router's, for one member.
  void hear(std::size_t member, const HeardAdvert &advert, base::Instant now, GroupEffects &effects);
  void expire(std::size_t member, Timer timer, base::Instant now, GroupEffects &effects);
  void set_priority(std::size_t member, base::Priority effective, base::Instant now, GroupEffects &effects);
  void set_health(std::size_t member, const Health &health, base::Instant now, GroupEffects &effects);
  void yield(std::size_t member, base::Instant now, GroupEffects &effects);
  void reconfigure(std::size_t member, const RouterConfig &config, base::Instant now, GroupEffects &effects);

  /// Ends all members, then the group. `event` is stop or deleted.
  void stop(Event event, base::Instant now, GroupEffects &effects);
  /// Ends the group alone, in a reload: each member goes on with its own health.
  void disband(base::Instant now, GroupEffects &effects);

  State state() const { return state_; }
  std::size_t size() const { return members_.size(); }

 private:
  template <class Input>
  void pass(std::size_t member, GroupEffects &effects, Input input);
  template <class Input>
  void pass_to_all(std::size_t first, GroupEffects &effects, Input input);
  void follow(std::size_t leader, State before, base::Instant now, GroupEffects &effects);
  void share_announcement(std::size_t leader, std::size_t mark, base::Instant now, GroupEffects &effects);
  void bring_together(bool running_are_masters, base::Instant now, GroupEffects &effects);
  void level(base::Instant now, GroupEffects &effects);
  void apply_health(std::size_t cause, base::Instant now, GroupEffects &effects);
  void set_gates(bool open);
  void open_for_owners();
  bool running_are_masters() const;
  bool is_split() const;
  bool all_want(std::optional<std::size_t> but = std::nullopt) const;
  Health health() const;
  void tell(State before, std::size_t mark, GroupEffects &effects);

  std::vector<Member> members_;
  State state_;
  Effects scratch_;
};

}  // namespace sempervivum::vrrp
