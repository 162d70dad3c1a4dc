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

std::vector<PlannedAddress> all_addresses(const InstancePlan &plan) {
  auto all = plan.addresses;
  all.insert(all.end(), plan.excluded.begin(), plan.excluded.end());
  return all;
}

std::vector<PlannedAddress> missing_from(const std::vector<PlannedAddress> &others,
                                         const std::vector<PlannedAddress> &addresses) {
  std::vector<PlannedAddress> missing;
  std::ranges::copy_if(addresses, std::back_inserter(missing),
                       [&others](const auto &address) { return std::ranges::find(others, address) == others.end(); });
  return missing;
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

AddressDiff address_diff(const InstancePlan &before, const InstancePlan &after) {
  const auto old_addresses = all_addresses(before);
  const auto new_addresses = all_addresses(after);
  return {missing_from(new_addresses, old_addresses), missing_from(old_addresses, new_addresses)};
}

}  // namespace sempervivum::vrrp
