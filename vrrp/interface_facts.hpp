/// What the kernel's links and addresses mean for an instance: pure reading of a
/// netlink::Picture.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/address.hpp"
#include "base/log.hpp"
#include "netlink/picture.hpp"
#include "vrrp/plan.hpp"

namespace sempervivum::vrrp {

/// The instance's interface, or the one that has its unicast source address when
/// none is configured; nullptr while there is none.
const netlink::Link *instance_link(const InstancePlan &plan, const netlink::Picture &picture);

/// Where its adverts come from: the configured source, else the interface's first
/// usable address that is not a virtual one (IPv6: its link-local address).
std::optional<base::IpAddress> source_address(const InstancePlan &plan, const netlink::Picture &picture);

/// The names of the interfaces a change is about: two for a rename.
std::vector<std::string> changed_interfaces(const netlink::Change &change, const netlink::Picture &picture);

/// Reports links that come and go, and addresses under -D or -a.
void log_change(const base::Log &log, const netlink::Change &change, const netlink::Picture &picture,
                bool log_addresses);

}  // namespace sempervivum::vrrp
