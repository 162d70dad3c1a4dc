#include "checkers/script_queue.hpp"

#include <utility>

namespace sempervivum::checkers {

void ScriptQueue::add(const std::string &subject, const base::Command &command) {
  const auto found = waiting_.find(subject);
  if (found == waiting_.end() || released_) return begin(subject, command);
  if (found->second.size() == most_waiting) found->second.pop_front();
  found->second.push_back(command);
}

void ScriptQueue::begin(const std::string &subject, const base::Command &command) {
  waiting_.try_emplace(subject);
  runner_.run(command, base::Duration{0}, lifeline_.guard([this, subject](const base::RunResult &) { end(subject); }));
}

void ScriptQueue::end(const std::string &subject) {
  const auto found = waiting_.find(subject);
  if (found == waiting_.end()) return;
  if (found->second.empty()) {
    waiting_.erase(found);
    return;
  }
  const auto command = std::move(found->second.front());
  found->second.pop_front();
  begin(subject, command);
}

void ScriptQueue::release() {
  released_ = true;
  for (auto &[subject, commands] : std::exchange(waiting_, {}))
    for (const auto &command : commands) begin(subject, command);
}

}  // namespace sempervivum::checkers
