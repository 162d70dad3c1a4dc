#include "checkers/verdict.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

namespace sempervivum::checkers {

Decision Verdict::record(CheckResult result) {
  const auto decision = result == CheckResult::success ? succeed() : fail();
  checked_ = true;
  return decision;
}

Decision Verdict::succeed() {
  failures_ = 0;
  const bool changed = !std::exchange(up_, true);
  return {changed, config_.delay_loop};
}

Decision Verdict::fail() {
  if (!up_) return {false, config_.delay_loop};
  ++failures_;
  if (checked_ && failures_ <= config_.retry) return {false, config_.delay_before_retry};
  failures_ = 0;
  up_ = false;
  return {true, config_.delay_loop};
}

std::int32_t effective_weight(std::int32_t configured, std::span<const std::int64_t> contributions) {
  const auto sum = std::accumulate(contributions.begin(), contributions.end(), std::int64_t{configured});
  return static_cast<std::int32_t>(std::clamp<std::int64_t>(sum, 0, std::numeric_limits<std::int32_t>::max()));
}

}  // namespace sempervivum::checkers
