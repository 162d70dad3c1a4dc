/// The vrrp child: script runner and VRRP engine on one loop.
#pragma once

#include "daemon/options.hpp"
#include "daemon/supervisor.hpp"

namespace sempervivum::daemon {

/// Runs as the vrrp child until stopped; returns the exit status.
int run_vrrp_process(const Options &options, ChildRole role);

}  // namespace sempervivum::daemon
