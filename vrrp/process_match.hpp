/// Which processes count for a vrrp_track_process, and when there are enough: pure
/// (behaviour F9).
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.hpp"
#include "vrrp/tracker_plan.hpp"
#include "vrrp/tracking.hpp"

namespace sempervivum::vrrp {

/// What the kernel says of a process.
struct ProcessFacts {
  /// At most 15 characters.
  std::string_view name;
  /// argv, each word ended by a NUL; empty for kernel threads.
  std::string_view command_line;
};

bool matches(const ProcessPlan &plan, const ProcessFacts &process);

/// Counts processes. The verdict follows the count at once, or, where a delay is
/// configured, once the count has been enough (fork_delay) or not (terminate_delay)
/// for that long.
class Quorum {
 public:
  /// `count` processes run at the beginning; that counts at once.
  Quorum(const ProcessPlan &plan, unsigned count);

  /// Returns whether the verdict changed.
  bool set_count(const ProcessPlan &plan, unsigned count, base::Instant now);
  /// The deadline has passed. Returns whether the verdict changed.
  bool expire(base::Instant now);

  unsigned count() const { return count_; }
  Verdict verdict() const { return good_ ? Verdict::good : Verdict::bad; }
  /// When expire() is to be called.
  std::optional<base::Instant> deadline() const { return deadline_; }

 private:
  unsigned count_;
  bool good_;
  std::optional<base::Instant> deadline_;
};

}  // namespace sempervivum::vrrp
