/// Notify scripts, in order.
///
/// Scripts of one subject (an instance) run strictly one after the other, so a
/// later state's script never overtakes nor overlaps an earlier one's; subjects
/// do not wait for each other. keepalived starts them all at once (behaviour J1).
///
/// Thread: the protocol thread only; a run never blocks it.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/log.hpp"
#include "base/script.hpp"

namespace sempervivum::vrrp {

class Notifier {
 public:
  Notifier(base::ScriptRunner &runner, base::Log log);
  Notifier(const Notifier &) = delete;
  Notifier &operator=(const Notifier &) = delete;

  /// Runs `command` after everything already submitted for `subject`.
  void submit(const std::string &subject, base::Command command);

  bool idle() const { return queues_.empty(); }
  /// Called each time the last script has ended.
  void when_idle(std::function<void()> callback) { on_idle_ = std::move(callback); }

 private:
  void run_front(const std::string &subject);
  void finished(const std::string &subject, const base::RunResult &result);

  base::ScriptRunner &runner_;
  base::Log log_;
  /// The front of each queue is running.
  std::map<std::string, std::deque<base::Command>> queues_;
  std::function<void()> on_idle_;
  /// Outlived by results that arrive after our end.
  std::shared_ptr<Notifier *> self_ = std::make_shared<Notifier *>(this);
};

}  // namespace sempervivum::vrrp
