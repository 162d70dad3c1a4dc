/// Which addresses are announced where: an instance's plan seen through the
/// links as they are now.
#pragma once

#include "netlink/picture.hpp"
#include "vrrp/announce.hpp"
#include "vrrp/plan.hpp"

namespace sempervivum::vrrp {

/// Every advertised and excluded address whose interface exists and has a
/// hardware address, in the plan's order.
Announcer::Addresses announcements(const InstancePlan &plan, const netlink::Picture &picture);

}  // namespace sempervivum::vrrp
