/// Whether a checked server is up: the arithmetic of one check's results. Pure.
///
/// Until the first result a server is what its check was told to assume. Then
/// one success brings it up; a failure takes it down at once if it is the first
/// result there is, and else only as the last of retry + 1 in a row. While
/// failures are being counted, and on the way to the verdict, the next check is
/// due after delay_before_retry, otherwise after delay_loop (keepalived
/// behaviour facts M1, M2; M3 for servers).
#pragma once

#include <cstdint>
#include <span>

#include "base/clock.hpp"

namespace sempervivum::checkers {

struct VerdictConfig {
  /// Failures that are forgiven before the one that counts.
  unsigned retry = 1;
  /// alpha: down until the first success.
  bool alpha = false;
  base::Duration delay_before_retry = std::chrono::seconds{1};
  base::Duration delay_loop = std::chrono::seconds{60};

  bool operator==(const VerdictConfig &) const = default;
};

enum class CheckResult : std::uint8_t { success, failure };

/// What one result led to.
struct Decision {
  /// The verdict differs from the one before.
  bool changed = false;
  /// From the end of this check to the beginning of the next.
  base::Duration next_check{0};

  bool operator==(const Decision &) const = default;
};

class Verdict {
 public:
  explicit Verdict(const VerdictConfig &config) : up_{!config.alpha} {}

  /// A reload may bring another `config`: the verdict and what was counted stay.
  Decision record(CheckResult result, const VerdictConfig &config);

  bool up() const { return up_; }
  /// Whether there was a result at all.
  bool checked() const { return checked_; }
  /// Failures in a row that have not led to a verdict yet.
  unsigned failures() const { return failures_; }

 private:
  Decision succeed(const VerdictConfig &config);
  Decision fail(const VerdictConfig &config);

  bool up_;
  bool checked_ = false;
  unsigned failures_ = 0;
};

/// The weight IPVS gets: the configured one and what dynamic checks add, within
/// 0 .. 2147483647.
std::int32_t effective_weight(std::int32_t configured, std::span<const std::int64_t> contributions);

}  // namespace sempervivum::checkers
