// global_defs.
#include <fmt/format.h>

#include <array>

#include "parser/schema_tables.hpp"
#include "parser/values_global.hpp"

namespace sempervivum::parser {

namespace {

using G = GlobalDefs;
using D = GarpDefaults;
using T = ProcessTuning;
using F = NotifyFifo;

constexpr auto versions = std::to_array<Choice>({{"2", 2}, {"3", 3}});
constexpr auto dynamics = std::to_array<Choice>(
    {{"", int(DynamicInterfaces::yes)}, {"allow_if_changes", int(DynamicInterfaces::allow_if_changes)}});

constexpr Keyword fifo(std::string_view name, Opening opens, std::string_view help) {
  return {.name = name, .shape = Shape::options, .opens = opens, .inside = &fifo_line, .help = help, .mild = true};
}

using W = FirewallSettings;
using N = SnmpSettings;
using Y = DbusSettings;
using L = NetlinkBuffers;
using Q = FileSettings;

constexpr Keyword checker_name_row =
    value("checker_process_name", word("NAME", 15), member<&G::checker_process_name>, "Name of the checker process.");
constexpr Keyword snmp_vrrp_row =
    flag("enable_snmp_vrrp", member<&G::snmp, &N::vrrp>, "keepalived's MIB, the part of VRRP.");

constexpr auto flushes =
    std::to_array<Choice>({{"", int(FlushOnStop::everything)}, {"VS", int(FlushOnStop::virtual_servers)}});
constexpr Keyword flush_row =
    value("lvs_flush_on_stop", choice(flushes, true), member<&G::lvs_flush_on_stop>,
          "Removes IPVS services at stop: all of them, or with VS ours without their servers one by one.");

constexpr Keyword extra_if_row = {.name = "vrrp_garp_extra_if",
                                  .shape = Shape::options,
                                  .opens = object<&G::vrrp_garp_extra_if>,
                                  .inside = &default_extra_interfaces_line,
                                  .help = "Default of garp_extra_if."};

template <auto Tuning>
constexpr Binding cpus{[](void *object, Arguments &arguments, Reading &reading) {
                         auto &list = (static_cast<G *>(object)->*Tuning).cpu_affinity;
                         list.clear();
                         do {
                           unsigned cpu = 0;
                           if (!read_value(arguments, reading, cpu)) return list.clear(), false;
                           list.push_back(cpu);
                         } while (!arguments.empty());
                         return true;
                       },
                       [](const void *object, const Keyword &, std::string &out) {
                         const auto &list = (static_cast<const G *>(object)->*Tuning).cpu_affinity;
                         for (const auto cpu : list) {
                           if (!out.empty()) out += ' ';
                           out += std::to_string(cpu);
                         }
                         return !list.empty();
                       }};
template <auto Tuning>
constexpr Keyword affinity(std::string_view name) {
  return mild(value(name, integer(0, 4095, "CPU ..."), cpus<Tuning>, "The CPUs the process may run on."));
}
template <auto Tuning>
constexpr Keyword rttime(std::string_view name) {
  return value(name, integer(1, uint32_limit, "MICROSECONDS"), member<Tuning, &T::rlimit_rttime>,
               "How long the process may run without a blocking call.", "10000");
}

constexpr Binding script_user{[](void *object, Arguments &arguments, Reading &reading) {
                                auto &global = *static_cast<G *>(object);
                                if (const auto *word = arguments.peek()) global.script_user_span = word->span;
                                return read_value(arguments, reading, global.script_user);
                              },
                              member<&G::script_user>.write};

constexpr Binding auto_priority{[](void *object, Arguments &arguments, Reading &reading) {
                                  auto &most = static_cast<G *>(object)->max_auto_priority;
                                  if (!arguments.empty()) return read_value(arguments, reading, most);
                                  most = 99;
                                  return true;
                                },
                                member<&G::max_auto_priority>.write};

constexpr Keyword unmarked(Keyword row) { return needless(row, "each address of a group is a service of its own"); }
constexpr std::string_view big_buffers = "they hold 1 MiB, and what overflows is noticed and read again";
constexpr Keyword buffers(std::string_view name, Binding fills) {
  return mild(
      value(name, integer(0, uint32_limit, "BYTES"), fills, "Size of a netlink receive buffer.", "(the kernel's)"));
}
constexpr Keyword forced(std::string_view name, Binding fills) {
  return value(name, boolean(), fills, "Sets the size beyond the kernel's limit.", "false");
}

constexpr Binding mask{&read_mask, &write_mask};

template <auto Member, base::Family Family>
constexpr Binding multicast{[](void *object, Arguments &arguments, Reading &reading) {
                              const auto *word = arguments.peek();
                              base::IpAddress group;
                              if (!read_value(arguments, reading, group)) return false;
                              const bool good = group.is_multicast() && group.family() == Family;
                              if (good) static_cast<G *>(object)->*Member = group;
                              if (!good)
                                reading.complain(FindingId::bad_value, word->span,
                                                 fmt::format("{} is not an {} multicast address", word->text,
                                                             Family == base::Family::ipv4 ? "IPv4" : "IPv6"));
                              return good;
                            },
                            member<Member>.write};

/// No time between packets cannot be written.
template <auto Member>
constexpr Binding spacing{member<&G::garp, Member>.read, [](const void *object, const Keyword &row, std::string &out) {
                            const auto &given = static_cast<const G *>(object)->garp.*Member;
                            return given && given->count() > 0 && write_value(*given, row.takes, out);
                          }};

constexpr Binding include_checks_of{&read_include_checks, member<&G::files, &Q::include_check>.write};

constexpr auto global_rows = std::to_array<Keyword>({
    mild(
        value("router_id", word("NAME"), member<&G::router_id>, "What this router is called in mails.", "(host name)")),
    {.name = "notification_email",
     .shape = Shape::words,
     .takes = words("ADDRESS ..."),
     .fills = word_list<&G::notification_email>,
     .help = "Who gets mails.",
     .wants_items = true},
    mild(value("notification_email_from", word("ADDRESS"), member<&G::notification_email_from>, "Sender of mails.")),
    {.name = "smtp_server",
     .shape = Shape::options,
     .opens = itself,
     .inside = &smtp_server_line,
     .help = "The server mails are handed to."},
    silent(value("smtp_helo_name", word("NAME"), member<&G::smtp_helo_name>, "The name in HELO.", "(host name)")),
    value("smtp_connect_timeout", whole_seconds(0, timer_limit), member<&G::smtp_connect_timeout>,
          "How long to wait for the mail server.", "30"),
    value("smtp_alert", boolean(), member<&G::smtp_alert>, "Default of all smtp_alert settings."),
    value("smtp_alert_vrrp", boolean(), member<&G::smtp_alert_vrrp>, "Default of smtp_alert of instances and groups."),
    flag("no_email_faults", member<&G::no_email_faults>, "No mails about faults."),
    flag("process_names", member<&G::process_names>,
         "Child processes have names of their own, such as keepalived_vrrp."),
    value("process_name", word("NAME", 15), member<&G::process_name>, "Name of the parent process."),
    value("vrrp_process_name", word("NAME", 15), member<&G::vrrp_process_name>, "Name of the VRRP process."),
    checker_name_row,
    former_name("lvs_process_name", checker_name_row),
    dormant(value("bfd_process_name", word("NAME", 15), member<&G::bfd_process_name>, "Name of the BFD process.")),
    mild(value("script_user", identity(), script_user, "User and group scripts run as by default.",
               "(keepalived_script if it exists, else our own)")),
    flag("enable_script_security", member<&G::enable_script_security>,
         "Scripts run as root are not run if somebody else could change them."),
    value("use_symlink_paths", boolean(), member<&G::use_symlink_paths>,
          "Scripts are run by the path as configured, not by the resolved one.", "false", "2.3.0"),
    mild(value("startup_script", command(), member<&G::startup_script>, "Run before anything else.")),
    mild(value("startup_script_timeout", whole_seconds(1, 1000), member<&G::startup_script_timeout>,
               "How long it may take.", "10")),
    mild(value("shutdown_script", command(), member<&G::shutdown_script>, "Run after everything else.")),
    mild(value("shutdown_script_timeout", whole_seconds(1, 1000), member<&G::shutdown_script_timeout>,
               "How long it may take.", "10")),
    value("dynamic_interfaces", choice(dynamics, true), member<&G::dynamic_interfaces>,
          "Interfaces need not exist at start; allow_if_changes: and may come back as others."),
    mild(value("default_interface", interface_name(), member<&G::default_interface>,
               "The interface of static addresses without one.", "eth0")),
    value("vrrp_version", choice(versions), member<&G::vrrp_version>, "VRRP version of instances that do not say.",
          "2"),
    value("vrrp_mcast_group4", address(), multicast<&G::vrrp_mcast_group4, base::Family::ipv4>,
          "Multicast group of IPv4 adverts.", "224.0.0.18"),
    value("vrrp_mcast_group6", address(), multicast<&G::vrrp_mcast_group6, base::Family::ipv6>,
          "Multicast group of IPv6 adverts.", "ff02::12"),
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
    value("vrrp_garp_interval", seconds(1, timer_limit_micro), spacing<&D::interval>,
          "Time between two gratuitous ARPs on one interface.", "0"),
    value("vrrp_gna_interval", seconds(1, timer_limit_micro), spacing<&D::gna_interval>,
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
    mild(value("notify_fifo_script", command(), member<&G::notify_fifo, &F::script>,
               "Reads notify_fifo; gets its path as last argument.")),
    fifo("vrrp_notify_fifo", object<&G::vrrp_notify_fifo>, "A FIFO told about every change of VRRP."),
    mild(value("vrrp_notify_fifo_script", command(), member<&G::vrrp_notify_fifo, &F::script>,
               "Reads vrrp_notify_fifo; gets its path as last argument.")),

    mild(value("vrrp_priority", integer(-20, 19), member<&G::vrrp_tuning, &T::priority>,
               "Nice value of the VRRP process.", "0")),
    flag("vrrp_no_swap", member<&G::vrrp_tuning, &T::no_swap>, "The VRRP process is locked into memory."),
    mild(value("vrrp_rt_priority", integer(-int32_limit, int32_limit), member<&G::vrrp_tuning, &T::rt_priority>,
               "Realtime priority of the VRRP process, limited to 1..99.")),
    rttime<&G::vrrp_tuning>("vrrp_rlimit_rttime"),
    former_name("vrrp_rlimit_rtime", rttime<&G::vrrp_tuning>("vrrp_rlimit_rttime")),

    value("smtp_alert_checker", boolean(), member<&G::smtp_alert_checker>,
          "Default of smtp_alert of virtual and real servers."),
    value("checker_log_all_failures", boolean(), member<&G::checker_log_all_failures>,
          "Default of log_all_failures of checks.", "false"),

    flag("disable_local_igmp", member<&G::disable_local_igmp>, "No IGMP messages are sent for the VRRP group."),
    {.name = "lvs_timeouts",
     .shape = Shape::options,
     .opens = object<&G::lvs_timeouts>,
     .inside = &timeouts_line,
     .help = "Timeouts of IPVS connections, in seconds; 0: unchanged."},
    flag("lvs_flush", member<&G::lvs_flush>, "Removes all IPVS services at start."),
    flush_row,
    former_name("lvs_flush_onstop", flush_row),
    {.name = "lvs_sync_daemon",
     .shape = Shape::options,
     .opens = object<&G::lvs_sync_daemon>,
     .inside = &sync_line,
     .help = "Synchronises IPVS connections between routers; which end sends follows the instance.",
     .mild = true},
    value("vrrp_min_garp", boolean(), member<&G::vrrp_min_garp>,
          "One gratuitous ARP burst of one, no refresh and no delay."),
    extra_if_row,
    old_name("vrrp_vmac_garp_intvl", extra_if_row),
    value("vrrp_iptables", maybe(words("[INCHAIN [OUTCHAIN]]")), by_nftables<&W::iptables>,
          "Firewall rules go into these iptables chains.", "INPUT OUTPUT"),
    value("vrrp_ipsets", maybe(words("[NAME ...]")), by_nftables<&W::ipsets>,
          "Names of the ipsets used, up to six; alone: none are used.",
          "keepalived keepalived6 keepalived_if6 keepalived_igmp keepalived_mld keepalived_nd"),
    value("nftables", maybe(word("[TABLE]")), member<&G::firewall, &W::nftables>,
          "Firewall rules go into this nftables table.", "keepalived"),
    value("nftables_priority", integer(-int32_limit - 1, int32_limit), member<&G::firewall, &W::nftables_priority>,
          "Priority of its chains.", "-1"),
    flag("nftables_ifindex", member<&G::firewall, &W::nftables_ifindex>, "Rules name interfaces by index."),
    unmarked(value("nftables_ipvs", maybe(word("[TABLE]")), member<&G::firewall, &W::nftables_ipvs>,
                   "Firewall marks for services are set in this nftables table.", "keepalived_ipvs")),
    unmarked(value("nftables_ipvs_priority", integer(-int32_limit - 1, int32_limit),
                   member<&G::firewall, &W::nftables_ipvs_priority>, "Priority of its chains.", "-1")),
    unmarked(value("nftables_ipvs_start_fwmark", integer(1, uint32_limit, "MARK"),
                   member<&G::firewall, &W::nftables_ipvs_start_fwmark>, "The first of the marks.", "1000")),
    flag("nftables_counters", member<&G::firewall, &W::nftables_counters>, "Rules count packets."),

    flag("fifo_write_vrrp_states_on_reload", member<&G::fifo_write_vrrp_states_on_reload>,
         "A reload writes all states to the FIFOs."),
    fifo("lvs_notify_fifo", object<&G::lvs_notify_fifo>, "A FIFO told about every change of virtual servers."),
    mild(value("lvs_notify_fifo_script", command(), member<&G::lvs_notify_fifo, &F::script>,
               "Reads lvs_notify_fifo; gets its path as last argument.")),

    affinity<&G::vrrp_tuning>("vrrp_cpu_affinity"),
    mild(value("checker_priority", integer(-20, 19), member<&G::checker_tuning, &T::priority>,
               "Nice value of the checker process.", "0")),
    flag("checker_no_swap", member<&G::checker_tuning, &T::no_swap>, "The checker process is locked into memory."),
    mild(value("checker_rt_priority", integer(-int32_limit, int32_limit), member<&G::checker_tuning, &T::rt_priority>,
               "Realtime priority of the checker process, limited to 1..99.")),
    affinity<&G::checker_tuning>("checker_cpu_affinity"),
    rttime<&G::checker_tuning>("checker_rlimit_rttime"),
    former_name("checker_rlimit_rtime", rttime<&G::checker_tuning>("checker_rlimit_rttime")),
    dormant(mild(value("bfd_priority", integer(-20, 19), member<&G::bfd_tuning, &T::priority>,
                       "Nice value of the BFD process.", "0"))),
    dormant(flag("bfd_no_swap", member<&G::bfd_tuning, &T::no_swap>, "The BFD process is locked into memory.")),
    dormant(mild(value("bfd_rt_priority", integer(-int32_limit, int32_limit), member<&G::bfd_tuning, &T::rt_priority>,
                       "Realtime priority of the BFD process, limited to 1..99."))),
    dormant(affinity<&G::bfd_tuning>("bfd_cpu_affinity")),
    dormant(rttime<&G::bfd_tuning>("bfd_rlimit_rttime")),
    dormant(former_name("bfd_rlimit_rtime", rttime<&G::bfd_tuning>("bfd_rlimit_rttime"))),
    value("max_auto_priority", maybe(integer(-1, 99)), auto_priority,
          "Realtime priority a process that is late may raise itself to; alone: 99; 0 and -1: none.", "0"),
    mild(value("min_auto_priority_delay", integer(1, 10'000'000, "MICROSECONDS"), member<&G::min_auto_priority_delay>,
               "How late it must be.", "1000000")),

    mild(value("snmp_socket", word("ADDRESS"), member<&G::snmp, &N::socket>, "AgentX address of the SNMP master.",
               "unix:/var/agentx/master")),
    flag("enable_traps", member<&G::snmp, &N::traps>, "Sends SNMP traps."),
    snmp_vrrp_row,
    former_name("enable_snmp_keepalived", snmp_vrrp_row),
    flag("enable_snmp_rfc", member<&G::snmp, &N::rfc>, "Both RFC MIBs of VRRP."),
    flag("enable_snmp_rfcv2", member<&G::snmp, &N::rfcv2>, "The MIB of RFC 2787."),
    flag("enable_snmp_rfcv3", member<&G::snmp, &N::rfcv3>, "The MIB of RFC 6527."),
    flag("enable_snmp_checker", member<&G::snmp, &N::checker>, "keepalived's MIB, the part of virtual servers."),
    value("snmp_vs_stats_update_interval", coarse_seconds(1, 30'000), member<&G::snmp, &N::vs_stats_update_interval>,
          "Oldest statistics of virtual servers told.", "5", "2.3.0"),
    value("snmp_rs_stats_update_interval", coarse_seconds(1, 30'000), member<&G::snmp, &N::rs_stats_update_interval>,
          "Oldest statistics of real servers told; 0: as old as their virtual server's.", "0", "2.3.0"),
    flag("enable_dbus", member<&G::dbus, &Y::enable>, "Offers the D-Bus interface."),
    mild(value("dbus_service_name", word("NAME"), member<&G::dbus, &Y::service_name>, "Our name on the bus.",
               "org.keepalived.Vrrp1")),
    value("dbus_no_interface_name", word("NAME"), member<&G::dbus, &Y::no_interface_name>,
          "Stands in object paths for a missing interface.", "none", "2.3.0"),

    buffers("vrrp_netlink_cmd_rcv_bufs", member<&G::vrrp_netlink, &L::cmd>),
    forced("vrrp_netlink_cmd_rcv_bufs_force", member<&G::vrrp_netlink, &L::cmd_force>),
    buffers("vrrp_netlink_monitor_rcv_bufs", member<&G::vrrp_netlink, &L::monitor>),
    forced("vrrp_netlink_monitor_rcv_bufs_force", member<&G::vrrp_netlink, &L::monitor_force>),
    needless(buffers("lvs_netlink_cmd_rcv_bufs", member<&G::lvs_netlink, &L::cmd>), big_buffers),
    needless(forced("lvs_netlink_cmd_rcv_bufs_force", member<&G::lvs_netlink, &L::cmd_force>), big_buffers),
    needless(buffers("lvs_netlink_monitor_rcv_bufs", member<&G::lvs_netlink, &L::monitor>), big_buffers),
    needless(forced("lvs_netlink_monitor_rcv_bufs_force", member<&G::lvs_netlink, &L::monitor_force>), big_buffers),
    buffers("process_monitor_rcv_bufs", member<&G::process_monitor_rcv_bufs>),
    forced("process_monitor_rcv_bufs_force", member<&G::process_monitor_rcv_bufs_force>),
    value("rs_init_notifies", boolean(), member<&G::rs_init_notifies>,
          "notify_up and notify_down are run for the first state too.", "false"),
    value("no_checker_emails", boolean(), member<&G::no_checker_emails>, "No mails about real servers.", "false"),
    {.name = "vrrp_rx_bufs_policy",
     .shape = Shape::options,
     .opens = object<&G::vrrp_rx_bufs_policy>,
     .inside = &rx_line,
     .help = "How the size of receive buffers is found."},
    mild(value("vrrp_rx_bufs_multiplier", integer(1, uint32_limit), member<&G::vrrp_rx_bufs_multiplier>,
               "Packets a receive buffer holds.", "3")),

    {.name = "vmac_prefix",
     .takes = word("PREFIX", 14),
     .fills = member<&G::vmac_prefix>,
     .help = "Beginning of names of VMAC interfaces.",
     .otherwise = "vrrp",
     .repeated = Repeated::first_kept},
    {.name = "vmac_addr_prefix",
     .takes = word("PREFIX", 14),
     .fills = member<&G::vmac_addr_prefix>,
     .help = "Beginning of names of VMAC interfaces of addresses.",
     .otherwise = "(vmac_prefix)",
     .repeated = Repeated::first_kept},
    value("umask", special("NUMBER|NAME[|NAME...]"), mask,
          "Mode bits new files do not get: a number, or names such as IRWXO|IWGRP.", "0177"),
    value("random_seed", integer(0, uint32_limit), member<&G::random_seed>,
          "Makes what is random the same at every start."),
    needless(value("reload_check_config", maybe(path("[LOGFILE]")), member<&G::files, &Q::reload_check_config>,
                   "A reload tests the configuration first; what is wrong goes to the file."),
             "every reload tests the configuration first and logs what is wrong"),
    mild(value("reload_time_file", path(), member<&G::files, &Q::reload_time_file>,
               "The time of the next reload stands in this file: HH:MM:SS or YYYY-MM-DD HH:MM:SS, with Z in UTC.")),
    flag("reload_repeat", member<&G::files, &Q::reload_repeat>,
         "A time without a date is one of every day; else the file is removed when its time has come."),
    value("reload_file", maybe(path("[PATH]")), member<&G::files, &Q::reload_file>,
          "Removed when the configuration has been read.", "(keepalived.reload beside the pid file)"),
    value("include_check", maybe(words("[+|-]read|match|wildcard_match|brace_match ...")), include_checks_of,
          "Which problems of include are errors; alone: all."),
    value("config_save_dir", path(), member<&G::files, &Q::config_save_dir>,
          "Configurations are saved here at start and reload, with all includes and parameters put in."),
    needless(mild({.name = "tmp_config_directory",
                   .takes = path(),
                   .fills = member<&G::files, &Q::tmp_config_directory>,
                   .help = "Where the copy of the configuration for child processes goes.",
                   .repeated = Repeated::first_kept}),
             "child processes get the configuration in memory"),
    value("data_use_instance", boolean(), member<&G::files, &Q::data_use_instance>,
          "Names of dump files contain the instance and namespace.", "false"),
    value("json_version", integer(1, 2), member<&G::files, &Q::json_version>, "Version of the JSON dump.", "1",
          "2.2.8"),
    value("iproute_usr_dir", path(), member<&G::files, &Q::iproute_usr_dir>, "Where iproute2's own tables are.", {},
          "2.3.2"),
    value("iproute_etc_dir", path(), member<&G::files, &Q::iproute_etc_dir>, "Where iproute2's local tables are.",
          "/etc/iproute2", "2.3.2"),
    value("state_dump_file", path(), member<&G::files, &Q::state_dump_file>, "Where SIGUSR1 writes.",
          "(keepalived.data in the temporary directory)", "2.3.3"),
    value("stats_dump_file", path(), member<&G::files, &Q::stats_dump_file>, "Where SIGUSR2 writes.",
          "(keepalived.stats in the temporary directory)", "2.3.3"),
    value("json_dump_file", path(), member<&G::files, &Q::json_dump_file>, "Where the JSON signal writes.",
          "(keepalived.json in the temporary directory)", "2.3.3"),
});

}  // namespace

constexpr Place global_place{"global_defs", global_rows, "global_defs"};

}  // namespace sempervivum::parser
