// vrrp_instance and its blocks.
#include <array>

#include "parser/schema_tables.hpp"

namespace sempervivum::parser {

namespace {

using I = VrrpInstance;

constexpr auto states =
    std::to_array<Choice>({{"MASTER", int(InitialState::master)}, {"BACKUP", int(InitialState::backup)}});
constexpr auto versions = std::to_array<Choice>({{"2", 2}, {"3", 3}});
constexpr auto auth_types = std::to_array<Choice>({{"PASS", int(AuthType::pass)}, {"AH", int(AuthType::ah)}});
constexpr auto old_checksums =
    std::to_array<Choice>({{"", int(OldUnicastChecksum::yes)}, {"never", int(OldUnicastChecksum::never)}});

constexpr Binding password{[](void *object, Arguments &arguments, Reading &reading) {
                             auto &authentication = *static_cast<Authentication *>(object);
                             if (const auto *word = arguments.peek()) authentication.password_span = word->span;
                             return read_value(arguments, reading, authentication.password);
                           },
                           member<&Authentication::password>.write};

constexpr auto authentication_rows = std::to_array<Keyword>({
    {.name = "auth_type",
     .takes = choice(auth_types),
     .fills = member<&Authentication::type>,
     .help = "PASS: a password in clear text. AH: IPsec AH, not recommended."},
    {.name = "auth_pass",
     .takes = word("PASSWORD"),
     .fills = password,
     .help = "The password; only its first 8 characters count."},
});
constexpr Place authentication_place{"vrrp_instance/authentication", authentication_rows, "authentication"};

constexpr Keyword notify_row(std::string_view name, Binding fills, std::string_view help) {
  return {.name = name, .takes = command(), .fills = fills, .help = help, .repeated = Repeated::first_kept};
}

bool read_timer_expired(void *object, Arguments &arguments, Reading &reading) {
  auto &rival = static_cast<I *>(object)->timer_expired_backup;
  if (!arguments.empty()) return read_value(arguments, reading, rival);
  rival = std::uint8_t{254};
  return true;
}
constexpr Binding timer_expired{&read_timer_expired, member<&I::timer_expired_backup>.write};

bool read_notify_deleted(void *object, Arguments &arguments, Reading &reading) {
  auto &deleted = static_cast<I *>(object)->notify_deleted;
  NotifyDeleted read;
  const bool bare = arguments.statement().find_first_of(" \t") == std::string_view::npos;
  if (!bare && !read_value(arguments, reading, read.command)) return false;
  deleted = std::move(read);
  return true;
}
bool write_notify_deleted(const void *object, const Keyword &keyword, std::string &out) {
  const auto &deleted = static_cast<const I *>(object)->notify_deleted;
  if (deleted && deleted->command) write_value(*deleted->command, keyword.takes, out);
  return deleted.has_value();
}
constexpr Binding notify_deleted{&read_notify_deleted, &write_notify_deleted};

constexpr Keyword timer_expired_row = {
    .name = "timer_expired_backup",
    .takes = maybe(integer(1, 254)),
    .fills = timer_expired,
    .help =
        "A master that was not scheduled for so long that a rival of this priority has taken over steps down. "
        "Only with nopreempt.",
    .since = "2.2.8"};

constexpr Keyword items(std::string_view name, Opening opens, const Place &inside, std::string_view help) {
  return {.name = name, .shape = Shape::items, .opens = opens, .inside = &inside, .help = help};
}

constexpr Keyword extra_if_row = {.name = "garp_extra_if",
                                  .shape = Shape::options,
                                  .opens = object<&I::garp_extra_if>,
                                  .inside = &extra_interfaces_line,
                                  .help = "Interval of gratuitous ARPs on VMACs, so that switches remember them."};

constexpr Keyword wanting(Keyword row) {
  row.wants_items = true;
  return row;
}

constexpr auto instance_rows = std::to_array<Keyword>({
    name_row<I>("Name of the instance."),
    {.name = "state",
     .takes = choice(states),
     .fills = member<&I::state>,
     .help = "The state wanted at start. MASTER without a priority means priority 255.",
     .otherwise = "(MASTER with priority 255, else BACKUP)"},
    {.name = "interface",
     .takes = interface_name(),
     .fills = member<&I::interface>,
     .help = "The interface adverts are sent and received on."},
    {.name = "virtual_router_id",
     .takes = integer(1, 255, "VRID"),
     .fills = member<&I::virtual_router_id>,
     .help = "Identifies the virtual router on its network; required, and the same on all its routers."},
    {.name = "priority",
     .takes = integer(1, 255),
     .fills = member<&I::priority>,
     .help = "The router with the highest priority becomes master; 255 is for the owner of the addresses.",
     .otherwise = "100"},
    {.name = "version",
     .takes = choice(versions),
     .fills = member<&I::version>,
     .help = "VRRP version; IPv6 needs 3.",
     .otherwise = "(vrrp_version; 3 for IPv6)"},
    {.name = "advert_int",
     .takes = seconds(10'000, 255'000'000),
     .fills = member<&I::advert_int>,
     .help = "Interval between adverts. Version 2 takes whole seconds, version 3 hundredths up to 40.95.",
     .otherwise = "1"},
    flag("nopreempt", member<&I::nopreempt>, "A higher priority does not take over from a lower one that is master."),
    flag("preempt", member<&I::preempt>, "A higher priority takes over; the default, the opposite of nopreempt."),
    {.name = "preempt_delay",
     .takes = seconds(0, 1'000'000'000),
     .fills = member<&I::preempt_delay>,
     .help = "How long a lower priority master is heard before it is preempted.",
     .otherwise = "0"},

    items("virtual_ipaddress", object<&I::virtual_ipaddress>, virtual_address_place,
          "The addresses the master holds, all of one family; they are listed in the adverts."),
    items("virtual_ipaddress_excluded", object<&I::virtual_ipaddress_excluded>, virtual_address_place,
          "Further addresses of either family that are not listed in the adverts."),
    {.name = "no_virtual_ipaddress",
     .takes = nothing(),
     .fills = member<&I::no_virtual_ipaddress>,
     .help = "There are no virtual addresses, on purpose.",
     .since = "2.2.8"},
    flag("promote_secondaries", member<&I::promote_secondaries>,
         "Sets promote_secondaries on the interface, so that other addresses survive the removal of a primary one."),
    {.name = "authentication",
     .shape = Shape::block,
     .opens = object<&I::authentication>,
     .inside = &authentication_place,
     .help = "VRRPv2 authentication. It does not protect against anything but mistakes."},

    {.name = "auth_hmac",
     .shape = Shape::block,
     .opens = object<&I::auth_hmac>,
     .inside = &hmac_place,
     .help = "Adverts carry an HMAC-SHA256 trailer; instead of authentication.",
     .since = "2.4.0"},
    items("virtual_routes", object<&I::virtual_routes>, route_line, "Routes the master has, as in ip-route(8)."),
    items("virtual_rules", object<&I::virtual_rules>, rule_line, "Rules the master has, as in ip-rule(8)."),

    wanting(items("unicast_peer", object<&I::unicast_peer>, unicast_peer_line,
                  "Adverts go to these routers instead of the multicast group.")),
    {.name = "unicast_src_ip",
     .takes = address(),
     .fills = member<&I::unicast_src_ip>,
     .help = "Source address of unicast adverts."},
    {.name = "mcast_src_ip",
     .takes = address(),
     .fills = member<&I::mcast_src_ip>,
     .help = "Source address of multicast adverts; the first address of the interface by default."},
    {.name = "mcast_dst_ip",
     .takes = address(),
     .fills = member<&I::mcast_dst_ip>,
     .help = "Multicast group of the adverts.",
     .otherwise = "(vrrp_mcast_group4 or vrrp_mcast_group6)"},
    flag("track_src_ip", member<&I::track_src_ip>,
         "Fault while the configured source address is not on the interface."),
    flag("check_unicast_src", member<&I::check_unicast_src>, "Drops unicast adverts that do not come from a peer."),
    flag("unicast_fault_no_peer", member<&I::unicast_fault_no_peer>, "Fault when no unicast peer is configured."),
    {.name = "unicast_ttl",
     .takes = integer(0, 255, "TTL"),
     .fills = member<&I::unicast_ttl>,
     .help = "TTL or hop limit of unicast adverts.",
     .otherwise = "(255; for IPv6 the kernel's)"},
    {.name = "old_unicast_checksum",
     .takes = choice(old_checksums, true),
     .fills = member<&I::old_unicast_checksum>,
     .help = "VRRPv3 unicast checksums as keepalived before 1.3.6 made them; never turns its detection off."},
    {.name = "v3_checksum_as_v2",
     .takes = boolean(),
     .fills = member<&I::v3_checksum_as_v2>,
     .help = "VRRPv3 checksums over IPv4 leave out the pseudo header.",
     .otherwise = "(v3_checksum_as_v2 of global_defs)",
     .since = "2.2.8"},
    {.name = "skip_check_adv_addr",
     .takes = boolean(),
     .fills = member<&I::skip_check_adv_addr>,
     .help = "Addresses in adverts are not checked when the sender is the same as before.",
     .otherwise = "(vrrp_skip_check_adv_addr)"},
    {.name = "strict_mode",
     .takes = boolean(),
     .fills = member<&I::strict_mode>,
     .help = "Strict adherence to the VRRP standard.",
     .otherwise = "(vrrp_strict)"},
    flag("native_ipv6", member<&I::native_ipv6>,
         "The instance is an IPv6 one although it has no address that says so."),

    items("track_interface", object<&I::track_interface>, track_interface_line,
          "Interfaces that must be up, or whose state changes the priority."),
    items("track_script", object<&I::track_script>, track_script_line,
          "vrrp_scripts that must succeed, or whose result changes the priority."),
    items("track_file", object<&I::track_file>, track_file_line, "track_files whose number changes the priority."),
    items("track_process", object<&I::track_process>, track_process_line,
          "vrrp_track_processes that must run, or whose state changes the priority."),
    dormant(items("track_bfd", object<&I::track_bfd>, track_bfd_line,
                  "bfd_instances that must be up, or whose state changes the priority.")),
    flag("dont_track_primary", member<&I::dont_track_primary>, "The instance's own interface going down is no fault."),

    {.name = "garp_master_delay",
     .takes = whole_seconds(0, timer_limit),
     .fills = member<&I::garp_master_delay>,
     .help = "Delay of the second burst of gratuitous ARPs after becoming master; 0: none.",
     .otherwise = "(vrrp_garp_master_delay)"},
    {.name = "garp_master_repeat",
     .takes = integer(0, uint32_limit),
     .fills = member<&I::garp_master_repeat>,
     .help = "Gratuitous ARPs of each address in a burst.",
     .otherwise = "(vrrp_garp_master_repeat)"},
    {.name = "garp_master_refresh",
     .takes = whole_seconds(0, uint32_limit),
     .fills = member<&I::garp_master_refresh>,
     .help = "Interval of refreshing gratuitous ARPs; 0: none.",
     .otherwise = "(vrrp_garp_master_refresh)"},
    {.name = "garp_master_refresh_repeat",
     .takes = integer(0, uint32_limit),
     .fills = member<&I::garp_master_refresh_repeat>,
     .help = "Gratuitous ARPs of each address in a refresh.",
     .otherwise = "(vrrp_garp_master_refresh_repeat)"},
    {.name = "garp_lower_prio_delay",
     .takes = whole_seconds(0, timer_limit),
     .fills = member<&I::garp_lower_prio_delay>,
     .help = "Delay of the second burst after an advert of lower priority was heard.",
     .otherwise = "(vrrp_garp_lower_prio_delay)"},
    {.name = "garp_lower_prio_repeat",
     .takes = integer(0, int32_limit),
     .fills = member<&I::garp_lower_prio_repeat>,
     .help = "Gratuitous ARPs of each address after an advert of lower priority was heard.",
     .otherwise = "(vrrp_garp_lower_prio_repeat)"},
    {.name = "down_timer_adverts",
     .takes = integer(1, 100),
     .fills = member<&I::down_timer_adverts>,
     .help = "Adverts missed until the master counts as down.",
     .otherwise = "(vrrp_down_timer_adverts)"},
    {.name = "lower_prio_no_advert",
     .takes = boolean(),
     .fills = member<&I::lower_prio_no_advert>,
     .help = "A master does not answer an advert of lower priority with one of its own.",
     .otherwise = "(vrrp_lower_prio_no_advert)"},
    {.name = "higher_prio_send_advert",
     .takes = boolean(),
     .fills = member<&I::higher_prio_send_advert>,
     .help = "A master sends one more advert before it gives way to a higher priority.",
     .otherwise = "(vrrp_higher_prio_send_advert)"},
    {.name = "owner_ignore_adverts",
     .takes = boolean(),
     .fills = member<&I::owner_ignore_adverts>,
     .help = "An address owner ignores adverts, as the standard wants.",
     .otherwise = "(vrrp_owner_ignore_adverts)",
     .since = "2.3.3"},
    timer_expired_row,
    alias("thread_timer_expired", timer_expired_row),

    notify_row("notify_master", member<&I::notify, &NotifyScripts::notify_master>,
               "Run when the instance becomes master."),
    notify_row("notify_backup", member<&I::notify, &NotifyScripts::notify_backup>,
               "Run when the instance becomes backup."),
    notify_row("notify_fault", member<&I::notify, &NotifyScripts::notify_fault>,
               "Run when the instance goes to fault."),
    notify_row("notify_stop", member<&I::notify, &NotifyScripts::notify_stop>, "Run when VRRP stops."),
    notify_row("notify", member<&I::notify, &NotifyScripts::notify>,
               "Run on every change with four more arguments: INSTANCE, the name, the state, the priority."),
    {.name = "notify_deleted",
     .takes = maybe(command()),
     .fills = notify_deleted,
     .help = "Run when a reload drops the instance; alone it only makes the state reported then DELETED."},
    notify_row("notify_master_rx_lower_pri", member<&I::notify_master_rx_lower_pri>,
               "Run when a master hears an advert of lower priority."),
    {.name = "smtp_alert",
     .takes = boolean(),
     .fills = member<&I::smtp_alert>,
     .help = "Sends mail on changes of state.",
     .otherwise = "(smtp_alert_vrrp, else smtp_alert, else false)"},
    {.name = "notify_priority_changes",
     .takes = boolean(),
     .fills = member<&I::notify_priority_changes>,
     .help = "Writes changes of priority to the FIFOs.",
     .otherwise = "(vrrp_notify_priority_changes)"},

    {.name = "use_vmac",
     .shape = Shape::options,
     .opens = object<&I::use_vmac>,
     .inside = &vmac_line,
     .help = "Sends from a macvlan interface with the virtual router's MAC address."},
    {.name = "use_ipvlan",
     .shape = Shape::options,
     .opens = object<&I::use_ipvlan>,
     .inside = &ipvlan_line,
     .help = "Sends from an ipvlan interface with an address of its own."},
    flag("use_vmac_addr", member<&I::use_vmac_addr>, "Puts addresses of other interfaces on VMACs too."),
    flag("vmac_xmit_base", member<&I::vmac_xmit_base>, "With a VMAC, adverts go out of the base interface."),
    {.name = "vrf", .takes = interface_name(), .fills = member<&I::vrf>, .help = "The VRF of the interface."},
    flag("accept", member<&I::accept>, "Packets to virtual addresses are accepted; the default except in strict mode."),
    flag("no_accept", member<&I::no_accept>, "Packets to virtual addresses are dropped unless we own them."),
    extra_if_row,
    old_name("vmac_garp_intvl", extra_if_row),
    {.name = "linkbeat_use_polling",
     .takes = nothing(),
     .fills = member<&I::linkbeat_use_polling>,
     .help = "Polls the link state of the interface; use linkbeat_interfaces.",
     .deprecated = true,
     .needless = nothing_polled},
    {.name = "lvs_sync_daemon_interface",
     .takes = interface_name(),
     .fills = member<&I::lvs_sync_daemon_interface>,
     .help = "Interface of the IPVS synchronisation; use lvs_sync_daemon of global_defs.",
     .deprecated = true},
    {.name = "debug",
     .takes = integer(0, 4, "LEVEL"),
     .fills = member<&I::debug>,
     .help = "Debug level; has no effect.",
     .needless = "instances have no debug level"},
    mild({.name = "kernel_rx_buf_size",
          .takes = integer(0, uint32_limit, "BYTES"),
          .fills = member<&I::kernel_rx_buf_size>,
          .help = "Receive buffer of the instance's socket."}),
});

}  // namespace

constexpr Place instance_place{"vrrp_instance", instance_rows, "vrrp_instance"};

}  // namespace sempervivum::parser
