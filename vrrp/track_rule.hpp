/// Which trackers an instance ends up with: its own and its sync group's, as far
/// as weights are allowed (behaviour facts F5, F6).
///
/// An owner's priority never changes, and in a sync group different priorities of
/// the members would tear them apart: there weights need sync_group_tracking_weight.
/// What becomes of a weighted tracker that is not allowed to be one is a table:
/// an interface stays tracked with weight 0, where down is a fault, as does a file
/// whose weight is only the default; everything else is ignored.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace sempervivum::vrrp {

enum class TrackKind : std::uint8_t { interface, script, file, process, bfd };
inline constexpr std::size_t track_kind_count = 5;

/// One line of a track_ block.
struct TrackRule {
  TrackKind kind = TrackKind::script;
  std::string name;
  /// -253..253 (bfd, script, interface, process), -254..254 (file); 0: bad is a fault.
  int weight = 0;
  bool reverse = false;
  /// The weight was not written: a file's is 1 then.
  bool default_weight = false;

  bool operator==(const TrackRule &) const = default;
};

/// What decides about weights.
struct TrackScope {
  bool in_group = false;
  /// sync_group_tracking_weight of the group.
  bool group_weights = false;
  /// The instance has priority 255.
  bool owner = false;
  /// Any member of the group has.
  bool group_has_owner = false;
};

/// A rule that was changed or left out, for one log line.
struct TrackRemark {
  TrackRule rule;
  /// Left out; otherwise tracked with weight 0.
  bool ignored = false;

  bool operator==(const TrackRemark &) const = default;
};

struct EffectiveTracks {
  std::vector<TrackRule> rules;
  std::vector<TrackRemark> remarks;
};

/// The instance's rules in their order, then the group's. Where both track one
/// object there is one rule, with the group's weight unless the instance's is 0.
EffectiveTracks effective_tracks(std::span<const TrackRule> own, std::span<const TrackRule> group,
                                 const TrackScope &scope);

}  // namespace sempervivum::vrrp
