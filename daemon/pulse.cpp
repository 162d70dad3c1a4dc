#include "daemon/pulse.hpp"

namespace sempervivum::daemon {

Pulse::Need Pulse::beat(base::Instant now, base::Duration patience) {
  if (asked_) return now - *asked_ < patience ? Need::nothing : Need::end;
  asked_ = now;
  return Need::question;
}

}  // namespace sempervivum::daemon
