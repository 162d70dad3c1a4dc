/// Whether a second master has just appeared: while we are master, some advert says
/// that another router is, too.
///
/// All that is heard without a pause of a master down interval is one appearance,
/// whoever sends it: it is to be said once, aloud, and not once for each advert.
#pragma once

#include <optional>
#include <utility>

#include "base/clock.hpp"

namespace sempervivum::vrrp {

class RivalWatch {
 public:
  /// Such an advert has come; returns whether it begins an appearance. `pause` is the
  /// master down interval.
  bool appears(base::Instant now, base::Duration pause) {
    const auto before = std::exchange(last_heard_, now);
    return !before || now - *before >= pause;
  }

 private:
  std::optional<base::Instant> last_heard_;
};

}  // namespace sempervivum::vrrp
