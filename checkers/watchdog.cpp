#include "checkers/watchdog.hpp"

#include <algorithm>

namespace sempervivum::checkers {

void Watchdog::allow(base::Duration step, base::Instant now) {
  deadline_ = std::min(now + step, end_);
  if (!is_set() || deadline_ < when()) set(deadline_);
}

void Watchdog::pass(base::Instant now) {
  if (now < deadline_) return set(deadline_);
  bitten_ = true;
  bite_(guarded_);
}

}  // namespace sempervivum::checkers
