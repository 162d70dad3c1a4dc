/// Runs the vrrp_scripts and knows their verdicts.
///
/// Each script runs at once and then on a schedule of its own, counted from the
/// schedule and not from the last run, phases spread (script_phase.hpp) so that
/// scripts of one interval do not all start together. A run that is still going
/// when the next is due is left alone and the new one skipped. A run that exceeds
/// its timeout counts as a failure at that moment, however long it takes to die.
///
/// Thread: the protocol thread only; nothing waits for a script.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/script.hpp"
#include "vrrp/plan.hpp"
#include "vrrp/timers.hpp"
#include "vrrp/tracking.hpp"

namespace sempervivum::vrrp {

class ScriptMonitor {
 public:
  /// Told the name of a script whose verdict changed.
  using Changed = std::function<void(const std::string &script)>;

  ScriptMonitor(base::ScriptRunner &runner, Timers &timers, base::Log log, Changed changed);
  ScriptMonitor(const ScriptMonitor &) = delete;
  ScriptMonitor &operator=(const ScriptMonitor &) = delete;
  ~ScriptMonitor();

  /// Watches these from now on. A script that was watched with the same command
  /// keeps its verdict, its schedule and its running copy.
  void watch(const std::vector<ScriptPlan> &scripts, base::Instant now);
  /// Before the first watch(): what another process knows of these scripts.
  void recall(std::map<std::string, Verdict> verdicts) { recalled_ = std::move(verdicts); }
  /// Those of the scripts that are watched.
  std::map<std::string, Verdict> verdicts() const;
  /// Starts no more runs; verdicts stay.
  void stop();

  /// Unknown until the first run has ended, and for scripts not watched.
  Verdict verdict(const std::string &script) const;
  /// Its history as a number (tracking.hpp); 0 for scripts not watched.
  unsigned result(const std::string &script) const;
  bool is_running(const std::string &script) const;

 private:
  class Watched;

  base::ScriptRunner &runner_;
  Timers &timers_;
  base::Log log_;
  Changed changed_;
  std::map<std::string, std::shared_ptr<Watched>> watched_;
  std::map<std::string, Verdict> recalled_;
};

}  // namespace sempervivum::vrrp
