#include "checkers/verdict.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

namespace sempervivum::checkers {

Decision Verdict::record(CheckResult result, const VerdictConfig &config) {
  const auto decision = result == CheckResult::success ? succeed(config) : fail(config);
  checked_ = true;
  return decision;
}

Decision Verdict::succeed(const VerdictConfig &config) {
  failures_ = 0;
  const bool changed = !std::exchange(up_, true);
  return {changed, config.delay_loop};
}

Decision Verdict::fail(const VerdictConfig &config) {
  if (!up_) return {false, config.delay_loop};
  ++failures_;
  if (checked_ && failures_ <= config.retry) return {false, config.delay_before_retry};
  failures_ = 0;
  up_ = false;
  return {true, config.delay_loop};
}

std::int32_t effective_weight(std::int32_t configured, std::span<const std::int64_t> contributions) {
  const auto sum = std::accumulate(contributions.begin(), contributions.end(), std::int64_t{configured});
  return static_cast<std::int32_t>(std::clamp<std::int64_t>(sum, 0, std::numeric_limits<std::int32_t>::max()));
}

}  // namespace sempervivum::checkers
