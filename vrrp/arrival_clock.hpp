/// When a packet reached the host, from the kernel's time stamp beside it.
///
/// The stamp (SO_TIMESTAMPNS, see socket(7)) counts from 1970 and stands in a clock
/// that people set; the protocol counts on the monotonic one. What is taken from the
/// stamp is therefore the packet's age only, and an age that cannot be right means
/// that the packet has just come: nobody takes over too early because of it.
#pragma once

#include <sys/socket.h>

#include <chrono>
#include <optional>

#include "base/clock.hpp"

namespace sempervivum::vrrp {

/// Both clocks at one moment, and what they make of a stamp. Pure.
struct ArrivalClock {
  base::Instant present;
  std::chrono::nanoseconds wall;

  /// An age below nothing or beyond 10 ms is the wall clock's doing.
  [[gnu::hot]] base::Instant arrival(std::chrono::nanoseconds stamp) const;

  [[gnu::hot]] static ArrivalClock read();
};

/// The stamp among what came beside a packet.
[[gnu::hot]] std::optional<std::chrono::nanoseconds> kernel_stamp(msghdr &header);

}  // namespace sempervivum::vrrp
