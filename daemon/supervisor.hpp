/// The parent: starts the children, restarts those that die, reloads and stops.
///
/// A child is forked without exec from inside the parent's loop. In the child
/// the loop ends and run() returns a ChildRole; the caller lets go of everything
/// that belongs to the parent and becomes that child. Nothing of the parent's is
/// touched by this: pid files, sockets and loop stay the parent's own.
///
/// Reload: the parent reads and checks the new configuration. With errors the
/// running one stays; otherwise children that run get a snapshot of it and answer.
/// If one of them refuses or dies, the old configuration stays the one to restart
/// from. A reload that is asked for meanwhile is queued. While nothing changes the
/// parent keeps the configuration as a snapshot and not as a model.
///
/// Under a service manager's watchdog the parent says that it is alive three times
/// in its time, and asks the children as often; one that does not answer for the
/// whole of it is killed and started anew.
///
/// With `handover` a stop leaves the VRRP child to whoever comes next (handover.hpp).
///
/// Orphans (we are the subreaper of what scripts leave behind) are reaped, never
/// waited for and never killed.
#pragma once

#include <sys/types.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <variant>
#include <vector>

#include "base/fd.hpp"
#include "base/lifeline.hpp"
#include "base/log.hpp"
#include "daemon/child.hpp"
#include "daemon/configuration.hpp"
#include "daemon/control_channel.hpp"
#include "daemon/reload_clock.hpp"
#include "daemon/service_manager.hpp"
#include "daemon/signals.hpp"

namespace sempervivum::daemon {

/// "You are this child now."
struct ChildRole {
  ChildKind kind = ChildKind::vrrp;
  base::UniqueFd control;
  std::shared_ptr<Configuration> configuration;
};

/// A child's role, or the status the parent ends with.
using Outcome = std::variant<int, ChildRole>;

struct SupervisorSettings {
  bool run_vrrp = true;
  bool run_checkers = true;
  bool run_all = false;
  bool respawn = true;
  bool ignore_sigint = false;
  /// At a stop VRRP is left running for a successor.
  bool handover = false;
};

class Supervisor {
 public:
  using Loader = std::function<LoadedConfiguration()>;
  /// Writes the parent's own dump.
  using Dump = std::function<void(const Configuration &)>;

  Supervisor(const SupervisorSettings &settings, base::Log log, const ServiceManager &manager,
             std::shared_ptr<Configuration> configuration, Loader load, Dump dump);
  ~Supervisor();
  Supervisor(const Supervisor &) = delete;
  Supervisor &operator=(const Supervisor &) = delete;

  Outcome run();

 private:
  struct Child;

  std::vector<ChildKind> needed(const Configuration &configuration) const;
  void start_all();
  void keep_little();
  /// What children are started with.
  const std::shared_ptr<Configuration> &upcoming() const;
  void spawn(Child &child);
  void become(const Child &child, base::UniqueFd control, pid_t parent);
  void attach(Child &child, base::UniqueFd control, pid_t pid);
  Child *find(ChildKind kind);
  bool any_running() const;
  void announce_start();

  void on_signal(const signalfd_siginfo &info);
  void forward(int number);
  void reap();
  void on_death(Child &child, int wait_status);
  void respawn(Child &child, pid_t died);
  void on_message(Child &child, const ControlMessage &message);

  void request_reload();
  void begin_reload();
  bool acceptable(const LoadedConfiguration &loaded);
  void distribute();
  void settle(Child &child, const std::string &failure);
  void end_reload(bool accepted);

  void guard();
  void feel_pulse(Child &child);

  void stop(int status);
  bool bequeath(Child &child);
  void let_go(Child &child);
  void kill_leftovers();
  void finish_if_alone();

  SupervisorSettings settings_;
  base::Log log_;
  const ServiceManager &manager_;
  std::shared_ptr<Configuration> configuration_;
  Loader load_;
  Dump dump_;

  boost::asio::io_context io_;
  std::optional<SignalWatcher> signals_;
  std::vector<std::unique_ptr<Child>> children_;
  std::optional<ChildRole> role_;
  boost::asio::steady_timer stop_timer_;
  boost::asio::steady_timer watchdog_timer_;
  boost::asio::steady_timer rest_timer_;
  ReloadClock reload_clock_;

  bool stopping_ = false;
  bool announced_ = false;
  int status_ = 0;
  /// To the service manager, for a handover.
  base::UniqueFd line_;

  /// The configuration a reload is about to establish.
  std::shared_ptr<Configuration> candidate_;
  std::set<ChildKind> unanswered_;
  bool reload_failed_ = false;
  bool reload_again_ = false;
  base::Lifeline lifeline_;
};

}  // namespace sempervivum::daemon
