/// Starting programs at the kernel's own price.
///
/// spawn() shares memory with the new process until it has executed (clone with
/// CLONE_VM and CLONE_VFORK), so its cost does not grow with ours, and it takes
/// a pidfd along: the end of the program is an event on that descriptor. The thread
/// that calls it stands still until then, however long the kernel takes to run the
/// new process: the protocol thread leaves that to another (daemon/script_starter).
///
/// The program gets: a process group of its own, /dev/null on 0, 1 and 2, nothing
/// else open, default signal dispositions, an empty signal mask, the identity
/// asked for with exactly one supplementary group, and the nice value, CPUs and
/// realtime limit that were ours when its Spawner was made.
#pragma once

#include <sched.h>
#include <sys/resource.h>
#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.hpp"
#include "base/fd.hpp"
#include "base/script.hpp"

namespace sempervivum::base {

/// An environment for execve, built once and used often.
class Environment {
 public:
  Environment() = default;
  Environment(const Environment &) = delete;
  Environment &operator=(const Environment &) = delete;

  /// A copy of `entries` ("NAME=value") without the variables named.
  Environment(char *const *entries, std::span<const std::string_view> removed);

  char *const *pointers() const { return pointers_.data(); }

 private:
  std::vector<std::string> entries_;
  std::vector<char *> pointers_{nullptr};
};

struct SpawnRequest {
  const Command *command = nullptr;
  const Environment *environment = nullptr;
  /// For the standard streams.
  Fd null;
  /// The kernel ends the program itself after this long (SIGALRM), even when we
  /// are gone. Zero: never. Rounded up to seconds.
  std::chrono::seconds life{0};
  bool want_pidfd = true;
};

struct Spawned {
  pid_t pid = 0;
  /// Not open if it was not asked for, or the kernel has none.
  UniqueFd pidfd;
};

/// What the kernel grants a process, as far as a new one would inherit it.
struct Grants {
  int nice = 0;
  cpu_set_t cpus{};
  rlimit realtime{};
};

/// The memory a new process runs in until it has executed its program, and the
/// grants it gets. One Spawner serves any number of runs, one after the other.
class Spawner {
 public:
  Spawner();

  /// Fails with the errno of whatever did not work in the new process: the exec,
  /// or taking the identity.
  SystemResult<Spawned> spawn(const SpawnRequest &request);

 private:
  std::unique_ptr<std::byte[]> stack_;
  Grants grants_;
  /// Reused from run to run.
  std::vector<char *> argv_;
};

/// Takes the end of a child from the kernel, if it has ended.
std::optional<RunResult> reap(pid_t pid);

}  // namespace sempervivum::base
