#include "daemon/supervisor.hpp"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "daemon/exit_code.hpp"
#include "daemon/messages.hpp"
#include "daemon/process_tuning.hpp"
#include "daemon/pulse.hpp"

namespace sempervivum::daemon {
namespace {

constexpr std::chrono::seconds default_child_wait{5};
constexpr int beats_per_watchdog = 3;

constexpr std::array watched_signals{SIGTERM, SIGINT, SIGHUP, SIGCHLD, SIGUSR1, SIGUSR2};

/// Signals a child answers with a dump.
std::vector<int> all_watched() {
  std::vector<int> numbers{watched_signals.begin(), watched_signals.end()};
  numbers.insert(numbers.end(), {SIGRTMIN + 2, SIGRTMAX - 1});
  return numbers;
}

}  // namespace

struct Supervisor::Child {
  Child(ChildKind which, boost::asio::io_context &io) : kind{which}, timer{io} {}

  bool running() const { return pid != 0; }
  const ChildTraits &facts() const { return traits(kind); }

  ChildKind kind;
  pid_t pid = 0;
  bool started = false;
  /// The configuration no longer needs it: it may end.
  bool retired = false;
  std::unique_ptr<ControlChannel> channel;
  RespawnDelay delay;
  Pulse pulse;
  boost::asio::steady_timer timer;
};

Supervisor::Supervisor(const SupervisorSettings &settings, base::Log log, const ServiceManager &manager,
                       std::shared_ptr<Configuration> configuration, Loader load, Dump dump)
    : settings_{settings},
      log_{log},
      manager_{manager},
      configuration_{std::move(configuration)},
      load_{std::move(load)},
      dump_{std::move(dump)},
      io_{1},
      stop_timer_{io_},
      watchdog_timer_{io_},
      rest_timer_{io_},
      reload_clock_{io_, log, [this] { request_reload(); }} {
  signals_.emplace(io_, all_watched(), [this](const signalfd_siginfo &info) { on_signal(info); });
  for (const auto &row : child_table) children_.push_back(std::make_unique<Child>(row.kind, io_));
}

Supervisor::~Supervisor() = default;

Outcome Supervisor::run() {
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  if (settings_.handover) line_ = manager_.line();
  start_all();
  guard();
  if (!role_) io_.run();
  if (role_) return std::move(*role_);
  return status_;
}

std::vector<ChildKind> Supervisor::needed(const Configuration &configuration) const {
  const auto &config = configuration.config;
  const bool vrrp = settings_.run_all || !config.instances.empty() || !config.static_addresses.empty() ||
                    !config.static_routes.empty() || !config.static_rules.empty();
  const bool checkers = settings_.run_all || !config.virtual_servers.empty();
  std::vector<ChildKind> kinds;
  if (settings_.run_checkers && checkers) kinds.push_back(ChildKind::checkers);
  if (settings_.run_vrrp && vrrp) kinds.push_back(ChildKind::vrrp);
  return kinds;
}

void Supervisor::start_all() {
  const auto kinds = needed(*configuration_);
  if (kinds.empty()) log_.warning(messages::nothing_to_run);
  for (const auto kind : kinds) {
    spawn(*find(kind));
    if (role_) return;
  }
  keep_little();
  announce_start();
  reload_clock_.follow(configuration_->config.global.files);
}

/// When the children have begun: they need the processors first. A child that is
/// started later reads the snapshot.
void Supervisor::keep_little() {
  rest_timer_.expires_after(std::chrono::seconds{1});
  rest_timer_.async_wait(lifeline_.guard([this](const boost::system::error_code &cancelled) {
    if (cancelled) return;
    configuration_->thin_out();
    return_memory();
    return_program();
  }));
}

const std::shared_ptr<Configuration> &Supervisor::upcoming() const { return candidate_ ? candidate_ : configuration_; }

void Supervisor::spawn(Child &child) {
  auto ends = make_channel();
  if (!ends) {
    log_.error(messages::child_not_started, child.facts().name, ends.error().message());
    return stop(exit_fatal);
  }
  const auto parent = getpid();
  // Not a thing to do while routers run; load balancing does without.
  if (child.kind == ChildKind::vrrp) upcoming()->snapshot.pack();
  io_.notify_fork(boost::asio::execution_context::fork_prepare);
  const auto pid = fork();
  if (pid == 0) return become(child, std::move(ends->second), parent);
  io_.notify_fork(boost::asio::execution_context::fork_parent);
  if (pid > 0) return attach(child, std::move(ends->first), pid);
  log_.error(messages::child_not_started, child.facts().name, std::generic_category().message(errno));
  respawn(child, 0);
}

// In the child. notify_fork gives us a reactor of our own, so that destroying
// the parent's objects does not unregister anything from the parent's.
void Supervisor::become(const Child &child, base::UniqueFd control, pid_t parent) {
  io_.notify_fork(boost::asio::execution_context::fork_child);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) raise(SIGTERM);
  role_ = ChildRole{child.kind, std::move(control), upcoming()};
  io_.stop();
}

