/// Leaving the caller's world: what a daemon does before it starts to work.
///
/// We may be started from anywhere, even (the article's case) from inside a
/// check script of the daemon we replace: nothing of the caller's may stay.
#pragma once

#include <sys/types.h>

#include "base/expected.hpp"
#include "base/fd.hpp"

namespace sempervivum::daemon {

inline constexpr mode_t default_umask = 0177;

/// Undoes what exec passes on: descriptors above the standard ones, blocked and
/// ignored signals, running interval timers. Call before anything is opened.
void drop_inherited_state();

/// The launching process waits for this before it returns to its caller, so that
/// the pid file exists when the start command has ended.
class Launcher {
 public:
  /// For a process that stays in the foreground: nobody waits.
  Launcher() = default;
  explicit Launcher(base::UniqueFd pipe) : pipe_{std::move(pipe)} {}

  /// Lets the launcher exit with `status`. Destroyed without: with 1.
  void release(int status);

 private:
  base::UniqueFd pipe_;
};

/// Puts the process into the background: a session of its own, no controlling
/// terminal, cwd /. Returns in the daemon only; standard streams stay until
/// detach_streams().
base::SystemResult<Launcher> go_to_background();

/// Points the standard streams at /dev/null.
void detach_streams();

}  // namespace sempervivum::daemon
