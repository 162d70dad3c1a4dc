/// Tracking: from what is observed to a priority, a set of faults and readiness.
///
/// Everything here is recomputed from facts whenever one of them changes; no
/// count is kept up or down, so nothing can drift. Manual: vrrp_script,
/// track_script, track_interface; behaviour facts F1 to F3, F7, B7, B8.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/strong.hpp"
#include "vrrp/fault.hpp"

namespace sempervivum::vrrp {

/// What a tracked object says. Before its first result it is `unknown`, or under
/// init_fail `assumed_bad`: a fault where bad is one, and otherwise weightless.
enum class Verdict : std::uint8_t { unknown, assumed_bad, good, bad };

/// A vrrp_script's history as one number, 0..rise+fall-1: good from `rise` up.
///
/// Turning good lifts it to the maximum and turning bad drops it to 0, so that
/// `fall` failures in a row, or `rise` successes in a row, turn the verdict.
/// The first result decides alone, under init_fail too.
class ScriptTracker {
 public:
  /// `rise` and `fall` are at least 1.
  ScriptTracker(unsigned rise, unsigned fall, bool init_fail);

  /// One run ended. Returns whether the verdict changed.
  bool report(bool success);
  /// A reload: the verdict stays, the history begins anew if the limits differ.
  void set_limits(unsigned rise, unsigned fall);
  /// Goes on with a verdict that is known from before.
  void recall(Verdict verdict);

  Verdict verdict() const { return verdict_; }
  unsigned result() const { return result_; }

 private:
  unsigned maximum() const { return rise_ + fall_ - 1; }

  unsigned rise_;
  unsigned fall_;
  unsigned result_;
  Verdict verdict_;
};

/// A tracked object as one instance sees it: scripts, interfaces, processes and
/// BFD sessions are alike (F3).
struct Track {
  /// The fault it is with weight 0.
  FaultReason reason = FaultReason::tracked_script_failed;
  std::string_view subject;
  /// -253..253. Positive: added while good. Negative: added while bad. 0: bad is a fault.
  int weight = 0;
  /// Negates the weight, or with weight 0: good is a fault.
  bool reverse = false;
  Verdict verdict = Verdict::unknown;
};

/// The instance's own interface.
struct InterfaceFacts {
  std::string_view name;
  bool exists = true;
  bool up = true;
  bool has_source_address = true;
  /// False under dont_track_primary: being down is no fault.
  bool tracked = true;
};

struct Facts {
  base::Priority base_priority;
  InterfaceFacts interface;
  std::span<const Track> tracks;
  /// Faults of the configuration itself, such as no_unicast_peer.
  std::span<const Fault> standing;
};

/// Where an instance stands.
struct Standing {
  /// 1..254, or an owner's 255.
  base::Priority priority;
  /// The same before clamping, for dumps.
  int unclamped = 0;
  FaultSet faults;
  /// No weight-0 tracker is `unknown`.
  bool ready = true;

  bool operator==(const Standing &) const = default;
};

Standing evaluate(const Facts &facts);

}  // namespace sempervivum::vrrp