void Supervisor::attach(Child &child, base::UniqueFd control, pid_t pid) {
  child.pid = pid;
  child.started = false;
  child.retired = false;
  child.pulse.answered();
  child.channel = std::make_unique<ControlChannel>(
      io_, std::move(control),
      ControlChannel::Handlers{[this, &child](const ControlMessage &message) { on_message(child, message); }, [] {}});
  log_.info(messages::starting_child, child.facts().name, pid);
}

Supervisor::Child *Supervisor::find(ChildKind kind) {
  const auto found = std::ranges::find_if(children_, [kind](const auto &child) { return child->kind == kind; });
  return found->get();
}

bool Supervisor::any_running() const {
  return std::ranges::any_of(children_, [](const auto &child) { return child->running(); });
}

/// Says once that everything that should run has started.
void Supervisor::announce_start() {
  const bool waiting =
      std::ranges::any_of(children_, [](const auto &child) { return child->running() && !child->started; });
  if (announced_ || waiting || stopping_) return;
  announced_ = true;
  if (any_running()) log_.info(messages::startup_complete);
  manager_.ready();
}

void Supervisor::on_signal(const signalfd_siginfo &info) {
  const int number = static_cast<int>(info.ssi_signo);
  if (number == SIGCHLD) return reap();
  if (number == SIGHUP) return request_reload();
  if (number == SIGTERM || (number == SIGINT && !settings_.ignore_sigint)) return stop(exit_ok);
  if (number == SIGUSR1) dump_(*configuration_);
  if (number != SIGINT) forward(number);
}

void Supervisor::forward(int number) {
  for (const auto &child : children_) {
    if (child->running()) kill(child->pid, number);
  }
}

void Supervisor::reap() {
  int wait_status = 0;
  for (auto pid = waitpid(-1, &wait_status, WNOHANG); pid > 0; pid = waitpid(-1, &wait_status, WNOHANG)) {
    const auto found = std::ranges::find_if(children_, [pid](const auto &child) { return child->pid == pid; });
    if (found != children_.end()) on_death(**found, wait_status);
    if (role_) return;
  }
}

void Supervisor::on_death(Child &child, int wait_status) {
  const auto pid = std::exchange(child.pid, 0);
  child.channel.reset();
  if (unanswered_.contains(child.kind)) settle(child, "the child process died");
  if (stopping_) return finish_if_alone();
  if (child.retired) return;
  const auto death = judge_death(pid, wait_status);
  if (!death.text.empty()) log_.error("{}", death.text);
  if (death.permanent != 0) return stop(death.permanent);
  if (!settings_.respawn) {
    log_.error(messages::child_exiting, child.facts().name, pid);
    return stop(exit_ok);
  }
  respawn(child, pid);
}

void Supervisor::respawn(Child &child, pid_t died) {
  const auto delay = child.delay.next();
  if (died != 0) log_.error(messages::child_respawning, child.facts().name, died);
  log_.info(messages::child_delayed, child.facts().name, delay.count());
  child.timer.expires_after(delay);
  child.timer.async_wait(lifeline_.guard([this, &child](const boost::system::error_code &error) {
    if (!error && !stopping_ && !child.running()) spawn(child);
  }));
}

void Supervisor::on_message(Child &child, const ControlMessage &message) {
  switch (message.kind) {
    case ControlMessage::Kind::started: child.started = true; return announce_start();
    case ControlMessage::Kind::reloaded: return settle(child, message.text);
    case ControlMessage::Kind::status: return manager_.status(message.text);
    case ControlMessage::Kind::alive: return child.pulse.answered();
    case ControlMessage::Kind::bequeathed: return let_go(child);
    default: return;  // never from a child
  }
}

void Supervisor::request_reload() {
  if (stopping_) return;
  if (!candidate_) return begin_reload();
  reload_again_ = true;
  log_.info(messages::reload_queued);
}

void Supervisor::begin_reload() {
  log_.info(messages::reloading);
  manager_.reloading();
  auto loaded = load_();
  for (const auto &line : loaded.lines) log_.write(line.severity, "{}", line.text);
  if (!acceptable(loaded)) return manager_.ready();
  candidate_ = std::move(loaded.configuration);
  reload_failed_ = false;
  distribute();
}

bool Supervisor::acceptable(const LoadedConfiguration &loaded) {
  if (loaded.errors > 0 || loaded.exit_status != 0 || !loaded.configuration) {
    const auto count = std::max<std::size_t>(loaded.errors, 1);
    log_.error(messages::reload_refused, count, count == 1 ? "" : "s");
    return false;
  }
  const auto &before = configuration_->config.process;
  const auto &after = loaded.configuration->config.process;
  const char *fixed = before.net_namespace != after.net_namespace ? "net_namespace"
                      : before.instance != after.instance         ? "instance"
                                                                  : nullptr;
  if (fixed != nullptr) log_.error(messages::reload_needs_restart, fixed);
  return fixed == nullptr;
}

