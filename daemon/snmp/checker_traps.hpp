/// What managers are told of a real server's or a quorum's change. Pure.
#pragma once

#include <string>
#include <vector>

#include "checkers/effect.hpp"
#include "daemon/snmp/snmp_agent.hpp"

namespace sempervivum::daemon {

std::vector<SnmpTrap> traps_of(const checkers::TellManagers &change, const std::string &router_id);

}  // namespace sempervivum::daemon
