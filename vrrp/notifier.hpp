/// Notify scripts, in order.
///
/// Scripts of one subject (an instance or a sync group) run strictly one after the
/// other, so a later state's script never overtakes nor overlaps an earlier one's;
/// subjects do not wait for each other. keepalived starts them all at once (J1).
///
/// Scripts that are slower than the events must not pile up: of the events that
/// wait, the oldest are skipped beyond `most_waiting`, the last one never. And one
/// script must not hold up the truth for ever: once a later event has waited for
/// `patience`, it no longer does.
///
/// Thread: the protocol thread only; a run never blocks it.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/script.hpp"
#include "vrrp/timers.hpp"

namespace sempervivum::vrrp {

class Notifier {
 public:
  static constexpr std::size_t most_waiting = 64;
  static constexpr std::chrono::seconds patience{60};

  /// The scripts of one event, in their order.
  using Commands = std::vector<base::Command>;

  Notifier(base::ScriptRunner &runner, Timers &timers, base::Log log);
  Notifier(const Notifier &) = delete;
  Notifier &operator=(const Notifier &) = delete;
  ~Notifier();

  /// Runs `commands` after everything already submitted for `subject`.
  void submit(const std::string &subject, Commands commands);

  bool idle() const { return queues_.empty(); }
  /// Called each time the last script has ended.
  void when_idle(std::function<void()> callback) { on_idle_ = std::move(callback); }

 private:
  class Queue;

  void run_next(Queue &queue);
  void run_front(Queue &queue);
  void finished(const std::string &subject, std::size_t run, const base::RunResult &result);
  void give_up(Queue &queue);

  base::ScriptRunner &runner_;
  Timers &timers_;
  base::Log log_;
  std::map<std::string, std::unique_ptr<Queue>> queues_;
  std::size_t runs_ = 0;
  std::function<void()> on_idle_;
  /// Outlived by results that arrive after our end.
  std::shared_ptr<Notifier *> self_ = std::make_shared<Notifier *>(this);
};

}  // namespace sempervivum::vrrp
