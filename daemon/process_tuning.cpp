#include "daemon/process_tuning.hpp"

#include <link.h>
#include <malloc.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <span>
#include <system_error>

#include "daemon/messages.hpp"

namespace sempervivum::daemon {
namespace {

void check(bool done, std::string_view what, base::Log log) {
  if (!done) log.warning(messages::tuning_failed, what, std::generic_category().message(errno));
}

bool set_realtime(int priority) {
  sched_param parameters{};
  parameters.sched_priority = std::clamp(priority, sched_get_priority_min(SCHED_RR), sched_get_priority_max(SCHED_RR));
  return sched_setscheduler(0, SCHED_RR | SCHED_RESET_ON_FORK, &parameters) == 0;
}

bool set_time_limit(rlim_t microseconds) {
  const rlimit limit{microseconds, 2 * microseconds};
  return setrlimit(RLIMIT_RTTIME, &limit) == 0;
}

/// All there is now, so that the protocol never waits for a disk; of what comes later, libraries
/// and the stacks of threads, only what is used.
bool lock_memory() {
  if (mlockall(MCL_CURRENT) != 0) return false;
  return mlockall(MCL_FUTURE | MCL_ONFAULT) == 0 || mlockall(MCL_CURRENT | MCL_FUTURE) == 0;
}

bool set_affinity(const std::vector<unsigned> &cpus) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (const auto cpu : cpus)
    if (cpu < CPU_SETSIZE) CPU_SET(cpu, &set);
  return sched_setaffinity(0, sizeof set, &set) == 0;
}

// What is never written, and so is as it is in the file.
int return_segments(dl_phdr_info *object, std::size_t, void *) {
  const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  for (const auto &header : std::span{object->dlpi_phdr, object->dlpi_phnum}) {
    if (header.p_type != PT_LOAD || (header.p_flags & PF_W) != 0) continue;
    const auto begin = (object->dlpi_addr + header.p_vaddr) & ~(page - 1);
    const auto end = object->dlpi_addr + header.p_vaddr + header.p_memsz;
    madvise(reinterpret_cast<void *>(begin), end - begin, MADV_DONTNEED);
  }
  return 0;
}

}  // namespace

void tune_process(const parser::ProcessTuning &tuning, base::Log log) {
  if (tuning.priority) check(setpriority(PRIO_PROCESS, 0, *tuning.priority) == 0, "set the nice value", log);
  if (tuning.no_swap) check(lock_memory(), "lock the memory", log);
  if (tuning.rt_priority) check(set_realtime(*tuning.rt_priority), "set the realtime priority", log);
  if (tuning.rt_priority && tuning.rlimit_rttime)
    check(set_time_limit(*tuning.rlimit_rttime), "limit the realtime", log);
  if (!tuning.cpu_affinity.empty()) check(set_affinity(tuning.cpu_affinity), "choose the CPUs", log);
}

void raise_priority(int priority, base::Log log) { check(set_realtime(priority), "set the realtime priority", log); }

void return_memory() {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

void return_program() { dl_iterate_phdr(return_segments, nullptr); }

}  // namespace sempervivum::daemon
