/// What every child process has: its signals, its line to the parent, its end.
///
/// The protocol engine of a child is handed in as an `Engine`; the process starts
/// it, hands it reloads, and stops it on SIGTERM or when the parent is gone; or, when
/// the parent leaves it behind for a successor, when that has come.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <tuple>

#include "base/expected.hpp"
#include "base/log.hpp"
#include "daemon/configuration.hpp"
#include "daemon/control_channel.hpp"
#include "daemon/dump.hpp"
#include "daemon/handover.hpp"
#include "daemon/options.hpp"
#include "daemon/pid_file.hpp"
#include "daemon/signals.hpp"
#include "daemon/supervisor.hpp"

namespace sempervivum::daemon {

class Engine {
 public:
  Engine() = default;
  Engine(const Engine &) = delete;
  Engine &operator=(const Engine &) = delete;
  virtual ~Engine() = default;

  /// Begins to work. A status other than exit_ok ends the process with it.
  virtual int start(const Configuration &configuration) = 0;
  /// Applies the differences to a configuration that was found good.
  virtual base::Expected<void, std::string> reload(const Configuration &configuration) = 0;
  /// Ends the work; `done` is called from the loop once everything is out.
  virtual void stop(std::function<void()> done) = 0;
  /// Before start(): who shows a line about the state of things when it changes.
  virtual void show_status_with(std::function<void(const std::string &line)> show) { std::ignore = show; }
  /// For the process that takes over from this one: what it needs, and from now on
  /// everything stays as it is. Empty: there is nothing to leave.
  virtual std::string bequeath() { return {}; }
  /// Whether it ever does.
  virtual bool bequeaths() const { return false; }
  /// Calls `done` when what start() or reload() began is carried out.
  virtual void when_settled(std::function<void()> done) { done(); }
  /// A dump signal; what a process has nothing to say to it ignores.
  virtual void dump(DumpKind) {}
};

class ChildProcess {
 public:
  ChildProcess(boost::asio::io_context &io, base::Log log, ChildRole role, Engine &engine, PidFile &pid_file,
               const Options &options);
  ChildProcess(const ChildProcess &) = delete;
  ChildProcess &operator=(const ChildProcess &) = delete;

  /// Runs the loop until the end; returns the exit status.
  int run();

 private:
  void on_signal(const signalfd_siginfo &info);
  void on_message(ControlMessage message);
  base::Expected<void, std::string> reload(const ControlMessage &message);
  void thin_out_later();
  void bequeath(base::UniqueFd line);
  void stop();

  boost::asio::io_context &io_;
  base::Log log_;
  std::shared_ptr<Configuration> configuration_;
  Engine &engine_;
  PidFile &pid_file_;
  const Options &options_;
  bool stopping_ = false;
  SignalWatcher signals_;
  ControlChannel channel_;
  std::unique_ptr<Bequest> bequest_;
};

}  // namespace sempervivum::daemon
