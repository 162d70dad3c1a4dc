/// The daemon from its command line to its end.
#pragma once

#include <span>

#include "daemon/options.hpp"

namespace sempervivum::daemon {

/// Runs as parent, and in forked children as those; returns the exit status.
/// `argv` is for the log only.
int run_daemon(const Options &options, std::span<char *const> argv);

}  // namespace sempervivum::daemon
