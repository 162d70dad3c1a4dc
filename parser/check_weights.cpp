// Weights that can never change who becomes master.
#include <fmt/format.h>

#include <map>
#include <set>
#include <string>

#include "parser/checks.hpp"

namespace sempervivum::parser {

namespace {

constexpr base::Priority largest_priority{254};
constexpr base::Priority smallest_priority{1};

using Weights = std::map<std::string_view, Weight>;

/// What the tracked objects weigh where a line of track_* does not say.
struct DefaultWeights {
  Weights scripts;
  Weights processes;
  Weights sessions;
  Weights files;

  explicit DefaultWeights(const Config &config) {
    for (const auto &script : config.scripts) scripts.emplace(script.name, script.weight);
    for (const auto &process : config.track_processes) processes.emplace(process.name, process.weight);
    for (const auto &session : config.bfd_instances) sessions.emplace(session.name, session.weight);
    for (const auto &file : config.track_files) files.emplace(file.name, file.weight.value_or(Weight{1, false}));
  }
};

class WeightCheck {
 public:
  WeightCheck(const VrrpInstance &instance, bool in_group, Diagnostics &diagnostics)
      : instance_{instance}, in_group_{in_group}, diagnostics_{diagnostics} {}

  void run(const DefaultWeights &defaults) {
    constexpr auto said = FindingId::weight_ignored;
    constexpr auto unsaid = FindingId::weight_without_effect;
    for (const auto &track : instance_.track_script) judge(track, weight_of(track, defaults.scripts), said);
    for (const auto &track : instance_.track_process) judge(track, weight_of(track, defaults.processes), unsaid);
    for (const auto &track : instance_.track_bfd) judge(track, weight_of(track, defaults.sessions), unsaid);
    for (const auto &track : instance_.track_interface) judge(track, track.weight.value_or(Weight{}), said);
    // A file's number may have either sign.
    for (const auto &track : instance_.track_file)
      if (!fixed().empty() && weight_of(track, defaults.files).value != 0) add(said, track, fixed());
  }

 private:
  static Weight weight_of(const Track &track, const Weights &defaults) {
    const auto found = defaults.find(track.name);
    return track.weight.value_or(found == defaults.end() ? Weight{} : found->second);
  }

  /// `when_fixed`: the incumbent speaks of some trackers of an owner or a group, not of others.
  void judge(const Track &track, const Weight &weight, FindingId when_fixed) {
    constexpr auto id = FindingId::weight_without_effect;
    if (weight.value == 0) return;
    const bool raises = (weight.value > 0) != weight.reverse;
    if (!fixed().empty())
      add(when_fixed, track, fixed());
    else if (raises && instance_.priority == largest_priority)
      add(id, track, "priority 254 is not raised any further");
    else if (!raises && instance_.priority == smallest_priority)
      add(id, track, "priority 1 is not lowered any further");
    else if (instance_.nopreempt)
      add(id, track, "with nopreempt no router takes over from a master whose priority falls",
          "use weight 0, which makes a failure a fault, or remove nopreempt");
  }

  /// Why the priority never changes at all.
  std::string_view fixed() const {
    const bool owner =
        instance_.priority == base::owner_priority || (!instance_.priority && instance_.state == InitialState::master);
    if (owner) return "priority 255 never changes";
    if (in_group_) return "members of a vrrp_sync_group have no weights without sync_group_tracking_weight";
    return {};
  }

  void add(FindingId id, const Track &track, std::string_view why, std::string help = {}) {
    diagnostics_.add(id, track.span, fmt::format("({}) {}, so this weight has no effect", instance_.name, why),
                     std::move(help));
  }

  const VrrpInstance &instance_;
  bool in_group_;
  Diagnostics &diagnostics_;
};

}  // namespace

void check_weights(const Config &config, Diagnostics &diagnostics) {
  std::set<std::string_view> weightless;
  for (const auto &group : config.sync_groups)
    if (!group.sync_group_tracking_weight)
      for (const auto &member : group.group) weightless.insert(member.name);
  const DefaultWeights defaults{config};
  for (const auto &instance : config.instances)
    WeightCheck{instance, weightless.contains(instance.name), diagnostics}.run(defaults);
}

}  // namespace sempervivum::parser
