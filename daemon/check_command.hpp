/// --check and -t: is this configuration one we would run?
///
/// Neither needs root, and neither touches anything.
#pragma once

#include "daemon/options.hpp"

namespace sempervivum::daemon {

/// Every finding with its place, its line and a caret on stdout. Returns 0 when the
/// daemon would run the file (warnings allowed, unless strict), 1 when not, 2
/// when the request itself is wrong.
int run_check(const Options &options);

/// The configuration as understood, all defaults filled in, on stdout. 0, or 1
/// when it could not run; what is wrong goes to stderr.
int run_dump(const Options &options);

/// All keywords as JSON on stdout.
int run_schema();

/// keepalived's own test: its output shape on stderr or in the file -t names,
/// and its exit statuses (language.md 53 to 57).
int run_config_test(const Options &options);

}  // namespace sempervivum::daemon
