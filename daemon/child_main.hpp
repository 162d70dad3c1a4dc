/// A child's whole life: logging, pid file, script runner and its engine on one loop.
#pragma once

#include "daemon/options.hpp"
#include "daemon/supervisor.hpp"

namespace sempervivum::daemon {

/// Runs as the child that `role` says until stopped; returns the exit status.
int run_child(const Options &options, ChildRole role);

}  // namespace sempervivum::daemon
