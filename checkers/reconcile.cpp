#include "checkers/reconcile.hpp"

#include <algorithm>
#include <utility>

namespace sempervivum::checkers {
namespace {

using netlink::IpvsChange;
using netlink::IpvsDestination;
using netlink::IpvsEntry;
using netlink::IpvsPicture;
using netlink::IpvsService;
using Kind = IpvsChange::Kind;

/// The changes by the step they belong to.
struct Steps {
  std::vector<IpvsChange> services;
  std::vector<IpvsChange> additions;
  std::vector<IpvsChange> settings;
  std::vector<IpvsChange> removals;
  std::vector<IpvsChange> endings;

  std::vector<IpvsChange> in_order() {
    auto all = std::move(services);
    for (auto *step : {&additions, &settings, &removals, &endings}) std::ranges::move(*step, std::back_inserter(all));
    return all;
  }
};

void compare(const IpvsEntry &desired, const IpvsEntry &actual, Steps &steps) {
  const auto &service = desired.service;
  for (const auto &destination : desired.destinations) {
    const auto found = actual.destinations.find(destination);
    if (found == actual.destinations.end())
      steps.additions.push_back({Kind::add_destination, service, destination});
    else if (*found != destination)
      steps.settings.push_back({Kind::set_destination, service, destination});
  }
  for (const auto &destination : actual.destinations)
    if (!desired.destinations.contains(destination))
      steps.removals.push_back({Kind::remove_destination, service, destination});
}

}  // namespace

std::vector<IpvsChange> reconcile(const IpvsPicture &desired, const IpvsPicture &actual,
                                  const std::set<netlink::IpvsServiceKey> &ours) {
  Steps steps;
  for (const auto &[key, entry] : desired) {
    const auto found = actual.find(key);
    const bool there = found != actual.end();
    if (!there) steps.services.push_back({Kind::add_service, entry.service, {}});
    if (there && found->second.service != entry.service)
      steps.services.push_back({Kind::set_service, entry.service, {}});
    compare(entry, there ? found->second : IpvsEntry{}, steps);
  }
  for (const auto &[key, entry] : actual)
    if (!desired.contains(key) && ours.contains(key))
      steps.endings.push_back({Kind::remove_service, entry.service, {}});
  return steps.in_order();
}

}  // namespace sempervivum::checkers
