// Outside any block, and global_defs.
#include <array>

#include "parser/schema_tables.hpp"

namespace sempervivum::parser {

namespace {

using G = GlobalDefs;
using D = GarpDefaults;
using T = ProcessTuning;
using F = NotifyFifo;

constexpr auto versions = std::to_array<Choice>({{"2", 2}, {"3", 3}});
constexpr auto dynamics = std::to_array<Choice>(
    {{"", int(DynamicInterfaces::yes)}, {"allow_if_changes", int(DynamicInterfaces::allow_if_changes)}});

constexpr Keyword value(std::string_view name, Argument takes, Binding fills, std::string_view help,
                        std::string_view otherwise = {}, std::string_view since = "2.2.7") {
  return {.name = name, .takes = takes, .fills = fills, .help = help, .otherwise = otherwise, .since = since};
}

constexpr auto smtp_server_rows = std::to_array<Keyword>({
    {.name = "HOST",
     .takes = word("HOST"),
     .fills = member<&G::smtp_server>,
     .help = "Name or address of the server.",
     .positional = true},
    {.name = "PORT",
     .takes = maybe(integer(1, 65535)),
     .fills = member<&G::smtp_server_port>,
     .help = "Its port.",
     .otherwise = "25",
     .positional = true},
});
constexpr Place smtp_server_line{"global_defs/smtp_server (line)", smtp_server_rows, "smtp_server"};

constexpr auto fifo_rows = std::to_array<Keyword>({
    {.name = "PATH",
     .takes = path(),
     .fills = member<&F::path>,
     .help = "The FIFO; made if it does not exist.",
     .positional = true},
    {.name = "USER",
     .takes = maybe(identity()),
     .fills = member<&F::owner>,
     .help = "Its owner and group.",
     .positional = true},
});
constexpr Place fifo_line{"global_defs/notify_fifo (line)", fifo_rows, "notify_fifo"};

constexpr Keyword fifo(std::string_view name, Opening opens, std::string_view help) {
  return {.name = name, .shape = Shape::options, .opens = opens, .inside = &fifo_line, .help = help};
}

constexpr auto global_rows = std::to_array<Keyword>({
    value("router_id", word("NAME"), member<&G::router_id>, "What this router is called in mails.", "(host name)"),
    {.name = "notification_email",
     .shape = Shape::words,
     .takes = words("ADDRESS ..."),
     .fills = word_list<&G::notification_email>,
     .help = "Who gets mails."},
    value("notification_email_from", word("ADDRESS"), member<&G::notification_email_from>, "Sender of mails."),
    {.name = "smtp_server",
     .shape = Shape::options,
     .opens = itself,
     .inside = &smtp_server_line,
     .help = "The server mails are handed to."},
    value("smtp_helo_name", word("NAME"), member<&G::smtp_helo_name>, "The name in HELO.", "(host name)"),
    value("smtp_connect_timeout", whole_seconds(0, timer_limit), member<&G::smtp_connect_timeout>,
          "How long to wait for the mail server.", "30"),
    value("smtp_alert", boolean(), member<&G::smtp_alert>, "Default of all smtp_alert settings."),
    value("smtp_alert_vrrp", boolean(), member<&G::smtp_alert_vrrp>, "Default of smtp_alert of instances and groups."),
    flag("no_email_faults", member<&G::no_email_faults>, "No mails about faults."),

    flag("process_names", member<&G::process_names>,
         "Child processes have names of their own, such as keepalived_vrrp."),
    value("process_name", word("NAME", 15), member<&G::process_name>, "Name of the parent process."),
    value("vrrp_process_name", word("NAME", 15), member<&G::vrrp_process_name>, "Name of the VRRP process."),
    value("checker_process_name", word("NAME", 15), member<&G::checker_process_name>, "Name of the checker process."),
    value("bfd_process_name", word("NAME", 15), member<&G::bfd_process_name>, "Name of the BFD process."),

    value("script_user", identity(), member<&G::script_user>, "User and group scripts run as by default.",
          "(keepalived_script if it exists, else our own)"),
    flag("enable_script_security", member<&G::enable_script_security>,
         "Scripts run as root are not run if somebody else could change them."),
    value("use_symlink_paths", boolean(), member<&G::use_symlink_paths>,
          "Scripts are run by the path as configured, not by the resolved one.", "false", "2.3.0"),
    value("startup_script", command(), member<&G::startup_script>, "Run before anything else."),
    value("startup_script_timeout", whole_seconds(1, 1000), member<&G::startup_script_timeout>, "How long it may take.",
          "10"),
    value("shutdown_script", command(), member<&G::shutdown_script>, "Run after everything else."),
    value("shutdown_script_timeout", whole_seconds(1, 1000), member<&G::shutdown_script_timeout>,
          "How long it may take.", "10"),

    value("dynamic_interfaces", choice(dynamics, true), member<&G::dynamic_interfaces>,
          "Interfaces need not exist at start; allow_if_changes: and may come back as others."),
    value("default_interface", interface_name(), member<&G::default_interface>,
          "The interface of static addresses without one.", "eth0"),

    value("vrrp_version", choice(versions), member<&G::vrrp_version>, "VRRP version of instances that do not say.",
          "2"),
    value("vrrp_mcast_group4", address(), member<&G::vrrp_mcast_group4>, "Multicast group of IPv4 adverts.",
          "224.0.0.18"),
    value("vrrp_mcast_group6", address(), member<&G::vrrp_mcast_group6>, "Multicast group of IPv6 adverts.",
          "ff02::12"),
    value("vrrp_garp_master_delay", whole_seconds(0, timer_limit), member<&G::garp, &D::master_delay>,
          "Default of garp_master_delay.", "5"),
    value("vrrp_garp_master_repeat", integer(0, uint32_limit), member<&G::garp, &D::master_repeat>,
          "Default of garp_master_repeat.", "5"),
    value("vrrp_garp_master_refresh", whole_seconds(0, uint32_limit), member<&G::garp, &D::master_refresh>,
          "Default of garp_master_refresh.", "0"),
    value("vrrp_garp_master_refresh_repeat", integer(0, uint32_limit), member<&G::garp, &D::master_refresh_repeat>,
          "Default of garp_master_refresh_repeat.", "1"),
    value("vrrp_garp_lower_prio_delay", whole_seconds(0, timer_limit), member<&G::garp, &D::lower_prio_delay>,
          "Default of garp_lower_prio_delay.", "(vrrp_garp_master_delay)"),
    value("vrrp_garp_lower_prio_repeat", integer(0, int32_limit), member<&G::garp, &D::lower_prio_repeat>,
          "Default of garp_lower_prio_repeat.", "(vrrp_garp_master_repeat)"),
    value("vrrp_garp_interval", seconds(1, timer_limit_micro), member<&G::garp, &D::interval>,
          "Time between two gratuitous ARPs on one interface.", "0"),
    value("vrrp_gna_interval", seconds(1, timer_limit_micro), member<&G::garp, &D::gna_interval>,
          "Time between two neighbour advertisements on one interface.", "0"),
    value("vrrp_down_timer_adverts", integer(1, 100), member<&G::vrrp_down_timer_adverts>,
          "Default of down_timer_adverts.", "3"),
    value("vrrp_lower_prio_no_advert", boolean(), member<&G::vrrp_lower_prio_no_advert>,
          "Default of lower_prio_no_advert.", "false"),
    value("vrrp_higher_prio_send_advert", boolean(), member<&G::vrrp_higher_prio_send_advert>,
          "Default of higher_prio_send_advert.", "false"),
    flag("vrrp_check_unicast_src", member<&G::vrrp_check_unicast_src>, "check_unicast_src for all instances."),
    value("vrrp_skip_check_adv_addr", boolean(), member<&G::vrrp_skip_check_adv_addr>,
          "Default of skip_check_adv_addr.", "false"),
    value("vrrp_strict", boolean(), member<&G::vrrp_strict>, "Default of strict_mode.", "false"),
    value("v3_checksum_as_v2", boolean(), member<&G::v3_checksum_as_v2>, "Default of v3_checksum_as_v2 in instances.",
          "false", "2.2.8"),
    value("vrrp_owner_ignore_adverts", boolean(), member<&G::vrrp_owner_ignore_adverts>,
          "Default of owner_ignore_adverts.", "false", "2.3.3"),
    flag("log_unknown_vrids", member<&G::log_unknown_vrids>, "Logs adverts of virtual routers we do not have."),
    value("vrrp_notify_priority_changes", boolean(), member<&G::vrrp_notify_priority_changes>,
          "Default of notify_priority_changes.", "false"),
    value("vrrp_startup_delay", coarse_seconds(1, timer_limit_micro / 1000), member<&G::vrrp_startup_delay>,
          "VRRP begins this long after the start."),
    value("vrrp_delay_after_boot", coarse_seconds(1, timer_limit_micro / 1000), member<&G::vrrp_delay_after_boot>,
          "VRRP begins this long after the system's boot.", {}, "2.4.0"),

    fifo("notify_fifo", object<&G::notify_fifo>, "A FIFO told about every change of VRRP and virtual servers."),
    value("notify_fifo_script", command(), member<&G::notify_fifo, &F::script>,
          "Reads notify_fifo; gets its path as last argument."),
    fifo("vrrp_notify_fifo", object<&G::vrrp_notify_fifo>, "A FIFO told about every change of VRRP."),
    value("vrrp_notify_fifo_script", command(), member<&G::vrrp_notify_fifo, &F::script>,
          "Reads vrrp_notify_fifo; gets its path as last argument."),

    value("vrrp_priority", integer(-20, 19), member<&G::vrrp_tuning, &T::priority>, "Nice value of the VRRP process.",
          "0"),
    flag("vrrp_no_swap", member<&G::vrrp_tuning, &T::no_swap>, "The VRRP process is locked into memory."),
    value("vrrp_rt_priority", integer(-int32_limit, int32_limit), member<&G::vrrp_tuning, &T::rt_priority>,
          "Realtime priority of the VRRP process, limited to 1..99."),
    value("vrrp_rlimit_rttime", integer(1, uint32_limit, "MICROSECONDS"), member<&G::vrrp_tuning, &T::rlimit_rttime>,
          "How long the VRRP process may run without a blocking call.", "10000"),
});

template <auto... Path>
constexpr Keyword block(std::string_view name, const Place &inside, std::string_view help) {
  return {.name = name, .shape = Shape::block, .opens = object<Path...>, .inside = &inside, .help = help};
}

template <auto... Path>
constexpr Keyword items(std::string_view name, const Place &inside, std::string_view help) {
  return {.name = name, .shape = Shape::items, .opens = object<Path...>, .inside = &inside, .help = help};
}

using C = Config;
using P = ProcessSettings;

constexpr Keyword track_file_row =
    block<&C::track_files>("track_file", track_file_place, "A file whose number changes priorities.");

constexpr auto root_rows = std::to_array<Keyword>({
    {.name = "net_namespace",
     .takes = word("NAME"),
     .fills = member<&C::process, &P::net_namespace>,
     .help = "Network namespace to run in.",
     .repeated = Repeated::first_kept},
    {.name = "instance",
     .takes = word("NAME"),
     .fills = member<&C::process, &P::instance>,
     .help = "Name of this keepalived, for pid files and the log.",
     .repeated = Repeated::first_kept},
    flag("use_pid_dir", member<&C::process, &P::use_pid_dir>, "Pid files go into a directory of their own."),
    value("child_wait_time", whole_seconds(0, uint32_limit), member<&C::process, &P::child_wait_time>,
          "How long to wait for child processes at stop.", "5"),
    flag("linkbeat_use_polling", member<&C::process, &P::linkbeat_use_polling>, "Polls the link state of interfaces."),
    block<&C::global>("global_defs", global_place, "Settings for everything, and defaults."),
    block<&C::scripts>("vrrp_script", script_place, "A check that runs again and again."),
    block<&C::instances>("vrrp_instance", instance_place, "A virtual router."),
    block<&C::sync_groups>("vrrp_sync_group", sync_group_place, "Virtual routers that change state together."),
    block<&C::track_groups>("track_group", track_group_place,
                            "Instances that static addresses, routes and rules follow."),
    track_file_row,
    alias("vrrp_track_file", track_file_row, true),
    block<&C::track_processes>("vrrp_track_process", track_process_place,
                               "A process whose running changes priorities."),
    block<&C::garp_groups>("garp_group", garp_group_place, "Interfaces whose gratuitous ARPs are spaced together."),
    items<&C::static_addresses>("static_ipaddress", static_address_place, "Addresses that are always there."),
    items<&C::interface_delays>("interface_up_down_delays", interface_delay_line,
                                "How long a change of an interface must last to count."),
    items<&C::linkbeat_interfaces>("linkbeat_interfaces", linkbeat_line, "Interfaces whose link state is polled."),
});

}  // namespace

constexpr Place global_place{"global_defs", global_rows, "global_defs"};
constexpr Place root_place{"", root_rows, ""};

}  // namespace sempervivum::parser
