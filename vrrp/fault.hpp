/// What keeps an instance from taking part: a set of named reasons.
///
/// The set is recomputed from the facts whenever one changes and compared with
/// the previous one; nothing is ever counted up or down.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sempervivum::vrrp {

enum class FaultReason : std::uint8_t {
  interface_missing,
  interface_down,
  no_source_address,
  tracked_interface_down,
  tracked_script_failed,
  no_unicast_peer,
  no_multicast,
  tracked_file,
  tracked_process,
  tracked_bfd_down,
};
std::string_view to_words(FaultReason reason);

struct Fault {
  FaultReason reason;
  /// The interface or script concerned.
  std::string subject;

  auto operator<=>(const Fault &) const = default;
};

/// Sorted and without repetition.
using FaultSet = std::vector<Fault>;

/// "interface down (eth0), tracked script failed (chk)"
std::string describe(const FaultSet &faults);

}  // namespace sempervivum::vrrp
