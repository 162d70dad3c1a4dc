#include "daemon/script_runner.hpp"

#include <signal.h>
#include <unistd.h>

#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <optional>
#include <string_view>
#include <utility>

#include "base/lifeline.hpp"

namespace sempervivum::daemon {
namespace {

/// Not for scripts: what bends their loading or parsing (behaviour K8), and the
/// line to the service manager.
constexpr std::array<std::string_view, 5> hidden_variables{"IFS", "LD_PRELOAD", "LD_LIBRARY_PATH", "NOTIFY_SOCKET",
                                                           "WATCHDOG_USEC"};

std::chrono::seconds life_for(base::Duration timeout) {
  if (timeout == base::Duration::zero()) return std::chrono::seconds{0};
  return std::chrono::ceil<std::chrono::seconds>(timeout) + ScriptRunner::grace;
}

}  // namespace

std::unique_ptr<base::Environment> script_environment() {
  return std::make_unique<base::Environment>(environ, hidden_variables);
}

struct ScriptRunner::Run {
  Run(boost::asio::io_context &io, pid_t process, Done callback)
      : pid{process}, done{std::move(callback)}, pidfd{io}, timer{io} {}

  pid_t pid;
  Done done;
  bool timed_out = false;
  boost::asio::posix::stream_descriptor pidfd;
  boost::asio::steady_timer timer;
  base::Lifeline lifeline;
};

ScriptRunner::ScriptRunner(boost::asio::io_context &io, Notice notice) : io_{io}, notice_{notice}, starter_{io} {}

ScriptRunner::~ScriptRunner() = default;

void ScriptRunner::run(const base::Command &command, base::Duration timeout, Done done) {
  ++starting_;
  auto started = [this, timeout, done = std::move(done)](base::SystemResult<base::Spawned> spawned) {
    --starting_;
    if (spawned)
      begin(std::move(*spawned), timeout, done);
    else
      done({base::RunResult::Kind::not_started, spawned.error().code});
  };
  starter_.start(command, life_for(timeout), notice_ == Notice::pidfd, lifeline_.guard(std::move(started)));
}

void ScriptRunner::begin(base::Spawned spawned, base::Duration timeout, Done done) {
  const auto run = runs_.emplace(runs_.end(), io_, spawned.pid, std::move(done));
  if (spawned.pidfd) {
    run->pidfd.assign(spawned.pidfd.release());
    watch(run);
  } else {
    watch_sigchld();
  }
  if (timeout > base::Duration::zero()) arm(run, timeout, SIGTERM);
}

void ScriptRunner::watch(Position run) {
  run->pidfd.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                        run->lifeline.guard([this, run](const boost::system::error_code &error) {
                          if (!error && !collect(run)) watch(run);
                        }));
}

/// Sends `signal` to the group after `delay`, and SIGKILL after that, until the
/// script has ended.
void ScriptRunner::arm(Position run, base::Duration delay, int signal) {
  run->timer.expires_after(delay);
  run->timer.async_wait(run->lifeline.guard([this, run, signal](const boost::system::error_code &error) {
    if (error) return;
    run->timed_out = true;
    kill(-run->pid, signal);
    arm(run, kill_delay, SIGKILL);
  }));
}

bool ScriptRunner::collect(Position run) {
  auto result = base::reap(run->pid);
  if (!result) return false;
  if (run->timed_out) result->kind = base::RunResult::Kind::timed_out;
  const auto done = std::move(run->done);
  runs_.erase(run);
  done(*result);
  return true;
}

void ScriptRunner::watch_sigchld() {
  constexpr std::array number{SIGCHLD};
  if (!sigchld_) sigchld_.emplace(io_, number, [this](const signalfd_siginfo &) { collect_all(); });
  // The script may have ended before there was anybody to see the signal.
  boost::asio::post(io_, lifeline_.guard([this] { collect_all(); }));
}

// A callback may start and end other runs: begin afresh after each.
void ScriptRunner::collect_all() {
  for (auto run = runs_.begin(); run != runs_.end();) {
    const auto current = run++;
    if (!current->pidfd.is_open() && collect(current)) run = runs_.begin();
  }
}

}  // namespace sempervivum::daemon
