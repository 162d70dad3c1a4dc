// KEEPALIVED-MIB: what instances and groups track, and the trackers themselves.
#include <algorithm>

#include "daemon/snmp/vrrp_view.hpp"

namespace sempervivum::daemon {
namespace {

using enum SnmpType;
using parser::Track;
using parser::Weight;

// Who tracks what: the same four columns for every kind, but that interfaces are
// known by their number in the kernel's place and tell their name one column earlier.

struct TrackRow {
  const Track &track;
  Weight weight;
};

constexpr std::array track_columns{
    Column<TrackRow>{2, octets, [](const TrackRow &row) -> Cell { return row.track.name; }},
    Column<TrackRow>{3, integer, [](const TrackRow &row) -> Cell { return row.weight.value; }},
    Column<TrackRow>{4, integer, [](const TrackRow &row) -> Cell { return truth(row.weight.reverse); }},
};
constexpr std::array track_interface_columns{
    Column<TrackRow>{1, octets, [](const TrackRow &row) -> Cell { return row.track.name; }},
    Column<TrackRow>{2, integer, [](const TrackRow &row) -> Cell { return row.weight.value; }},
    Column<TrackRow>{3, integer, [](const TrackRow &row) -> Cell { return truth(row.weight.reverse); }},
};

/// The object's own weight, which a line that names none has.
template <class Objects>
Weight usual_weight(const Objects &objects, const std::string &name) {
  const auto at = std::ranges::find_if(objects, [&](const auto &object) { return object.name == name; });
  return at == objects.end() ? Weight{} : at->weight;
}

Weight usual_weight(const std::vector<parser::TrackFile> &files, const std::string &name) {
  const auto at = std::ranges::find(files, name, &parser::TrackFile::name);
  return at == files.end() ? Weight{1} : at->weight.value_or(Weight{1});
}

/// The row of one line, at the place of its owner.
template <class Columns, class Usual>
void put_tracks(SnmpRows &rows, const Oid &root, const Columns &columns, std::uint32_t owner,
                const std::vector<Track> &tracks, Usual usual) {
  std::uint32_t number = 0;
  for (const auto &track : tracks)
    put_row(rows, root, columns, {owner, ++number}, TrackRow{track, track.weight ? *track.weight : usual(track.name)});
}

const auto no_weight = [](const std::string &) { return Weight{}; };

/// Calls visit(owner, place) for every instance as it is configured.
template <class Visit>
void for_each_given(const VrrpView &view, Visit visit) {
  for_each_instance(view, [&](const InstanceRow &row, std::uint32_t place) { visit(row.given, place); });
}

template <class Visit>
void for_each_group(const VrrpView &view, Visit visit) {
  std::uint32_t place = 0;
  for (const auto &group : view.site->plan.groups) {
    const auto &given = view.site->config.sync_groups;
    const auto at = std::ranges::find(given, group.name, &parser::SyncGroup::name);
    ++place;
    if (at != given.end()) visit(*at, place);
  }
}

/// The tables of one kind of object, for instances or for groups.
template <auto Visitor, class Owner, std::vector<Track> Owner::*List, auto Objects>
void fill_tracks(const VrrpView &view, const Oid &root, SnmpRows &rows) {
  const auto usual = [&](const std::string &name) { return usual_weight(view.site->config.*Objects, name); };
  Visitor(view, [&](const Owner &owner, std::uint32_t place) {
    put_tracks(rows, root, track_columns, place, owner.*List, usual);
  });
}

constexpr auto instances = [](const VrrpView &view, auto visit) { for_each_given(view, visit); };
constexpr auto groups = [](const VrrpView &view, auto visit) { for_each_group(view, visit); };

template <auto Visitor, class Owner>
void fill_interfaces(const VrrpView &view, const Oid &root, SnmpRows &rows) {
  Visitor(view, [&](const Owner &owner, std::uint32_t place) {
    put_tracks(rows, root, track_interface_columns, place, owner.track_interface, no_weight);
  });
}

// The objects.

struct ScriptRow {
  const vrrp::ScriptPlan &plan;
  Weight weight;
  vrrp::Verdict verdict;
};

/// init(1), bad(2), good(3), initfailed(5)
Cell result(const ScriptRow &row) {
  switch (row.verdict) {
    case vrrp::Verdict::unknown: return 1;
    case vrrp::Verdict::bad: return 2;
    case vrrp::Verdict::good: return 3;
    case vrrp::Verdict::assumed_bad: break;
  }
  return 5;
}

constexpr std::array script_columns{
    Column<ScriptRow>{2, octets, [](const ScriptRow &row) -> Cell { return row.plan.name; }},
    Column<ScriptRow>{3, octets, [](const ScriptRow &row) { return command_words(&row.plan.command); }},
    Column<ScriptRow>{4, integer, [](const ScriptRow &row) -> Cell { return seconds(row.plan.interval); }},
    Column<ScriptRow>{5, integer, [](const ScriptRow &row) -> Cell { return row.weight.value; }},
    Column<ScriptRow>{6, integer, result},
    Column<ScriptRow>{7, gauge, [](const ScriptRow &row) -> Cell { return row.plan.rise; }},
    Column<ScriptRow>{8, gauge, [](const ScriptRow &row) -> Cell { return row.plan.fall; }},
    Column<ScriptRow>{9, integer, [](const ScriptRow &row) -> Cell { return truth(row.weight.reverse); }},
};

void fill_scripts(const VrrpView &view, const Oid &root, SnmpRows &rows) {
  std::uint32_t place = 0;
  for (const auto &plan : view.site->plan.scripts) {
    const auto status = view.status.scripts.find(plan.name);
    const auto verdict = status == view.status.scripts.end() ? vrrp::Verdict::unknown : status->second.verdict;
    put_row(rows, root, script_columns, {++place},
            ScriptRow{plan, usual_weight(view.site->config.scripts, plan.name), verdict});
  }
}

struct FileRow {
  const parser::TrackFile &file;
  Weight weight;
  int number;
};

constexpr std::array file_columns{
    Column<FileRow>{2, octets, [](const FileRow &row) -> Cell { return row.file.name; }},
    Column<FileRow>{3, octets, [](const FileRow &row) -> Cell { return row.file.file.value_or(""); }},
    Column<FileRow>{4, integer, [](const FileRow &row) -> Cell { return row.number; }},
    Column<FileRow>{5, integer, [](const FileRow &row) -> Cell { return row.weight.value; }},
    Column<FileRow>{6, integer, [](const FileRow &row) -> Cell { return truth(row.weight.reverse); }},
};

void fill_files(const VrrpView &view, const Oid &root, SnmpRows &rows) {
  std::uint32_t place = 0;
  for (const auto &file : view.site->config.track_files) {
    const auto status = view.status.files.find(file.name);
    put_row(rows, root, file_columns, {++place},
            FileRow{file, file.weight.value_or(Weight{1}), status == view.status.files.end() ? 0 : status->second});
  }
}

struct ProcessRow {
  const vrrp::ProcessPlan &plan;
  Weight weight;
  vrrp::ProcessStatus status;
};

Cell parameters(const ProcessRow &row) {
  std::string words;
  for (std::size_t at = 1; at < row.plan.command.size(); ++at) {
    if (at > 1) words += ' ';
    words += row.plan.command[at];
  }
  if (words.empty()) return std::nullopt;
  return words;
}

/// none(0), exact(1), partial(2), initial(3)
Cell parameter_match(const ProcessRow &row) {
  if (!row.plan.parameters) return 0;
  switch (*row.plan.parameters) {
    case parser::ParamMatch::exact: return 1;
    case parser::ParamMatch::partial: return 2;
    case parser::ParamMatch::initial: break;
  }
  return 3;
}

Cell most(const ProcessRow &row) {
  return row.plan.most == std::numeric_limits<unsigned>::max() ? std::int64_t{-1} : std::int64_t{row.plan.most};
}

constexpr std::array process_columns{
    Column<ProcessRow>{2, octets, [](const ProcessRow &row) -> Cell { return row.plan.name; }},
    Column<ProcessRow>{3, octets, [](const ProcessRow &row) -> Cell { return row.plan.command.front(); }},
    Column<ProcessRow>{4, octets, parameters},
    Column<ProcessRow>{5, integer, parameter_match},
    Column<ProcessRow>{6, integer, [](const ProcessRow &row) -> Cell { return row.weight.value; }},
    Column<ProcessRow>{7, integer, [](const ProcessRow &row) -> Cell { return truth(row.weight.reverse); }},
    Column<ProcessRow>{8, gauge, [](const ProcessRow &row) -> Cell { return row.plan.least; }},
    Column<ProcessRow>{9, integer, most},
    Column<ProcessRow>{10, gauge, [](const ProcessRow &row) -> Cell { return microseconds(row.plan.fork_delay); }},
    Column<ProcessRow>{11, gauge, [](const ProcessRow &row) -> Cell { return microseconds(row.plan.terminate_delay); }},
    Column<ProcessRow>{12, integer, [](const ProcessRow &row) -> Cell { return truth(row.plan.full_command); }},
    Column<ProcessRow>{13, integer, [](const ProcessRow &row) -> Cell { return row.status.count; }},
    Column<ProcessRow>{14, integer, [](const ProcessRow &row) -> Cell { return truth(row.status.good); }},
};

void fill_processes(const VrrpView &view, const Oid &root, SnmpRows &rows) {
  std::uint32_t place = 0;
  for (const auto &plan : view.site->plan.trackers.processes) {
    const auto status = view.status.processes.find(plan.name);
    put_row(rows, root, process_columns, {++place},
            ProcessRow{plan, usual_weight(view.site->config.track_processes, plan.name),
                       status == view.status.processes.end() ? vrrp::ProcessStatus{} : status->second});
  }
}

}  // namespace

std::vector<VrrpTable> vrrp_tracking_tables() {
  using Instance = parser::VrrpInstance;
  using Group = parser::SyncGroup;
  using Config = parser::Config;
  const auto at = [](std::uint32_t table) { return oid(snmp_roots::vrrp) + Oid{table, 1}; };
  return {
      {at(4), fill_interfaces<instances, Instance>},
      {at(5), fill_tracks<instances, Instance, &Instance::track_script, &Config::scripts>},
      {at(9), fill_scripts},
      {at(12), fill_tracks<instances, Instance, &Instance::track_file, &Config::track_files>},
      {at(13), fill_files},
      {at(14), fill_interfaces<groups, Group>},
      {at(15), fill_tracks<groups, Group, &Group::track_script, &Config::scripts>},
      {at(16), fill_tracks<groups, Group, &Group::track_file, &Config::track_files>},
      {at(20), fill_tracks<instances, Instance, &Instance::track_process, &Config::track_processes>},
      {at(21), fill_processes},
      {at(22), fill_tracks<groups, Group, &Group::track_process, &Config::track_processes>},
  };
}

}  // namespace sempervivum::daemon
