/// Running a script and waiting for its end: startup_script and shutdown_script.
///
/// For the parent only, while it has nothing else to do.
#pragma once

#include <optional>
#include <string_view>

#include "base/log.hpp"
#include "daemon/configuration.hpp"

namespace sempervivum::daemon {

/// At the end of its time (10 s by default) the script gets SIGTERM, and SIGKILL two
/// seconds later. How it ended is logged unless it was well.
void run_and_wait(std::string_view what, const parser::OptionalCommand &script,
                  const std::optional<base::Duration> &timeout, const CommandBook &commands, base::Log log);

}  // namespace sempervivum::daemon
