#include "vrrp/planned_tracks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "vrrp/messages.hpp"

namespace sempervivum::vrrp {
namespace {

constexpr std::array<std::string_view, track_kind_count> kind_words{"interface", "script", "file", "process", "bfd"};

std::string_view to_words(TrackKind kind) { return kind_words[static_cast<std::size_t>(kind)]; }

/// The weight an object has where the line that tracks it gives none.
struct OwnWeight {
  const parser::Config &config;

  template <class Objects>
  static const auto *find(const Objects &objects, const std::string &name) {
    const auto at = std::ranges::find(objects, name, [](const auto &object) -> const auto & { return object.name; });
    return at == objects.end() ? nullptr : &*at;
  }
  template <class Objects>
  static parser::Weight of(const Objects &objects, const std::string &name) {
    const auto *object = find(objects, name);
    return object == nullptr ? parser::Weight{} : object->weight;
  }

  parser::Weight operator()(TrackKind kind, const std::string &name) const {
    switch (kind) {
      case TrackKind::script: return of(config.scripts, name);
      case TrackKind::process: return of(config.track_processes, name);
      case TrackKind::file: return file(name).value_or(parser::Weight{.value = 1});
      case TrackKind::interface:
      case TrackKind::bfd: break;
    }
    return {};
  }
  std::optional<parser::Weight> file(const std::string &name) const {
    const auto *object = find(config.track_files, name);
    return object == nullptr ? std::nullopt : object->weight;
  }
};

class Collector {
 public:
  explicit Collector(const parser::Config &config) : weight_of_{config} {}

  template <class Tracker>
  std::vector<TrackRule> collect(const Tracker &tracker) {
    add(TrackKind::script, tracker.track_script);
    add(TrackKind::interface, tracker.track_interface);
    add(TrackKind::file, tracker.track_file);
    add(TrackKind::process, tracker.track_process);
    add(TrackKind::bfd, tracker.track_bfd);
    return std::exchange(rules_, {});
  }

 private:
  void add(TrackKind kind, const std::vector<parser::Track> &tracks) {
    for (const auto &track : tracks) {
      const auto weight = track.weight.value_or(weight_of_(kind, track.name));
      const bool by_default = kind == TrackKind::file && !track.weight && !weight_of_.file(track.name);
      rules_.push_back({kind, track.name, weight.value, weight.reverse, by_default});
    }
  }

  OwnWeight weight_of_;
  std::vector<TrackRule> rules_;
};

bool is_owner(const parser::VrrpInstance &instance) { return instance.priority == base::owner_priority; }

std::string in_words(const parser::VrrpInstance &instance, const TrackRemark &remark) {
  const auto text = remark.ignored ? messages::track_ignored : messages::track_unweighted;
  const auto reason = is_owner(instance) ? messages::due_to_owner : messages::due_to_group;
  return fmt::format(fmt::runtime(text), instance.name, to_words(remark.rule.kind), remark.rule.name, reason);
}

}  // namespace

Homes::Homes(const parser::Config &config) {
  std::map<std::string_view, std::size_t> instances;
  for (std::size_t at = 0; at < config.instances.size(); ++at) instances.emplace(config.instances[at].name, at);
  for (const auto &group : config.sync_groups) {
    auto &household = households_[&group];
    for (const auto &member : group.group) {
      const auto at = instances.find(member.name);
      if (at == instances.end() || !homes_.emplace(at->first, &group).second) continue;
      household.members.push_back(at->second);
      household.has_owner = household.has_owner || is_owner(config.instances[at->second]);
    }
  }
}

const parser::SyncGroup *Homes::of(const parser::VrrpInstance &instance) const {
  const auto home = homes_.find(instance.name);
  return home == homes_.end() ? nullptr : home->second;
}

const std::vector<std::size_t> &Homes::members(const parser::SyncGroup &group) const {
  return households_.at(&group).members;
}

bool Homes::has_owner(const parser::SyncGroup &group) const { return households_.at(&group).has_owner; }

PlannedTracks planned_tracks(const parser::Config &config, const Homes &homes, const parser::VrrpInstance &instance) {
  Collector collector{config};
  auto own = collector.collect(instance);
  if (!instance.dont_track_primary)
    std::erase_if(own, [&](const TrackRule &rule) {
      return rule.kind == TrackKind::interface && rule.name == instance.interface;
    });
  const auto *group = homes.of(instance);
  const auto shared = group == nullptr ? std::vector<TrackRule>{} : collector.collect(*group);
  const TrackScope scope{.in_group = group != nullptr,
                         .group_weights = group != nullptr && group->sync_group_tracking_weight,
                         .owner = is_owner(instance),
                         .group_has_owner = group != nullptr && homes.has_owner(*group)};
  auto effective = effective_tracks(own, shared, scope);
  PlannedTracks planned{.rules = std::move(effective.rules), .remarks = {}};
  for (const auto &remark : effective.remarks) planned.remarks.push_back(in_words(instance, remark));
  return planned;
}

}  // namespace sempervivum::vrrp
