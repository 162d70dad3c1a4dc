#include "vrrp/track_rule.hpp"

#include <algorithm>
#include <array>

namespace sempervivum::vrrp {
namespace {

/// What becomes of a weighted rule where weights are not allowed.
enum class Unweighted : std::uint8_t { fault, fault_if_default, ignore };
constexpr std::array<Unweighted, track_kind_count> unweighted{
    Unweighted::fault,             // interface
    Unweighted::ignore,            // script
    Unweighted::fault_if_default,  // file
    Unweighted::ignore,            // process
    Unweighted::ignore,            // bfd
};

bool stays(const TrackRule &rule) {
  const auto fate = unweighted[static_cast<std::size_t>(rule.kind)];
  return fate == Unweighted::fault || (fate == Unweighted::fault_if_default && rule.default_weight);
}

void add_unweighted(const TrackRule &rule, EffectiveTracks &effective) {
  effective.remarks.push_back({.rule = rule, .ignored = !stays(rule)});
  if (!stays(rule)) return;
  effective.rules.push_back(rule);
  effective.rules.back().weight = 0;
}

/// A group's rule on top of the instance's.
void merge(const TrackRule &rule, std::vector<TrackRule> &rules) {
  const auto same = [&](const TrackRule &own) { return own.kind == rule.kind && own.name == rule.name; };
  const auto own = std::ranges::find_if(rules, same);
  if (own == rules.end()) return rules.push_back(rule);
  if (own->weight == 0) return;
  own->weight = rule.weight;
  own->reverse = rule.reverse;
}

}  // namespace

EffectiveTracks effective_tracks(std::span<const TrackRule> own, std::span<const TrackRule> group,
                                 const TrackScope &scope) {
  const bool weights = !scope.owner && (!scope.in_group || scope.group_weights);
  EffectiveTracks effective;
  for (const auto &rule : own)
    weights || rule.weight == 0 ? effective.rules.push_back(rule) : add_unweighted(rule, effective);
  for (auto rule : group) {
    if (scope.group_has_owner && rule.weight != 0) {
      effective.remarks.push_back({.rule = rule, .ignored = false});
      rule.weight = 0;
    }
    merge(rule, effective.rules);
  }
  return effective;
}

}  // namespace sempervivum::vrrp
