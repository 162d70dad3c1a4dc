/// Realtime priority for a process that is scheduled too late (keywords
/// max_auto_priority and min_auto_priority_delay).
///
/// Each time a deadline was served later than the configured delay, the priority under
/// SCHED_RR goes up by one, from none to 1 at first, and not beyond the configured
/// one. It does not come down again: what was too late once will be so again.
#pragma once

#include "base/clock.hpp"
#include "base/log.hpp"
#include "parser/model_global.hpp"

namespace sempervivum::daemon {

class AutoPriority {
 public:
  /// `present`: the realtime priority there is already; 0: none.
  AutoPriority(const parser::GlobalDefs &global, int present, base::Log log);

  /// A deadline was served so much too late.
  void note(base::Duration lag);
  bool is_wanted() const { return most_ > 0; }

 private:
  int most_;
  base::Duration bearable_;
  int present_;
  base::Log log_;
};

}  // namespace sempervivum::daemon
