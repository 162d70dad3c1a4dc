// The options of use_vmac, use_ipvlan and garp_extra_if; auth_hmac.
#include <array>

#include "parser/atoms.hpp"
#include "parser/schema_tables.hpp"

namespace sempervivum::parser {

namespace {

/// Words of use_vmac that are no options: a hardware address, or the name.
constexpr Binding vmac_word{[](void *object, Arguments &arguments, Reading &reading) {
                              auto &vmac = *static_cast<Vmac *>(object);
                              const auto address = read_hardware_address(arguments.peek()->text);
                              if (!address) return read_value(arguments, reading, vmac.name);
                              arguments.take();
                              vmac.address = address;
                              return true;
                            },
                            member<&Vmac::address>.write};

constexpr auto vmac_rows = std::to_array<Keyword>({
    {.name = "name",
     .takes = interface_name(),
     .fills = member<&Vmac::name>,
     .help = "Name of the VMAC interface.",
     .since = "2.3.0"},
    {.name = "group",
     .takes = integer(0, uint32_limit, "GROUP"),
     .fills = member<&Vmac::group>,
     .help = "Link group of the VMAC interface; the base interface's by default.",
     .since = "2.3.0"},
    {.name = "netlink_notify_msg",
     .takes = nothing(),
     .fills = member<&Vmac::netlink_notify_msg>,
     .help = "Makes the kernel send a link message for the base interface when the VMAC is made.",
     .since = "2.3.0"},
    {.name = "MAC",
     .takes = {Argument::Kind::interface, "[INTERFACE] [MAC]", 0, 15},
     .fills = vmac_word,
     .help = "Its name, and its hardware address: 6 octets, or 5 to which the VRID is appended.",
     .fallback = true},
});

template <Ipvlan::Mode Mode>
constexpr Binding ipvlan_mode{[](void *object, Arguments &, Reading &) {
                                static_cast<Ipvlan *>(object)->mode = Mode;
                                return true;
                              },
                              [](const void *object, const Keyword &, std::string &) {
                                return static_cast<const Ipvlan *>(object)->mode == Mode;
                              }};

/// Words of use_ipvlan that are no options: an address, or the name.
constexpr Binding ipvlan_word{[](void *object, Arguments &arguments, Reading &reading) {
                                auto &ipvlan = *static_cast<Ipvlan *>(object);
                                if (!read_prefix(arguments.peek()->text).address)
                                  return read_value(arguments, reading, ipvlan.name);
                                return read_value(arguments, reading, ipvlan.address);
                              },
                              member<&Ipvlan::address>.write};

constexpr auto ipvlan_rows = std::to_array<Keyword>({
    {.name = "name",
     .takes = interface_name(),
     .fills = member<&Ipvlan::name>,
     .help = "Name of the ipvlan interface.",
     .since = "2.3.0"},
    flag("bridge", ipvlan_mode<Ipvlan::Mode::bridge>, "Interfaces on the same base reach one another."),
    flag("private", ipvlan_mode<Ipvlan::Mode::private_>, "Interfaces on the same base do not reach one another."),
    flag("vepa", ipvlan_mode<Ipvlan::Mode::vepa>, "Interfaces on the same base reach one another through the switch."),
    {.name = "group",
     .takes = integer(0, uint32_limit, "GROUP"),
     .fills = member<&Ipvlan::group>,
     .help = "Link group of the interface.",
     .since = "2.3.0"},
    {.name = "ADDRESS",
     .takes = {Argument::Kind::interface, "[INTERFACE] [ADDRESS[/LENGTH]]", 0, 15},
     .fills = ipvlan_word,
     .help = "Its name, and its address, which is also the source of the adverts.",
     .fallback = true},
});

constexpr auto extra_rows(std::int64_t shortest, std::string_view help) {
  return std::to_array<Keyword>({
      flag("all", member<&ExtraInterfaces::all>, "On every interface with addresses, not only on VMACs."),
      {.name = "SECONDS",
       .takes = whole_seconds(shortest, 86400),
       .fills = member<&ExtraInterfaces::interval>,
       .help = help,
       .fallback = true},
  });
}
constexpr auto instance_extra_rows = extra_rows(0, "The interval; 0: none.");
constexpr auto default_extra_rows = extra_rows(1, "The interval.");

std::string_view lacks_interval(const void *object) {
  return static_cast<const ExtraInterfaces *>(object)->interval ? std::string_view{} : "SECONDS";
}

using A = AuthHmac;
constexpr auto anti_replays =
    std::to_array<Choice>({{"time", int(A::AntiReplay::time)}, {"monotonic", int(A::AntiReplay::monotonic)}});
constexpr auto hmac_modes = std::to_array<Choice>({{"enforce", int(A::Mode::enforce)},
                                                   {"permissive", int(A::Mode::permissive)},
                                                   {"receive-only", int(A::Mode::receive_only)}});
constexpr auto key_rows = std::to_array<Keyword>({
    {.name = "ID",
     .takes = integer(1, 255, "ID"),
     .fills = member<&HmacKey::id>,
     .help = "Number of the key.",
     .positional = true},
    {.name = "VALUE",
     .takes = word("TEXT|hex:DIGITS|file:PATH"),
     .fills = member<&HmacKey::value>,
     .help = "The key: 32 to 64 bytes as text, in hexadecimal, or in a file.",
     .positional = true},
});
constexpr Place key_line{"vrrp_instance/auth_hmac/key (line)", key_rows, "key"};
constexpr auto hmac_rows = std::to_array<Keyword>({
    {.name = "key",
     .shape = Shape::options,
     .opens = object<&A::key>,
     .inside = &key_line,
     .help = "One of several keys.",
     .since = "2.4.0"},
    {.name = "active_key",
     .takes = integer(1, 255, "ID"),
     .fills = member<&A::active_key>,
     .help = "The key adverts are sent with.",
     .since = "2.4.0"},
    {.name = "time_window",
     .takes = whole_seconds(1, 300),
     .fills = member<&A::time_window>,
     .help = "How far the clocks may be apart.",
     .otherwise = "(three times advert_int, within 5..300)",
     .since = "2.4.0"},
    {.name = "anti_replay",
     .takes = choice(anti_replays),
     .fills = member<&A::anti_replay>,
     .help = "How repeated adverts are recognised.",
     .otherwise = "time",
     .since = "2.4.0"},
    {.name = "mode",
     .takes = choice(hmac_modes),
     .fills = member<&A::mode>,
     .help = "Whether adverts must have a good trailer, may have one, or are only checked.",
     .otherwise = "enforce",
     .since = "2.4.0"},
});

}  // namespace

constexpr Place vmac_line{"vrrp_instance/use_vmac (line)", vmac_rows, "use_vmac"};
constexpr Place ipvlan_line{"vrrp_instance/use_ipvlan (line)", ipvlan_rows, "use_ipvlan"};
constexpr Place hmac_place{"vrrp_instance/auth_hmac", hmac_rows, "auth_hmac"};
constexpr Place extra_interfaces_line{
    .path = "garp_extra_if (line)", .rows = instance_extra_rows, .title = "garp_extra_if", .lacks = &lacks_interval};
constexpr Place default_extra_interfaces_line{.path = "vrrp_garp_extra_if (line)",
                                              .rows = default_extra_rows,
                                              .title = "vrrp_garp_extra_if",
                                              .lacks = &lacks_interval};

}  // namespace sempervivum::parser
