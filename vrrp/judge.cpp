#include "vrrp/judge.hpp"

#include <vector>

#include "vrrp/interface_facts.hpp"

namespace sempervivum::vrrp {
namespace {

Verdict link_verdict(const netlink::Link *link) {
  return link != nullptr && link->is_up() ? Verdict::good : Verdict::bad;
}

std::vector<Track> tracks(const InstancePlan &plan, const netlink::Picture &picture, const ScriptVerdicts &verdicts) {
  std::vector<Track> tracks;
  for (const auto &[name, weight, reverse] : plan.scripts)
    tracks.push_back({FaultReason::tracked_script_failed, name, weight, reverse, verdicts(name)});
  for (const auto &[name, weight, reverse] : plan.interfaces)
    tracks.push_back({FaultReason::tracked_interface_down, name, weight, reverse, link_verdict(picture.link(name))});
  return tracks;
}

/// Faults of the configuration as it meets this host.
FaultSet standing_faults(const InstancePlan &plan, const netlink::Link *link) {
  FaultSet faults;
  if (plan.fault_without_peer && !plan.unicast()) faults.push_back({FaultReason::no_unicast_peer, ""});
  if (link != nullptr && !plan.unicast() && !link->has(netlink::LinkFlag::multicast))
    faults.push_back({FaultReason::no_multicast, link->name});
  return faults;
}

}  // namespace

Standing judge(const InstancePlan &plan, const netlink::Picture &picture, const ScriptVerdicts &verdicts) {
  const auto *link = instance_link(plan, picture);
  const auto tracked = tracks(plan, picture, verdicts);
  const auto standing = standing_faults(plan, link);
  return evaluate({
      .base_priority = plan.router.priority,
      .interface = {.name = plan.interface,
                    .exists = link != nullptr,
                    .up = link != nullptr && link->is_up(),
                    .has_source_address = source_address(plan, picture).has_value(),
                    .tracked = plan.track_primary},
      .tracks = tracked,
      .standing = standing,
  });
}

}  // namespace sempervivum::vrrp
