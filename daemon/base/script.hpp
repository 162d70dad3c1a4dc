/// Running other people's programs: what trackers, notifiers and checks ask for.
///
/// The runner itself lives in daemon/script_runner; everybody below it sees only
/// this interface, and tests put a fake in its place. A run never blocks its
/// caller: the result arrives later, through the event loop.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/clock.hpp"

namespace sempervivum::base {

/// A command that passed the security checks and can be executed.
struct Command {
  /// argv[0] stays as configured; `path` is what is executed.
  std::string path;
  std::vector<std::string> argv;
  uid_t user = 0;
  gid_t group = 0;

  bool operator==(const Command &) const = default;
};

struct RunResult {
  enum class Kind : std::uint8_t { exited, signalled, timed_out, not_started };
  Kind kind = Kind::exited;
  /// Exit status, signal number, or errno.
  int code = 0;

  bool ok() const { return kind == Kind::exited && code == 0; }
  bool operator==(const RunResult &) const = default;
};

class ScriptRunner {
 public:
  using Done = std::function<void(const RunResult &)>;

  ScriptRunner() = default;
  ScriptRunner(const ScriptRunner &) = delete;
  ScriptRunner &operator=(const ScriptRunner &) = delete;
  virtual ~ScriptRunner() = default;

  /// Starts `command` in a process group of its own with its standard streams on
  /// /dev/null. After `timeout` (zero: never) the group gets SIGTERM, two seconds
  /// later SIGKILL, and the result is `timed_out`. `done` is called exactly once,
  /// from the event loop, unless the runner is destroyed first. A script still
  /// running at destruction is left to finish, with a bounded life of its own.
  virtual void run(const Command &command, Duration timeout, Done done) = 0;
};

}  // namespace sempervivum::base
