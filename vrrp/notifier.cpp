#include "vrrp/notifier.hpp"

#include <utility>

#include "vrrp/messages.hpp"

namespace sempervivum::vrrp {

Notifier::Notifier(base::ScriptRunner &runner, base::Log log) : runner_{runner}, log_{log} {}

void Notifier::submit(const std::string &subject, base::Command command) {
  auto &queue = queues_[subject];
  queue.push_back(std::move(command));
  if (queue.size() == 1) run_front(subject);
}

void Notifier::run_front(const std::string &subject) {
  const auto never = base::Duration::zero();
  runner_.run(queues_.at(subject).front(), never,
              [weak = std::weak_ptr{self_}, subject](const base::RunResult &result) {
                if (const auto self = weak.lock()) (*self)->finished(subject, result);
              });
}

void Notifier::finished(const std::string &subject, const base::RunResult &result) {
  const auto queue = queues_.find(subject);
  if (result.kind == base::RunResult::Kind::not_started)
    log_.warning(messages::notify_not_started, subject, queue->second.front().path, result.code);
  queue->second.pop_front();
  if (!queue->second.empty()) return run_front(subject);
  queues_.erase(queue);
  if (queues_.empty() && on_idle_) on_idle_();
}

}  // namespace sempervivum::vrrp
