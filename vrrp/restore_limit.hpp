/// How long we insist on an address that somebody else removes while we are master.
///
/// It is put back at once, without an election; but when it is removed for the
/// third time within ten seconds somebody means it, and we step down as
/// keepalived does at the first removal (behaviour fact E3).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/clock.hpp"

namespace sempervivum::vrrp {

enum class Restore : std::uint8_t { put_back, step_down };

/// One per address; forgets when the address is given up.
class RestoreLimit {
 public:
  static constexpr std::size_t limit = 3;
  static constexpr base::Duration window = std::chrono::seconds{10};

  /// The address was removed at `now`. After `step_down` the count begins anew.
  Restore removed(base::Instant now);
  void forget() { removals_ = {}; }

 private:
  /// The last removals but the current one, oldest first.
  std::array<std::optional<base::Instant>, limit - 1> removals_{};
};

}  // namespace sempervivum::vrrp
