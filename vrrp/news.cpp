#include "vrrp/news.hpp"

#include <algorithm>

#include "vrrp/interface_facts.hpp"

namespace sempervivum::vrrp {

void News::note(const netlink::Change &change, const netlink::Picture &picture) {
  if (const auto *removed = std::get_if<netlink::AddressRemoved>(&change)) {
    gone_.insert(removed->address.address);
    return;
  }
  auto &affected = std::holds_alternative<netlink::AddressAdded>(change) ? gaining_ : changed_;
  for (auto &name : changed_interfaces(change, picture)) affected.insert(std::move(name));
}

bool News::has_changed(const InstancePlan &plan) const {
  const auto tracks = [this](const TrackedInterface &tracked) { return changed_.contains(tracked.name); };
  return changed_.contains(plan.interface) || changed_.contains(plan.base_interface) ||
         std::ranges::any_of(plan.interfaces, tracks);
}

bool News::concern(const InstancePlan &plan, const base::IpAddress &source) const {
  if (!changed_.empty() && has_changed(plan)) return true;
  if (!gone_.empty() && gone_.contains(source)) return true;
  if (gaining_.empty() || (!source.is_any() && !plan.track_source)) return false;
  return plan.interface.empty() || gaining_.contains(plan.interface) || gaining_.contains(plan.base_interface);
}

}  // namespace sempervivum::vrrp
