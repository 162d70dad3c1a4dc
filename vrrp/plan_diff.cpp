#include "vrrp/plan_diff.hpp"

#include <algorithm>
#include <map>

namespace sempervivum::vrrp {
namespace {

using Index = std::map<InstanceKey, std::size_t>;

Index index_by_key(const std::vector<InstancePlan> &instances) {
  Index index;
  for (std::size_t at = 0; at < instances.size(); ++at) index.emplace(instances[at].key(), at);
  return index;
}

}  // namespace

PlanDiff diff(const std::vector<InstancePlan> &before, const std::vector<InstancePlan> &after) {
  PlanDiff result;
  const auto old_index = index_by_key(before);
  const auto new_index = index_by_key(after);
  for (const auto &[key, at] : old_index)
    if (!new_index.contains(key)) result.removed.push_back(at);
  for (const auto &[key, at] : new_index) {
    const auto old = old_index.find(key);
    if (old == old_index.end())
      result.added.push_back(at);
    else
      result.kept.emplace_back(old->second, at);
  }
  return result;
}

}  // namespace sempervivum::vrrp
