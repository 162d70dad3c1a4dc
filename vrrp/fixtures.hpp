/// Addresses, routes and rules that are there as long as the daemon is, whoever is
/// master: static_ipaddress, static_routes, static_rules.
///
/// What somebody else removes is put back at once, but if that happens too often
/// (restore_limit.hpp) only after a while. What names a track_group is not put back
/// while every instance of that group is in fault (behaviour E5).
///
/// Thread: the protocol thread only.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "netlink/picture.hpp"
#include "vrrp/fixture_plan.hpp"
#include "vrrp/keeper.hpp"
#include "vrrp/timers.hpp"

namespace sempervivum::vrrp {

class Fixtures {
 public:
  Fixtures(Keeper &keeper, Timers &timers) : keeper_{keeper}, timers_{timers} {}

  /// From now on these, and no others.
  void want(std::vector<FixturePlan> plans);
  /// An interface has come, gone or changed its name: what waits for one may have it now.
  void renew();
  /// An instance's state may have changed.
  void look(const std::function<bool(const std::string &instance)> &is_faulted);
  void release();

 private:
  struct Fixture {
    Fixture(Keeper &keeper, Timers &timers, FixturePlan plan);

    FixturePlan plan;
    Alarm again;
    Claim claim;
  };

  Keeper &keeper_;
  Timers &timers_;
  std::vector<std::unique_ptr<Fixture>> fixtures_;
};

}  // namespace sempervivum::vrrp
