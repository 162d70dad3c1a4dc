/// From what the table is to what it should be. Pure.
///
/// The changes, in an order in which no step leaves a service with fewer servers
/// than before and after: services are added and changed first, then servers are
/// added, then weights and the like changed in place, then servers removed, then
/// services. What is equal is not touched; services only `actual` has are removed
/// only if they are in `ours` (we made them).
#pragma once

#include <set>
#include <vector>

#include "netlink/ipvs_table.hpp"

namespace sempervivum::checkers {

std::vector<netlink::IpvsChange> reconcile(const netlink::IpvsPicture &desired, const netlink::IpvsPicture &actual,
                                           const std::set<netlink::IpvsServiceKey> &ours);

}  // namespace sempervivum::checkers
