/// From a line of virtual_ipaddress to what the kernel is asked for.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "parser/model.hpp"
#include "vrrp/possessions.hpp"

namespace sempervivum::vrrp {

/// The interface a line's address is put on.
using Placing = std::function<std::string(const parser::VirtualAddress &line)>;

/// keepalived's choices for what a line leaves open: scope global, no broadcast
/// address, the instance's interface; IPv6 without duplicate detection, and a
/// /128 deprecated so that nothing chooses it as source. The kernel is told the
/// address is keepalived's (IFA_PROTO 18, since 2.3.2).
std::vector<PlannedAddress> planned_addresses(const std::vector<parser::VirtualAddress> &lines, const Placing &place);

}  // namespace sempervivum::vrrp
