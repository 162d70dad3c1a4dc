// Scripts, files, processes and what tracks them; groups and their members.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>

#include "parser/checks.hpp"
#include "parser/suggest.hpp"

namespace sempervivum::parser {

namespace {

constexpr int largest_weight = 253;

void check_weight(const Weight &weight, SourceSpan span, Diagnostics &diagnostics) {
  if (std::abs(weight.value) > largest_weight)
    diagnostics.add(
        FindingId::weight_range, span,
        fmt::format("weight {} becomes {}", weight.value, weight.value < 0 ? -largest_weight : largest_weight),
        fmt::format("a weight is within -{0}..{0}", largest_weight));
}

void check_script(const Script &script, Diagnostics &diagnostics) {
  if (!script.script)
    diagnostics
        .add(FindingId::no_script_command, script.span,
             fmt::format("vrrp_script {} has no `script` and is left out", script.name))
        .implied = diagnostics.explained("script", script.span.line);
  check_weight(script.weight, script.span, diagnostics);
  if (script.timeout && *script.timeout > script.interval)
    diagnostics.add(FindingId::interval_shorter_than_timeout, script.span,
                    fmt::format("vrrp_script {}: the timeout is longer than the interval", script.name),
                    "runs are skipped while one is still going on");
}

/// Among thousands of names, or for the thousandth finding, nobody looks for a likely one.
template <class Map>
std::string suggestion(std::string_view word, const Map &known, const Diagnostics &diagnostics) {
  if (known.size() > most_candidates || diagnostics.crowded()) return {};
  std::vector<std::string_view> names;
  for (const auto &[name, unused] : known) names.push_back(name);
  return did_you_mean(word, names);
}

/// The names of one kind of tracked object, and whether each can be used.
class Names {
 public:
  template <class Objects, class Usable>
  Names(std::string_view kind, const Objects &objects, Usable usable) : kind_{kind} {
    for (const auto &object : objects) {
      if (usable(object)) known_.emplace(object.name, object.span);
      if (!usable(object)) left_out_.insert(object.name);
    }
  }

  void check(std::string_view owner, const std::vector<Track> &tracks, Diagnostics &diagnostics) const {
    for (const auto &track : tracks) {
      const auto found = known_.find(track.name);
      if (found == known_.end())
        unknown(owner, track, diagnostics);
      else if (found->second.is_set() && track.span.is_set() && found->second.line > track.span.line)
        later(track, found->second, diagnostics);
    }
  }

 private:
  void unknown(std::string_view owner, const Track &track, Diagnostics &diagnostics) const {
    auto help = suggestion(track.name, known_, diagnostics);
    diagnostics
        .add(FindingId::unknown_tracked_object, track.span,
             fmt::format("({}) there is no {} `{}`; it is not tracked", owner, kind_, track.name), std::move(help))
        .implied = left_out_.contains(track.name);
  }

  void later(const Track &track, SourceSpan definition, Diagnostics &diagnostics) const {
    auto &finding = diagnostics.add(FindingId::defined_later, track.span,
                                    fmt::format("{} `{}` is used before it is defined", kind_, track.name),
                                    "keepalived ignores it; move the definition up");
    finding.related.push_back({definition, "it is defined here"});
  }

  std::string_view kind_;
  std::map<std::string_view, SourceSpan> known_;
  /// Defined, but not so that it can be used: reported.
  std::set<std::string_view> left_out_;
};

struct AllNames {
  Names scripts;
  Names files;
  Names processes;
  Names bfds;

  explicit AllNames(const Config &config)
      : scripts{"vrrp_script", config.scripts, [](const Script &script) { return script.script.has_value(); }},
        files{"track_file", config.track_files, [](const TrackFile &) { return true; }},
        processes{"vrrp_track_process", config.track_processes, [](const TrackProcess &) { return true; }},
        bfds{"bfd_instance", config.bfd_instances, [](const BfdInstance &) { return true; }} {}

