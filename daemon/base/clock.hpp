/// Time as the whole house uses it.
///
/// Pure code takes `Instant`s as arguments and never asks for the time; drivers
/// read the monotonic clock with Clock::now() at their edge.
#pragma once

#include <chrono>
#include <cstdint>
#include <ratio>

namespace sempervivum::base {

using Clock = std::chrono::steady_clock;
using Instant = Clock::time_point;
using Duration = Clock::duration;

/// The unit of a VRRPv3 advertisement interval (RFC 9568 section 5.2.7).
using Centiseconds = std::chrono::duration<std::int64_t, std::centi>;

}  // namespace sempervivum::base
