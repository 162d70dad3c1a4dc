/// A SyncGroup on a bench, like Bench for one Router. Members are a, b, c.
///
/// Inputs, separated by "; ":
///     start [NAME unready|faulted ...] | stop
///     hear NAME ADDRESS PRIORITY
///     expire NAME TIMER [LATE_MS]     moves the clock to the deadline, or later;
///                                     adverts due before that are sent in time
///     wait MS | fault NAME | clear NAME | ready NAME | yield NAME
/// Effects read like "a send 100; a +addresses; group notify master". Timers and
/// announcements are left out.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "router_bench.hpp"
#include "vrrp/sync_group.hpp"

namespace sempervivum::vrrp::test {

class GroupBench {
 public:
  /// One member for each tweak of the bench configuration.
  explicit GroupBench(const std::vector<Tweak> &members);

  /// Runs the inputs and returns the effects of the last one.
  std::string run(std::string_view inputs);
  /// "MASTER MASTER", the members' states.
  std::string states() const;

  SyncGroup &group() { return group_; }
  Router &router(std::size_t member) { return routers_[member]; }
  base::Instant now() const { return now_; }
  std::string text(const GroupEffects &effects) const;

 private:
  void input(const std::vector<std::string> &words);
  void start(const std::vector<std::string> &words);
  void expire(std::size_t member, const std::vector<std::string> &words);
  void set_health(std::size_t member, const Health &health);
  void serve_until(base::Instant end);

  std::deque<Router> routers_;
  std::vector<Health> health_;
  SyncGroup group_;
  base::Instant now_{};
  GroupEffects effects_;
};

}  // namespace sempervivum::vrrp::test
