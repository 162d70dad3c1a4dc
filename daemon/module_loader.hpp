/// Having a kernel module loaded, by the program the kernel itself would use.
#pragma once

#include "base/expected.hpp"

namespace sempervivum::daemon {

/// Runs modprobe (proc(5), /proc/sys/kernel/modprobe) and waits for it: for
/// start-up only. Not being able to run it is an error; its own failure is not
/// (what needs the module will tell).
base::SystemResult<void> load_module(const char *name);

}  // namespace sempervivum::daemon
