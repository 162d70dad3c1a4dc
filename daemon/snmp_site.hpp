/// From the configuration to what SNMP needs to know of a process.
#pragma once

#include <string>

#include "daemon/configuration.hpp"
#include "daemon/options.hpp"
#include "daemon/snmp/process_site.hpp"

namespace sempervivum::daemon {

ProcessSite process_site(const Configuration &configuration, const Options &options);

/// router_id, or else the host's name.
std::string router_id(const Configuration &configuration);

/// The master agent's address.
std::string snmp_socket(const Configuration &configuration, const Options &options);

}  // namespace sempervivum::daemon
