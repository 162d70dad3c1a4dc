#include "vrrp/plan_diff.hpp"

#include <algorithm>
#include <map>

namespace sempervivum::vrrp {
namespace {

/// Unicast instances may share a key (behaviour C16): they are matched in order.
using Index = std::map<InstanceKey, std::vector<std::size_t>>;

Index index_by_key(const std::vector<InstancePlan> &instances) {
  Index index;
  for (std::size_t at = 0; at < instances.size(); ++at) index[instances[at].key()].push_back(at);
  return index;
}

/// Pairs what is on both sides; the rest is removed or added.
void match(const std::vector<std::size_t> &before, const std::vector<std::size_t> &after, PlanDiff &result) {
  const auto kept = std::min(before.size(), after.size());
  for (std::size_t at = 0; at < kept; ++at) result.kept.emplace_back(before[at], after[at]);
  result.removed.insert(result.removed.end(), before.begin() + static_cast<std::ptrdiff_t>(kept), before.end());
  result.added.insert(result.added.end(), after.begin() + static_cast<std::ptrdiff_t>(kept), after.end());
}

}  // namespace

PlanDiff diff(const std::vector<InstancePlan> &before, const std::vector<InstancePlan> &after) {
  PlanDiff result;
  const auto old_index = index_by_key(before);
  const auto new_index = index_by_key(after);
  static const std::vector<std::size_t> none;
  for (const auto &[key, old] : old_index) {
    const auto fresh = new_index.find(key);
    match(old, fresh == new_index.end() ? none : fresh->second, result);
  }
  for (const auto &[key, fresh] : new_index)
    if (!old_index.contains(key)) match(none, fresh, result);
  return result;
}

}  // namespace sempervivum::vrrp
