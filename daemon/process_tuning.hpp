/// How the kernel treats a process of ours: nice value, realtime priority, locked
/// memory, CPUs (keywords *_priority, *_rt_priority, *_rlimit_rttime, *_no_swap,
/// *_cpu_affinity).
///
/// Scripts get none of it: base::Spawner remembers how things were when it was made,
/// so make it first.
#pragma once

#include "base/log.hpp"
#include "parser/model_global.hpp"

namespace sempervivum::daemon {

/// Sets all of it for the calling thread and those it will start; what the kernel
/// refuses is logged. A realtime thread that runs for longer than rlimit_rttime
/// without a blocking call gets SIGXCPU, and SIGKILL at twice that, but only if the
/// limit is configured: keepalived's default of 10 ms would end us in a take-over
/// with many addresses.
void tune_process(const parser::ProcessTuning &tuning, base::Log log);

/// The realtime priority alone, of a process that runs.
void raise_priority(int priority, base::Log log);

/// Gives back what reading a configuration took and nobody needs any more: with
/// thousands of virtual routers it is more than what is kept.
void return_memory();

/// The same for the pages of programs and libraries that beginning took: what is needed
/// on and on, or once more, is found in the page cache.
void return_program();

}  // namespace sempervivum::daemon
