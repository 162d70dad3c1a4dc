/// When scripts run, so that they do not all fire at once.
#pragma once

#include <cstddef>

#include "base/clock.hpp"

namespace sempervivum::vrrp {

/// Every script runs at once when it starts (behaviour fact F7) and again after
/// this offset; from then on each `interval`. The offsets of `count` scripts of
/// one interval lie evenly around it, between half of it and one and a half, so
/// that their later runs are interval/count apart, and no second run comes so
/// soon that the first cannot have ended. A script alone keeps its interval.
/// `index` is 0..count-1.
constexpr base::Duration second_run_offset(std::size_t index, std::size_t count, base::Duration interval) {
  const auto slot = static_cast<base::Duration::rep>(2 * index + 1);
  const auto slots = static_cast<base::Duration::rep>(2 * count);
  return interval / 2 + interval / slots * slot;
}

}  // namespace sempervivum::vrrp
