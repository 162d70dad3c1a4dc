/// Which trackers the configuration gives each instance: track_rule.hpp applied to
/// the parsed file.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "parser/model.hpp"
#include "vrrp/track_rule.hpp"

namespace sempervivum::vrrp {

/// Who is in which sync group: an instance is in the first one that names it.
class Homes {
 public:
  explicit Homes(const parser::Config &config);

  /// Null if it is in none.
  const parser::SyncGroup *of(const parser::VrrpInstance &instance) const;
  /// Indices into the configuration's instances, in the order of the group's list.
  const std::vector<std::size_t> &members(const parser::SyncGroup &group) const;
  /// Whether a member has priority 255.
  bool has_owner(const parser::SyncGroup &group) const;

 private:
  struct Household {
    std::vector<std::size_t> members;
    bool has_owner = false;
  };
  std::map<std::string_view, const parser::SyncGroup *> homes_;
  std::map<const parser::SyncGroup *, Household> households_;
};

struct PlannedTracks {
  std::vector<TrackRule> rules;
  /// What was changed or left out, in keepalived's words.
  std::vector<std::string> remarks;
};

/// A line's own weight outweighs its object's. The own interface is left out
/// unless dont_track_primary: it is tracked anyway.
PlannedTracks planned_tracks(const parser::Config &config, const Homes &homes, const parser::VrrpInstance &instance);

}  // namespace sempervivum::vrrp
