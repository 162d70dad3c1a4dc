#include "vrrp/notifier.hpp"

#include <deque>
#include <utility>

#include "vrrp/messages.hpp"

namespace sempervivum::vrrp {

/// One subject's events: what of the present one is still to run, and what waits.
class Notifier::Queue {
 public:
  Queue(std::string name, Timers &timers, Alarm::Callback impatient)
      : subject{std::move(name)}, patience_ends{timers, std::move(impatient)} {}

  void add(Commands commands) {
    waiting.push_back(std::move(commands));
    if (waiting.size() <= most_waiting) return;
    waiting.pop_front();
    ++skipped;
  }

  std::string subject;
  /// The front is running.
  std::deque<base::Command> present;
  std::deque<Commands> waiting;
  /// Whose end is waited for.
  std::size_t run = 0;
  std::size_t skipped = 0;
  Alarm patience_ends;
};

Notifier::Notifier(base::ScriptRunner &runner, Timers &timers, base::Log log)
    : runner_{runner}, timers_{timers}, log_{log} {}

Notifier::~Notifier() = default;

void Notifier::submit(const std::string &subject, Commands commands) {
  if (commands.empty()) return;
  auto &queue = queues_[subject];
  const bool fresh = !queue;
  if (fresh) {
    auto impatient = [this, &queue](base::Instant) { give_up(*queue); };
    queue = std::make_unique<Queue>(subject, timers_, std::move(impatient));
  }
  const bool first_to_wait = queue->waiting.empty();
  queue->add(std::move(commands));
  if (fresh) return run_next(*queue);
  if (first_to_wait) queue->patience_ends.arm(base::Clock::now() + patience);
}

void Notifier::run_next(Queue &queue) {
  if (queue.skipped > 0) log_.warning(messages::notify_skipped, queue.subject, std::exchange(queue.skipped, 0));
  auto &next = queue.waiting.front();
  queue.present.assign(std::make_move_iterator(next.begin()), std::make_move_iterator(next.end()));
  queue.waiting.pop_front();
  if (queue.waiting.empty())
    queue.patience_ends.cancel();
  else
    queue.patience_ends.arm(base::Clock::now() + patience);
  run_front(queue);
}

void Notifier::run_front(Queue &queue) {
  queue.run = ++runs_;
  const auto never = base::Duration::zero();
  runner_.run(queue.present.front(), never,
              [weak = std::weak_ptr{self_}, subject = queue.subject, run = queue.run](const base::RunResult &result) {
                if (const auto self = weak.lock()) (*self)->finished(subject, run, result);
              });
}

void Notifier::finished(const std::string &subject, std::size_t run, const base::RunResult &result) {
  const auto at = queues_.find(subject);
  if (at == queues_.end() || at->second->run != run) return;
  auto &queue = *at->second;
  if (result.kind == base::RunResult::Kind::not_started)
    log_.warning(messages::notify_not_started, subject, queue.present.front().path, result.code);
  queue.present.pop_front();
  if (!queue.present.empty()) return run_front(queue);
  if (!queue.waiting.empty()) return run_next(queue);
  queues_.erase(at);
  if (queues_.empty() && on_idle_) on_idle_();
}

/// The script that runs is left to itself: it may be meant to stay.
void Notifier::give_up(Queue &queue) {
  log_.warning(messages::notify_overdue, queue.subject, queue.present.front().path, patience.count());
  queue.present.clear();
  run_next(queue);
}

}  // namespace sempervivum::vrrp
