#include "vrrp/script_monitor.hpp"

#include <utility>

#include "vrrp/messages.hpp"
#include "vrrp/script_phase.hpp"

namespace sempervivum::vrrp {
namespace {

using Kind = base::RunResult::Kind;

/// keepalived's words for how a run failed.
std::string failure(const base::RunResult &result) {
  switch (result.kind) {
    case Kind::exited: return fmt::format("failed (exited with status {})", result.code);
    case Kind::signalled: return fmt::format("failed (due to signal {})", result.code);
    case Kind::timed_out: return "timed_out";
    case Kind::not_started: return fmt::format("failed (cannot be started: error {})", result.code);
  }
  return "failed";
}

}  // namespace

/// One script: its schedule, its running copy and its verdict.
class ScriptMonitor::Watched : public std::enable_shared_from_this<Watched> {
 public:
  Watched(ScriptMonitor &monitor, ScriptPlan plan)
      : monitor_{monitor},
        plan_{std::move(plan)},
        tracker_{plan_.rise, plan_.fall, plan_.init_fail},
        next_run_{monitor.timers_, [this](base::Instant now) { run_due(now); }},
        limit_{monitor.timers_, [this](base::Instant) {
                 report({Kind::timed_out, 0});
               }} {}

  const ScriptPlan &plan() const { return plan_; }
  Verdict verdict() const { return tracker_.verdict(); }
  unsigned result() const { return tracker_.result(); }
  bool is_running() const { return running_; }

  void recall(Verdict verdict) { tracker_.recall(verdict); }

  void begin(base::Duration second_run, base::Instant now) {
    run(now);
    due_ = now + second_run;
    next_run_.arm(due_);
  }

  /// Same command, perhaps another rhythm.
  void retune(ScriptPlan plan) {
    const auto interval = std::exchange(plan_, std::move(plan)).interval;
    tracker_.set_limits(plan_.rise, plan_.fall);
    if (interval != plan_.interval) next_run_.arm(due_ += plan_.interval - interval);
    const bool ok = verdict() == Verdict::good;
    monitor_.log_.info(fmt::runtime(ok ? messages::script_carried_ok : messages::script_carried_failed), plan_.name);
  }

  void stop() {
    next_run_.cancel();
    limit_.cancel();
  }

 private:
  void run_due(base::Instant now) {
    run(now);
    do due_ += plan_.interval;
    while (due_ <= now);
    next_run_.arm(due_);
  }

  void run(base::Instant now) {
    if (running_) return monitor_.log_.info(messages::script_skipped, plan_.name);
    running_ = true;
    judged_ = false;
    limit_.arm(now + plan_.timeout);
    monitor_.runner_.run(plan_.command, plan_.timeout, [weak = weak_from_this()](const base::RunResult &result) {
      if (const auto self = weak.lock()) self->ended(result);
    });
  }

  void ended(const base::RunResult &result) {
    running_ = false;
    limit_.cancel();
    report(result);
  }

  /// Once a run: at its end or at its timeout, whichever comes first.
  void report(const base::RunResult &result) {
    if (std::exchange(judged_, true)) return;
    if (result.kind == Kind::exited && result.code != std::exchange(last_status_, result.code))
      monitor_.log_.info(messages::script_status, plan_.name, result.code);
    if (!tracker_.report(result.ok())) return;
    monitor_.log_.info(messages::script_verdict, plan_.name, result.ok() ? "succeeded" : failure(result));
    monitor_.changed_(plan_.name);
  }

  ScriptMonitor &monitor_;
  ScriptPlan plan_;
  ScriptTracker tracker_;
  Alarm next_run_;
  Alarm limit_;
  base::Instant due_;
  bool running_ = false;
  bool judged_ = false;
  int last_status_ = 0;
};

ScriptMonitor::ScriptMonitor(base::ScriptRunner &runner, Timers &timers, base::Log log, Changed changed)
    : runner_{runner}, timers_{timers}, log_{log}, changed_{std::move(changed)} {}

ScriptMonitor::~ScriptMonitor() = default;

void ScriptMonitor::watch(const std::vector<ScriptPlan> &scripts, base::Instant now) {
  auto before = std::exchange(watched_, {});
  for (std::size_t at = 0; at < scripts.size(); ++at) {
    const auto &plan = scripts[at];
    const auto known = before.find(plan.name);
    if (known != before.end() && known->second->plan().command == plan.command) {
      known->second->retune(plan);
      watched_.insert(std::move(*known));
      continue;
    }
    auto watched = std::make_shared<Watched>(*this, plan);
    watched_.emplace(plan.name, watched);
    if (const auto known_as = recalled_.find(plan.name); known_as != recalled_.end()) watched->recall(known_as->second);
    watched->begin(second_run_offset(at, scripts.size(), plan.interval), now);
  }
  recalled_.clear();
}

std::map<std::string, Verdict> ScriptMonitor::verdicts() const {
  std::map<std::string, Verdict> found;
  for (const auto &[name, watched] : watched_) found.emplace(name, watched->verdict());
  return found;
}

void ScriptMonitor::stop() {
  for (const auto &[name, watched] : watched_) watched->stop();
}

Verdict ScriptMonitor::verdict(const std::string &script) const {
  if (const auto at = watched_.find(script); at != watched_.end()) return at->second->verdict();
  const auto at = recalled_.find(script);
  return at == recalled_.end() ? Verdict::unknown : at->second;
}

unsigned ScriptMonitor::result(const std::string &script) const {
  const auto at = watched_.find(script);
  return at == watched_.end() ? 0 : at->second->result();
}

bool ScriptMonitor::is_running(const std::string &script) const {
  const auto at = watched_.find(script);
  return at != watched_.end() && at->second->is_running();
}

}  // namespace sempervivum::vrrp
