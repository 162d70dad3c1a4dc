#include "checkers/slot.hpp"

#include <algorithm>

namespace sempervivum::checkers {
namespace {

constexpr base::Duration longest = std::chrono::milliseconds{100};
constexpr int in_an_interval = 20;

}  // namespace

base::Instant slot_of(base::Instant when, base::Duration interval) {
  const auto slot = std::min(longest, interval / in_an_interval);
  if (slot <= base::Duration::zero()) return when;
  return when - when.time_since_epoch() % slot;
}

}  // namespace sempervivum::checkers
