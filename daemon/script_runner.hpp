/// Runs scripts on the event loop: base::ScriptRunner on Asio and pidfds.
///
/// A run costs one vfork-fast spawn, in a thread beside this one (ScriptStarter), and
/// one descriptor to wait on. Where the kernel has no pidfds, SIGCHLD takes their
/// place (hold_signals() has blocked it).
///
/// While we run, a script's timeout ends its whole process group. When we go,
/// scripts go on: one of them may be what restarts us. Each that has a timeout
/// also carries a timer of its own that ends it at the latest `grace` after it.
///
/// Thread: one. Never blocks.
#pragma once

#include <boost/asio/io_context.hpp>
#include <list>
#include <memory>
#include <optional>

#include "base/lifeline.hpp"
#include "base/process.hpp"
#include "base/script.hpp"
#include "daemon/script_starter.hpp"
#include "daemon/signals.hpp"

namespace sempervivum::daemon {

/// Our own environment without what scripts must not see.
std::unique_ptr<base::Environment> script_environment();

class ScriptRunner final : public base::ScriptRunner {
 public:
  /// From SIGTERM to SIGKILL.
  static constexpr std::chrono::seconds kill_delay{2};
  /// What a script may live beyond its timeout when nobody is there to end it.
  static constexpr std::chrono::seconds grace{60};

  /// How the end of a script is noticed.
  enum class Notice : unsigned char { pidfd, sigchld };

  explicit ScriptRunner(boost::asio::io_context &io, Notice notice = Notice::pidfd);
  ~ScriptRunner() override;

  void run(const base::Command &command, base::Duration timeout, Done done) override;

  /// How many scripts have not ended, or not been started yet.
  std::size_t running() const { return starting_ + runs_.size(); }

  /// For programs that are no runs of ours, in one order with those that are.
  ScriptStarter &starter() { return starter_; }

 private:
  struct Run;
  using Position = std::list<Run>::iterator;

  void begin(base::Spawned spawned, base::Duration timeout, Done done);
  void watch(Position run);
  void arm(Position run, base::Duration delay, int signal);
  bool collect(Position run);
  void watch_sigchld();
  void collect_all();

  boost::asio::io_context &io_;
  Notice notice_;
  ScriptStarter starter_;
  std::size_t starting_ = 0;
  std::list<Run> runs_;
  std::optional<SignalWatcher> sigchld_;
  base::Lifeline lifeline_;
};

}  // namespace sempervivum::daemon
