// vrrp_script and the other trackers, sync groups and other groups.
#include <array>

#include "parser/schema_tables.hpp"

namespace sempervivum::parser {

namespace {

constexpr auto param_matches = std::to_array<Choice>(
    {{"", int(ParamMatch::exact)}, {"initial", int(ParamMatch::initial)}, {"partial", int(ParamMatch::partial)}});

constexpr auto script_rows = std::to_array<Keyword>({
    name_row<Script>("Name of the script, for track_script."),
    mild({.name = "script",
          .takes = command(),
          .fills = member<&Script::script>,
          .help = "The command line; in quotes when it has arguments. Exit status 0 is success."}),
    {.name = "interval",
     .takes = coarse_seconds(1, timer_limit * 1000),
     .fills = member<&Script::interval>,
     .help = "Time between two runs.",
     .otherwise = "1"},
    {.name = "timeout",
     .takes = coarse_seconds(1, timer_limit * 1000),
     .fills = member<&Script::timeout>,
     .help = "A run that takes longer counts as a failure and is ended.",
     .otherwise = "(interval)"},
    {.name = "weight",
     .takes = weight(254),
     .fills = member<&Script::weight>,
     .help = "Added to the priority while the script succeeds (positive) or fails (negative); 0: failure is a fault.",
     .otherwise = "0"},
    {.name = "rise",
     .takes = integer(1, int32_limit),
     .fills = member<&Script::rise>,
     .help = "Successes in a row until it counts as succeeding.",
     .otherwise = "1"},
    {.name = "fall",
     .takes = integer(1, int32_limit),
     .fills = member<&Script::fall>,
     .help = "Failures in a row until it counts as failing.",
     .otherwise = "1"},
    {.name = "user",
     .takes = identity(),
     .fills = member<&Script::user>,
     .help = "User and group the script runs as.",
     .otherwise = "(script_user)"},
    flag("init_fail", member<&Script::init_fail>, "The script counts as failing until it has succeeded."),
});

constexpr Keyword notify_row(std::string_view name, Binding fills, std::string_view help) {
  return {.name = name, .takes = command(), .fills = fills, .help = help, .repeated = Repeated::first_kept};
}

constexpr Keyword items(std::string_view name, Opening opens, const Place &inside, std::string_view help) {
  return {.name = name, .shape = Shape::items, .opens = opens, .inside = &inside, .help = help};
}

using S = SyncGroup;

constexpr Keyword tracking_weight_row =
    flag("sync_group_tracking_weight", member<&S::sync_group_tracking_weight>,
         "Members may track with weights; all of them should have the same trackers and weights.");

constexpr auto sync_group_rows = std::to_array<Keyword>({
    name_row<S>("Name of the group."),
    {.name = "group",
     .shape = Shape::words,
     .takes = words("NAME ..."),
     .fills = word_list<&S::group>,
     .help = "The instances that change state together.",
     .repeated = Repeated::first_kept},
    items("track_interface", object<&S::track_interface>, track_interface_line,
          "As in vrrp_instance, for all members."),
    items("track_script", object<&S::track_script>, track_script_line, "As in vrrp_instance, for all members."),
    items("track_file", object<&S::track_file>, track_file_line, "As in vrrp_instance, for all members."),
    items("track_process", object<&S::track_process>, track_process_line, "As in vrrp_instance, for all members."),
    dormant(items("track_bfd", object<&S::track_bfd>, track_bfd_line, "As in vrrp_instance, for all members.")),
    notify_row("notify_master", member<&S::notify, &NotifyScripts::notify_master>,
               "Run when the group becomes master."),
    notify_row("notify_backup", member<&S::notify, &NotifyScripts::notify_backup>,
               "Run when the group becomes backup."),
    notify_row("notify_fault", member<&S::notify, &NotifyScripts::notify_fault>, "Run when the group goes to fault."),
    notify_row("notify_stop", member<&S::notify, &NotifyScripts::notify_stop>, "Run when VRRP stops."),
    notify_row("notify", member<&S::notify, &NotifyScripts::notify>,
               "Run on every change with four more arguments: GROUP, the name, the state, 0."),
    {.name = "smtp_alert",
     .takes = boolean(),
     .fills = member<&S::smtp_alert>,
     .help = "Sends mail on changes of state.",
     .otherwise = "(smtp_alert_vrrp, else smtp_alert, else false)"},
    {.name = "notify_priority_changes",
     .takes = boolean(),
     .fills = member<&S::notify_priority_changes>,
     .help = "Writes changes of the members' priorities to the FIFOs."},
    tracking_weight_row,
    old_name("global_tracking", tracking_weight_row),
});

constexpr auto track_group_rows = std::to_array<Keyword>({
    name_row<TrackGroup>("Name of the group, for static addresses, routes and rules."),
    {.name = "group",
     .shape = Shape::words,
     .takes = words("NAME ..."),
     .fills = word_list<&TrackGroup::group>,
     .help = "The instances of the group."},
});

constexpr auto init_file_rows = std::to_array<Keyword>({
    {.name = "VALUE",
     .takes = maybe(integer(-int32_limit, int32_limit)),
     .fills = member<&InitFile::value>,
     .help = "The number.",
     .otherwise = "0",
     .positional = true},
    flag("overwrite", member<&InitFile::overwrite>, "Also when the file exists."),
});

constexpr Place init_file_line{"track_file/init_file (line)", init_file_rows, "init_file"};

constexpr auto track_file_rows = std::to_array<Keyword>({
    name_row<TrackFile>("Name of the file, for track_file."),
    mild({.name = "file",
          .takes = path(),
          .fills = member<&TrackFile::file>,
          .help = "The file that holds a number; missing or no number counts as 0.",
          .repeated = Repeated::first_kept}),
    mild({.name = "weight",
          .takes = weight(254),
          .fills = member<&TrackFile::weight>,
          .help = "The number times this is added to the priority; 0: a number other than 0 is a fault.",
          .otherwise = "1"}),
    {.name = "init_file",
     .shape = Shape::options,
     .opens = object<&TrackFile::init_file>,
     .inside = &init_file_line,
     .help = "Writes the file at start, if it does not exist."},
});

bool read_both_delays(void *object, Arguments &arguments, Reading &reading) {
  auto &process = *static_cast<TrackProcess *>(object);
  if (!read_value(arguments, reading, process.fork_delay)) return false;
  process.terminate_delay = process.fork_delay;
  return true;
}
/// Written as the two keywords it stands for.
constexpr Binding both_delays{&read_both_delays, [](const void *, const Keyword &, std::string &) { return false; }};

constexpr auto track_process_rows = std::to_array<Keyword>({
    name_row<TrackProcess>("Name of the tracker, for track_process."),
    {.name = "process",
     .takes = words("PATH [PARAMETER ...]"),
     .fills = member<&TrackProcess::process>,
     .help = "The program, and parameters it must have been started with.",
     .repeated = Repeated::first_kept},
    {.name = "param_match",
     .takes = choice(param_matches, true),
     .fills = member<&TrackProcess::param_match>,
     .help = "How the parameters must match: alone exactly, or their beginning."},
    mild({.name = "weight",
          .takes = weight(254),
          .fills = member<&TrackProcess::weight>,
          .help = "Added to the priority while it runs (positive) or not (negative); 0: not running is a fault.",
          .otherwise = "0",
          .repeated = Repeated::first_kept}),
    {.name = "quorum",
     .takes = integer(1, 65535),
     .fills = member<&TrackProcess::quorum>,
     .help = "How many must run.",
     .otherwise = "1"},
    {.name = "quorum_max",
     .takes = integer(0, 65535),
     .fills = member<&TrackProcess::quorum_max>,
     .help = "How many may run; 0 without quorum: none.",
     .otherwise = "(no limit)"},
    {.name = "delay",
     .takes = seconds(1, 3'600'000'000),
     .fills = both_delays,
     .help = "Sets fork_delay and terminate_delay."},
    {.name = "terminate_delay",
     .takes = seconds(1, 3'600'000'000),
     .fills = member<&TrackProcess::terminate_delay>,
     .help = "How long too few may run before it counts."},
    {.name = "fork_delay",
     .takes = seconds(1, 3'600'000'000),
     .fills = member<&TrackProcess::fork_delay>,
     .help = "How long enough must run before it counts."},
    flag("full_command", member<&TrackProcess::full_command>, "Compares the whole command line instead of the name."),
});

bool read_interface(void *object, Arguments &arguments, Reading &reading) {
  const auto *word = arguments.peek();
  Named interface;
  if (!read_value(arguments, reading, interface.name)) return false;
  interface.span = word->span;
  static_cast<GarpGroup *>(object)->interfaces.push_back(std::move(interface));
  return true;
}
/// Written by `interfaces`.
constexpr Binding one_interface{&read_interface, [](const void *, const Keyword &, std::string &) { return false; }};

constexpr auto garp_group_rows = std::to_array<Keyword>({
    {.name = "garp_interval",
     .takes = seconds(0, timer_limit_micro),
     .fills = member<&GarpGroup::garp_interval>,
     .help = "Time between two gratuitous ARPs on the interfaces together."},
    {.name = "gna_interval",
     .takes = seconds(0, timer_limit_micro),
     .fills = member<&GarpGroup::gna_interval>,
     .help = "Time between two neighbour advertisements on the interfaces together."},
    {.name = "interface", .takes = interface_name(), .fills = one_interface, .help = "An interface of the group."},
    {.name = "interfaces",
     .shape = Shape::words,
     .takes = words("INTERFACE ..."),
     .fills = word_list<&GarpGroup::interfaces>,
     .help = "The interfaces of the group."},
});

}  // namespace

constexpr Place script_place{"vrrp_script", script_rows, "vrrp_script"};
constexpr Place sync_group_place{"vrrp_sync_group", sync_group_rows, "vrrp_sync_group"};
constexpr Place track_group_place{"track_group", track_group_rows, "track_group"};
constexpr Place track_file_place{"track_file", track_file_rows, "track_file"};
constexpr Place track_process_place{"vrrp_track_process", track_process_rows, "vrrp_track_process"};
constexpr Place garp_group_place{"garp_group", garp_group_rows, "garp_group"};

}  // namespace sempervivum::parser