  template <class Tracker>
  void check(const Tracker &tracker, Diagnostics &diagnostics) const {
    scripts.check(tracker.name, tracker.track_script, diagnostics);
    files.check(tracker.name, tracker.track_file, diagnostics);
    processes.check(tracker.name, tracker.track_process, diagnostics);
    bfds.check(tracker.name, tracker.track_bfd, diagnostics);
    for (const auto *tracks : {&tracker.track_script, &tracker.track_interface, &tracker.track_bfd})
      for (const auto &track : *tracks)
        if (track.weight) check_weight(*track.weight, track.span, diagnostics);
  }
};

/// The scripts that instances and groups name, and those they seem to mean.
std::set<std::string_view> used_scripts(const Config &config, const Diagnostics &diagnostics) {
  std::vector<std::string_view> scripts;
  for (const auto &script : config.scripts) scripts.push_back(script.name);
  const std::set<std::string_view> known{scripts.begin(), scripts.end()};
  std::set<std::string_view> used;
  const auto add = [&](const std::vector<Track> &tracks) {
    for (const auto &track : tracks)
      used.insert(known.contains(track.name) || diagnostics.crowded() ? track.name : nearest(track.name, scripts));
  };
  for (const auto &instance : config.instances) add(instance.track_script);
  for (const auto &group : config.sync_groups) add(group.track_script);
  return used;
}

void check_unused(const Config &config, Diagnostics &diagnostics) {
  const auto used = used_scripts(config, diagnostics);
  for (const auto &script : config.scripts)
    if (script.script && !used.contains(script.name))
      diagnostics.add(FindingId::unused_script, script.span,
                      fmt::format("vrrp_script {} is tracked nowhere and does not run", script.name));
}

using Instances = std::map<std::string_view, const VrrpInstance *>;

void check_members(const Instances &instances, const SyncGroup &group,
                   std::map<std::string_view, std::string_view> &homes, Diagnostics &diagnostics) {
  for (const auto &member : group.group) {
    if (!instances.contains(member.name)) {
      diagnostics.add(FindingId::sync_group_member, member.span,
                      fmt::format("there is no vrrp_instance `{}`", member.name),
                      suggestion(member.name, instances, diagnostics));
      continue;
    }
    const auto [home, added] = homes.emplace(member.name, group.name);
    if (!added)
      diagnostics.add(FindingId::sync_group_member, member.span,
                      fmt::format("`{}` is already in vrrp_sync_group {}", member.name, home->second));
  }
  if (group.group.size() < 2)
    diagnostics.add(
        FindingId::sync_group_small, group.span,
        fmt::format("vrrp_sync_group {} has {} members; two or more make sense", group.name, group.group.size()));
}

void check_files_and_processes(const Config &config, Diagnostics &diagnostics) {
  for (const auto &file : config.track_files)
    if (!file.file)
      diagnostics.add(FindingId::incomplete_tracker, file.span,
                      fmt::format("track_file {} has no `file` and is left out", file.name));
  for (const auto &process : config.track_processes)
    if (process.process.empty())
      diagnostics.add(FindingId::incomplete_tracker, process.span,
                      fmt::format("vrrp_track_process {} has no `process` and is left out", process.name));
    else if (process.quorum && process.quorum_max && *process.quorum_max < *process.quorum)
      diagnostics.add(FindingId::incomplete_tracker, process.span,
                      fmt::format("vrrp_track_process {}: quorum_max is less than quorum", process.name));
}

}  // namespace

void check_trackers(const Config &config, Diagnostics &diagnostics) {
  check_files_and_processes(config, diagnostics);
  for (const auto &script : config.scripts) check_script(script, diagnostics);
  const AllNames names{config};
  for (const auto &instance : config.instances) names.check(instance, diagnostics);
  for (const auto &group : config.sync_groups) names.check(group, diagnostics);
  check_unused(config, diagnostics);
}

void check_groups(const Config &config, Diagnostics &diagnostics) {
  std::map<std::string_view, std::string_view> homes;
  Instances instances;
  for (const auto &instance : config.instances) instances.emplace(instance.name, &instance);
  for (const auto &group : config.sync_groups) check_members(instances, group, homes, diagnostics);
}

}  // namespace sempervivum::parser
