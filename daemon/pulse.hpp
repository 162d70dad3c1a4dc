/// Whether a child still answers. Pure.
///
/// At every beat of the watchdog the parent asks each child; one that has owed an
/// answer for the whole watchdog time hangs and is to be killed, and then started
/// anew as any that dies.
#pragma once

#include <optional>

#include "base/clock.hpp"

namespace sempervivum::daemon {

class Pulse {
 public:
  enum class Need : unsigned char { nothing, question, end };

  /// One beat: what is to be done with the child.
  Need beat(base::Instant now, base::Duration patience);
  /// The child has answered, or is a new one.
  void answered() { asked_.reset(); }

 private:
  std::optional<base::Instant> asked_;
};

}  // namespace sempervivum::daemon