/// Tells the children that run, starts those newly needed, ends the others.
void Supervisor::distribute() {
  candidate_->snapshot.pack();
  const auto kinds = needed(*candidate_);
  if (kinds.empty()) log_.warning(messages::nothing_to_run);
  for (const auto &child : children_) {
    const bool wanted = std::ranges::find(kinds, child->kind) != kinds.end();
    if (child->running() && wanted) {
      auto file = memory_file("keepalived.conf", candidate_->snapshot.bytes());
      if (file && child->channel->send({ControlMessage::Kind::reload, {}, std::move(*file)}))
        unanswered_.insert(child->kind);
      else
        reload_failed_ = true;
    } else if (child->running()) {
      child->retired = true;
      kill(child->pid, SIGTERM);
    } else if (wanted) {
      child->timer.cancel();
      spawn(*child);
      if (role_) return;
    }
  }
  if (unanswered_.empty()) end_reload(!reload_failed_);
}

/// One child has answered a reload; an empty `failure` means that it is done.
void Supervisor::settle(Child &child, const std::string &failure) {
  if (unanswered_.erase(child.kind) == 0) return;
  if (!failure.empty()) {
    log_.error(messages::reload_failed, failure);
    reload_failed_ = true;
  }
  if (unanswered_.empty()) end_reload(!reload_failed_);
}

void Supervisor::end_reload(bool accepted) {
  if (accepted) configuration_ = std::move(candidate_);
  candidate_.reset();
  keep_little();
  if (accepted) log_.info(messages::reload_complete);
  if (stopping_) return;
  reload_clock_.follow(configuration_->config.global.files);
  manager_.ready();
  if (std::exchange(reload_again_, false)) begin_reload();
}

/// One beat of the watchdog, and the next.
void Supervisor::guard() {
  if (role_ || manager_.watchdog() == base::Duration::zero()) return;
  manager_.alive();
  for (const auto &child : children_) feel_pulse(*child);
  watchdog_timer_.expires_after(manager_.watchdog() / beats_per_watchdog);
  watchdog_timer_.async_wait(lifeline_.guard([this](const boost::system::error_code &error) {
    if (!error) guard();
  }));
}

void Supervisor::feel_pulse(Child &child) {
  if (!child.running() || !child.started || stopping_) return;
  switch (child.pulse.beat(base::Clock::now(), manager_.watchdog())) {
    case Pulse::Need::nothing: return;
    case Pulse::Need::question: child.channel->send({ControlMessage::Kind::ask, {}, {}}); return;
    case Pulse::Need::end: break;
  }
  log_.error(messages::child_hangs, child.facts().name, child.pid,
             std::chrono::duration<double>{manager_.watchdog()}.count());
  kill(child.pid, SIGKILL);
}

void Supervisor::stop(int status) {
  if (stopping_) return;
  stopping_ = true;
  status_ = status;
  if (status == exit_ok) log_.info(messages::stopping);
  if (status != exit_ok) manager_.failed(status == exit_permission ? EPERM : EINVAL);
  manager_.stopping();
  for (const auto &child : children_) {
    child->timer.cancel();
    if (child->running() && !(status == exit_ok && bequeath(*child))) kill(child->pid, SIGTERM);
  }
  stop_timer_.expires_after(configuration_->config.process.child_wait_time.value_or(default_child_wait));
  stop_timer_.async_wait(lifeline_.guard([this](const boost::system::error_code &error) {
    if (!error) kill_leftovers();
  }));
  finish_if_alone();
}

/// Whether the child has been told to stay.
bool Supervisor::bequeath(Child &child) {
  if (!settings_.handover || child.kind != ChildKind::vrrp || !child.started || child.retired) return false;
  return child.channel->send({ControlMessage::Kind::bequeath, {}, std::move(line_)});
}

/// It stays, and is no longer ours.
void Supervisor::let_go(Child &child) {
  if (!stopping_) return;
  log_.info(messages::child_left, child.facts().name, child.pid);
  child.pid = 0;
  finish_if_alone();
}

void Supervisor::kill_leftovers() {
  const auto waited = configuration_->config.process.child_wait_time.value_or(default_child_wait);
  for (const auto &child : children_) {
    if (!child->running()) continue;
    log_.error(messages::child_unstoppable, child->facts().name, child->pid,
               std::chrono::duration_cast<std::chrono::seconds>(waited).count());
    kill(child->pid, SIGKILL);
  }
}

void Supervisor::finish_if_alone() {
  if (!any_running()) io_.stop();
}

}  // namespace sempervivum::daemon
