/// What happened in a run, for people: silent unless asked for.
#pragma once

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <utility>

#include "base/clock.hpp"

namespace sempervivum::sim {

/// An invariant is broken; ends the run of a seed.
class Violation : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Simulated seconds, as traces and violations give them.
inline double seconds(base::Duration duration) { return std::chrono::duration<double>{duration}.count(); }
inline double seconds(base::Instant instant) { return seconds(instant.time_since_epoch()); }

class Trace {
 public:
  explicit Trace(bool enabled) : enabled_{enabled} {}

  template <class... Args>
  void line(base::Instant now, fmt::format_string<Args...> format, Args &&...args) const {
    if (!enabled_) return;
    fmt::print("{:12.6f}  {}\n", seconds(now), fmt::format(format, std::forward<Args>(args)...));
  }

 private:
  bool enabled_;
};

}  // namespace sempervivum::sim
