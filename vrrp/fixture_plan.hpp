/// From static_ipaddress, static_routes and static_rules to what the kernel is asked for.
#pragma once

#include <string>
#include <vector>

#include "parser/model.hpp"
#include "vrrp/planned_possessions.hpp"
#include "vrrp/possessions.hpp"

namespace sempervivum::vrrp {

/// What is restored under the same conditions.
struct FixturePlan {
  /// Its track_group; empty for what names none.
  std::string group;
  /// The group's instances; none: it is restored always.
  std::vector<std::string> members;
  Possessions possessions;

  bool operator==(const FixturePlan &) const = default;
};

/// One for what names no group, then one for each group that is named. An address
/// without an interface is on default_interface, else on eth0.
std::vector<FixturePlan> fixture_plans(const parser::Config &config, RoutePlanner &routes);

}  // namespace sempervivum::vrrp
