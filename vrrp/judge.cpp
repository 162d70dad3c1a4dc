#include "vrrp/judge.hpp"

#include <vector>

#include "vrrp/file_number.hpp"
#include "vrrp/interface_facts.hpp"

namespace sempervivum::vrrp {
namespace {

bool is_up(const netlink::Link *link, const Sightings &sightings) { return link != nullptr && sightings.is_up(*link); }

std::vector<Track> tracks(const InstancePlan &plan, const netlink::Picture &picture, const Sightings &sightings) {
  std::vector<Track> tracks;
  for (const auto &[name, weight, reverse] : plan.scripts)
    tracks.push_back({FaultReason::tracked_script_failed, name, weight, reverse, sightings.script(name)});
  for (const auto &[name, weight, reverse] : plan.interfaces) {
    const auto verdict = is_up(picture.link(name), sightings) ? Verdict::good : Verdict::bad;
    tracks.push_back({FaultReason::tracked_interface_down, name, weight, reverse, verdict});
  }
  for (const auto &[name, weight, reverse] : plan.files)
    if (const auto number = sightings.file(name)) tracks.push_back(file_track(name, weight, reverse, *number));
  for (const auto &[name, weight, reverse] : plan.processes)
    tracks.push_back({FaultReason::tracked_process, name, weight, reverse, sightings.process(name)});
  for (const auto &[name, weight, reverse] : plan.bfds)
    tracks.push_back({FaultReason::tracked_bfd_down, name, weight, reverse, sightings.bfd(name)});
  return tracks;
}

/// A configured source counts as there, unless that is to be tracked.
bool has_source(const InstancePlan &plan, const netlink::Link *link, const netlink::Picture &picture) {
  const auto source = source_address(plan, picture);
  if (!source || !plan.track_source || !plan.source || link == nullptr) return source.has_value();
  return picture.first_address(link->index, [&](const auto &address) { return address.address == *source; }) != nullptr;
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

Standing judge(const InstancePlan &plan, const netlink::Picture &picture, const Sightings &sightings) {
  const auto *link = instance_link(plan, picture);
  const auto tracked = tracks(plan, picture, sightings);
  const auto standing = standing_faults(plan, link);
  return evaluate({
      .base_priority = plan.router.priority,
      .interface = {.name = plan.interface,
                    .exists = link != nullptr,
                    .up = is_up(link, sightings),
                    .has_source_address = has_source(plan, link, picture),
                    .tracked = plan.track_primary},
      .tracks = tracked,
      .standing = standing,
  });
}

}  // namespace sempervivum::vrrp
