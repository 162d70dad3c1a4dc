/// Runs notify scripts one after the other for each subject, so that a later
/// state's script does not overtake an earlier one's. What waits is bounded: of a
/// subject that changes faster than its scripts end, the oldest waiting are dropped.
///
/// Thread: one. Never blocks.
#pragma once

#include <deque>
#include <map>
#include <string>

#include "base/lifeline.hpp"
#include "base/script.hpp"

namespace sempervivum::checkers {

class ScriptQueue {
 public:
  static constexpr std::size_t most_waiting = 16;

  explicit ScriptQueue(base::ScriptRunner &runner) : runner_{runner} {}

  void add(const std::string &subject, const base::Command &command);
  /// At the end: starts all that wait, at once; they go on when we are gone.
  void release();

 private:
  void begin(const std::string &subject, const base::Command &command);
  void end(const std::string &subject);

  base::ScriptRunner &runner_;
  /// Present while one runs.
  std::map<std::string, std::deque<base::Command>> waiting_;
  bool released_ = false;
  base::Lifeline lifeline_;
};

}  // namespace sempervivum::checkers
