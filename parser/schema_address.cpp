// Lines that hold one address or one tracked object.
#include <array>

#include "parser/schema_tables.hpp"

namespace sempervivum::parser {

namespace {

using V = VirtualAddress;

/// Numbers of linux/rtnetlink.h, names of rt_scopes.
constexpr auto scopes =
    std::to_array<Choice>({{"global", 0}, {"site", 200}, {"link", 253}, {"host", 254}, {"nowhere", 255}});
constexpr auto lifetimes = std::to_array<Choice>({{"forever", lifetime_forever}});
constexpr auto link_monitors = std::to_array<Choice>(
    {{"MII", int(LinkMonitor::mii)}, {"ETHTOOL", int(LinkMonitor::ethtool)}, {"IOCTL", int(LinkMonitor::ioctl)}});

constexpr Binding peer{[](void *object, Arguments &arguments, Reading &reading) {
                         base::IpAddress address;
                         if (!read_value(arguments, reading, address)) return false;
                         static_cast<V *>(object)->peer = Prefix{address, std::nullopt};
                         return true;
                       },
                       member<&V::peer>.write};

constexpr Keyword broadcast_row = {
    .name = "brd",
    .takes = exact(special("ADDRESS|+|-")),
    .fills = member<&V::brd>,
    .help = "Broadcast address; + sets the host bits of the address, - clears them. IPv4 only."};

constexpr auto address_rows = std::to_array<Keyword>({
    {.name = "ADDRESS[/LENGTH]",
     .takes = prefix(),
     .fills = member<&V::prefix>,
     .help = "The address. Without a length it is a host address (/32 or /128).",
     .positional = true},
    {.name = "dev",
     .takes = interface_name(),
     .fills = member<&V::dev>,
     .help = "The interface to put the address on; the instance's own by default."},
    {.name = "scope",
     .takes = c_number_or(scopes, 0, 255),
     .fills = member<&V::scope>,
     .help = "Scope of the address. IPv4 only.",
     .otherwise = "global"},
    broadcast_row,
    alias("broadcast", broadcast_row),
    {.name = "label",
     .takes = word("LABEL", 15),
     .fills = member<&V::label>,
     .help = "Label of the address, as ip-address(8) shows it. IPv4 only."},
    {.name = "peer", .takes = exact(address()), .fills = peer, .help = "The other end of a point-to-point address."},
    flag("home", member<&V::home>, "Marks an IPv6 home address (RFC 6275)."),
    flag("-nodad", member<&V::nodad>, "No duplicate address detection for an IPv6 address."),
    flag("mngtmpaddr", member<&V::mngtmpaddr>, "The kernel manages temporary addresses made from this one."),
    flag("noprefixroute", member<&V::noprefixroute>, "No route for the prefix is made with the address."),
    flag("autojoin", member<&V::autojoin>, "Joins the multicast group of the address."),
    flag("no_track", member<&V::no_track>, "The instance takes no notice when the address disappears."),
    {.name = "preferred_lft",
     .takes = number_or(lifetimes, 0, lifetime_forever),
     .fills = member<&V::preferred_lft>,
     .help = "Preferred lifetime; 0 makes the address deprecated, so that it is no source address by itself.",
     .otherwise = "(forever; 0 for an IPv6 /128)"},
    flag("use_vmac", member<&V::use_vmac>, "Puts the address on a VMAC of its interface."),
});

constexpr auto static_rows = [] {
  std::array<Keyword, address_rows.size()> rows = address_rows;
  rows.back() = {.name = "track_group",
                 .takes = word("NAME"),
                 .fills = member<&V::track_group>,
                 .help = "The track_group in whose members' fault the address is not restored."};
  return rows;
}();

/// `longest` is the largest weight of that kind of tracker.
constexpr std::array<Keyword, 2> track_rows(std::string_view shown, std::int64_t largest, std::string_view otherwise) {
  return {{{.name = shown,
            .takes = word(shown),
            .fills = member<&Track::name>,
            .help = "What is tracked, by its name.",
            .positional = true},
           {.name = "weight",
            .takes = weight(largest),
            .fills = member<&Track::weight>,
            .help = "Added to the priority while it is up (positive) or down (negative); 0 means fault when down. "
                    "reverse turns the sign round.",
            .otherwise = otherwise}}};
}
constexpr auto interface_rows = track_rows("INTERFACE", 254, "0");
constexpr auto script_rows = track_rows("NAME", 254, "(the script's)");
constexpr auto file_rows = track_rows("NAME", 254, "(the file's)");
constexpr auto process_rows = track_rows("NAME", 254, "(the process's)");
constexpr auto bfd_rows = track_rows("NAME", 254, "(the BFD instance's)");

constexpr auto peer_rows = std::to_array<Keyword>({
    {.name = "ADDRESS",
     .takes = address(),
     .fills = member<&UnicastPeer::address>,
     .help = "A router adverts are sent to and accepted from.",
     .positional = true},
    {.name = "min_ttl",
     .takes = integer(0, 255, "TTL"),
     .fills = member<&UnicastPeer::min_ttl>,
     .help = "Adverts from this peer with a smaller TTL or hop limit are dropped."},
    {.name = "max_ttl",
     .takes = integer(0, 255, "TTL"),
     .fills = member<&UnicastPeer::max_ttl>,
     .help = "Adverts from this peer with a larger TTL or hop limit are dropped."},
});

constexpr auto delay_rows = std::to_array<Keyword>({
    {.name = "INTERFACE",
     .takes = interface_name(),
     .fills = member<&InterfaceDelay::interface>,
     .help = "The interface.",
     .positional = true},
    {.name = "DOWN_DELAY",
     .takes = seconds(0, 255'000'000),
     .fills = member<&InterfaceDelay::down>,
     .help = "How long the interface must be down to count as down.",
     .positional = true},
    {.name = "UP_DELAY",
     .takes = maybe(seconds(0, 255'000'000)),
     .fills = member<&InterfaceDelay::up>,
     .help = "How long the interface must be up to count as up.",
     .otherwise = "0",
     .positional = true},
});

constexpr auto linkbeat_rows = std::to_array<Keyword>({
    {.name = "INTERFACE",
     .takes = interface_name(),
     .fills = member<&LinkbeatInterface::interface>,
     .help = "The interface whose link is polled.",
     .positional = true},
    {.name = "METHOD",
     .takes = maybe(choice(link_monitors)),
     .fills = member<&LinkbeatInterface::monitor>,
     .help = "How the link is asked for.",
     .otherwise = "(tried in the order MII, ETHTOOL, IOCTL)",
     .positional = true},
});

}  // namespace

constexpr Place virtual_address_place{"virtual_ipaddress/ (line)", address_rows, "a virtual address", true};
constexpr Place static_address_place{"static_ipaddress/ (line)", static_rows, "a static address", true};
constexpr Place track_interface_line{"track_interface/ (line)", interface_rows, "track_interface"};
constexpr Place track_script_line{"track_script/ (line)", script_rows, "track_script"};
constexpr Place track_file_line{"track_file/ (line)", file_rows, "track_file"};
constexpr Place track_process_line{"track_process/ (line)", process_rows, "track_process"};
constexpr Place track_bfd_line{"track_bfd/ (line)", bfd_rows, "track_bfd"};
constexpr Place unicast_peer_line{"unicast_peer/ (line)", peer_rows, "unicast_peer", true};
constexpr Place interface_delay_line{"interface_up_down_delays/ (line)", delay_rows, "interface_up_down_delays"};
constexpr Place linkbeat_line{"linkbeat_interfaces/ (line)", linkbeat_rows, "linkbeat_interfaces"};

}  // namespace sempervivum::parser
