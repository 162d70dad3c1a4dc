// What stands outside any block.
#include <array>

#include "parser/schema_tables.hpp"

namespace sempervivum::parser {

namespace {

template <auto... Path>
constexpr Keyword block(std::string_view name, const Place &inside, std::string_view help) {
  return {.name = name, .shape = Shape::block, .opens = object<Path...>, .inside = &inside, .help = help};
}

template <auto... Path>
constexpr Keyword items(std::string_view name, const Place &inside, std::string_view help) {
  return {.name = name, .shape = Shape::items, .opens = object<Path...>, .inside = &inside, .help = help};
}

/// Its name may be used once. `mild`: without one the block is dropped.
constexpr Keyword named(Keyword row, bool mild) {
  row.unique = true;
  row.mild = mild;
  return row;
}

using C = Config;
using P = ProcessSettings;

constexpr Keyword track_file_row =
    block<&C::track_files>("track_file", track_file_place, "A file whose number changes priorities.");

constexpr Keyword ssl_row = {.name = "SSL",
                             .shape = Shape::block,
                             .opens = object<&C::ssl>,
                             .inside = &ssl_place,
                             .help = "Keys and certificates of SSL_GET checks.",
                             .repeated = Repeated::last_reported};

/// In the order of a dump: what is referred to stands before what refers to it.
constexpr auto root_rows = std::to_array<Keyword>({
    mild({.name = "net_namespace",
          .takes = word("NAME"),
          .fills = member<&C::process, &P::net_namespace>,
          .help = "Network namespace to run in.",
          .repeated = Repeated::first_kept}),
    mild({.name = "instance",
          .takes = word("NAME"),
          .fills = member<&C::process, &P::instance>,
          .help = "Name of this keepalived, for pid files and the log.",
          .repeated = Repeated::first_kept}),
    flag("use_pid_dir", member<&C::process, &P::use_pid_dir>, "Pid files go into a directory of their own."),
    value("child_wait_time", whole_seconds(0, uint32_limit), member<&C::process, &P::child_wait_time>,
          "How long to wait for child processes at stop.", "5"),
    needless(flag("linkbeat_use_polling", member<&C::process, &P::linkbeat_use_polling>,
                  "Polls the link state of interfaces."),
             nothing_polled),
    value("net_namespace_ipvs", maybe(word("[NAME]")), member<&C::process, &P::net_namespace_ipvs>,
          "Network namespace of IPVS; alone: the first one."),
    needless(flag("namespace_with_ipsets", member<&C::process, &P::namespace_with_ipsets>,
                  "ipsets are used although in a namespace."),
             "nftables is used, which every namespace has for itself"),
    block<&C::global>("global_defs", global_place, "Settings for everything, and defaults."),
    block<&C::scripts>("vrrp_script", script_place, "A check that runs again and again."),

    track_file_row,
    former_name("vrrp_track_file", track_file_row),
    block<&C::track_processes>("vrrp_track_process", track_process_place,
                               "A process whose running changes priorities."),
    block<&C::garp_groups>("garp_group", garp_group_place, "Interfaces whose gratuitous ARPs are spaced together."),

    named(dormant(block<&C::bfd_instances>("bfd_instance", bfd_place, "A BFD session.")), false),
    ssl_row,
    block<&C::virtual_server_groups>("virtual_server_group", virtual_server_group_place,
                                     "Addresses that are one service."),
    block<&C::virtual_servers>("virtual_server", virtual_server_place, "A load-balanced service."),
    items<&C::interface_delays>("interface_up_down_delays", interface_delay_line,
                                "How long a change of an interface must last to count."),
    needless(
        items<&C::linkbeat_interfaces>("linkbeat_interfaces", linkbeat_line, "Interfaces whose link state is polled."),
        nothing_polled),
    named(block<&C::instances>("vrrp_instance", instance_place, "A virtual router."), true),
    named(block<&C::sync_groups>("vrrp_sync_group", sync_group_place, "Virtual routers that change state together."),
          true),
    mild(named(block<&C::track_groups>("track_group", track_group_place,
                                       "Instances that static addresses, routes and rules follow."),
               false)),
    items<&C::static_addresses>("static_ipaddress", static_address_place, "Addresses that are always there."),
    items<&C::static_routes>("static_routes", static_route_line, "Routes that are always there."),
    items<&C::static_rules>("static_rules", static_rule_line, "Rules that are always there."),
});

}  // namespace

constexpr Place root_place{"", root_rows, ""};

}  // namespace sempervivum::parser
