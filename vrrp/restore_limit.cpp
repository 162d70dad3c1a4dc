#include "vrrp/restore_limit.hpp"

#include <algorithm>

namespace sempervivum::vrrp {

Restore RestoreLimit::removed(base::Instant now) {
  const auto oldest = removals_.front();
  if (oldest && now - *oldest <= window) {
    forget();
    return Restore::step_down;
  }
  std::ranges::rotate(removals_, removals_.begin() + 1);
  removals_.back() = now;
  return Restore::put_back;
}

}  // namespace sempervivum::vrrp
