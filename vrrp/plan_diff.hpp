/// A reload as the difference between two plans: pure.
///
/// Instances are matched by InstanceKey (VRID, family, interface, unicast or
/// not), never by name, so renaming one moves nothing (behaviour L5). What is
/// equal is not mentioned again; diff(plan, plan) is empty.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "vrrp/plan.hpp"

namespace sempervivum::vrrp {

struct PlanDiff {
  /// Indices into the old plan.
  std::vector<std::size_t> removed;
  /// Indices into the new plan.
  std::vector<std::size_t> added;
  /// (old, new) of instances that go on, changed or not.
  std::vector<std::pair<std::size_t, std::size_t>> kept;
};

PlanDiff diff(const std::vector<InstancePlan> &before, const std::vector<InstancePlan> &after);

}  // namespace sempervivum::vrrp
