/// What an instance counts, and which rejected packets it still logs.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/clock.hpp"
#include "vrrp/advert.hpp"

namespace sempervivum::vrrp {

/// Since start; a reload keeps them.
struct Counters {
  std::uint64_t adverts_sent = 0;
  std::uint64_t adverts_received = 0;
  std::uint64_t became_master = 0;
  std::uint64_t released_master = 0;
  std::uint64_t zero_priority_sent = 0;
  std::uint64_t zero_priority_received = 0;
  std::uint64_t send_errors = 0;
  std::array<std::uint64_t, reject_reason_count> rejected{};

  std::uint64_t &of(RejectReason reason) { return rejected[static_cast<std::size_t>(reason)]; }
};

/// Lets one line a minute through for each reason and says how many were held
/// back meanwhile: a flood of bad packets must not become a flood of lines.
class RejectLog {
 public:
  /// How many lines were suppressed before this one, or nothing if it is
  /// suppressed as well.
  std::optional<std::uint64_t> admit(RejectReason reason, base::Instant now) {
    auto &entry = entries_[static_cast<std::size_t>(reason)];
    if (entry.last && now - *entry.last < period) {
      ++entry.suppressed;
      return std::nullopt;
    }
    entry.last = now;
    return std::exchange(entry.suppressed, 0);
  }

  static constexpr base::Duration period = std::chrono::minutes{1};

 private:
  struct Entry {
    std::optional<base::Instant> last;
    std::uint64_t suppressed = 0;
  };
  std::array<Entry, reject_reason_count> entries_;
};

}  // namespace sempervivum::vrrp
