/// What an instance counts, and which rejected packets it still logs.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/clock.hpp"
#include "base/rare.hpp"
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
  /// Of state, init among them.
  std::uint64_t transitions = 0;
  /// As backup: one more missed advert and it would have taken over.
  std::uint64_t near_failovers = 0;
  /// Adverts of other masters heard while master, also those that were rejected.
  std::uint64_t second_master_adverts = 0;
  /// Times that such a second master appeared.
  std::uint64_t second_masters = 0;
  /// The longest time that a deadline of the instance's was served too late.
  base::Duration worst_lag{0};
  /// By reason; there once a packet has been.
  using Rejected = std::array<std::uint64_t, reject_reason_count>;
  base::Rare<Rejected> rejected{};
  /// Why a packet was last not used.
  std::optional<RejectReason> last_rejected{};

  std::uint64_t of(RejectReason reason) const { return rejected ? (*rejected)[static_cast<std::size_t>(reason)] : 0; }
  void count(RejectReason reason) {
    if (!rejected) rejected.emplace();
    ++(*rejected)[static_cast<std::size_t>(reason)];
  }
};

/// Lets one line a minute through and says how many were held back meanwhile.
class LineLimit {
 public:
  /// How many lines were suppressed before this one, or nothing if it is
  /// suppressed as well.
  std::optional<std::uint64_t> admit(base::Instant now) {
    if (last_ && now - *last_ < period) {
      ++suppressed_;
      return std::nullopt;
    }
    last_ = now;
    return std::exchange(suppressed_, 0);
  }

  static constexpr base::Duration period = std::chrono::minutes{1};

 private:
  std::optional<base::Instant> last_;
  std::uint64_t suppressed_ = 0;
};

/// The same for each reason: a flood of bad packets must not become a flood of lines.
class RejectLog {
 public:
  std::optional<std::uint64_t> admit(RejectReason reason, base::Instant now) {
    return limits_[static_cast<std::size_t>(reason)].admit(now);
  }

 private:
  std::array<LineLimit, reject_reason_count> limits_;
};

}  // namespace sempervivum::vrrp
