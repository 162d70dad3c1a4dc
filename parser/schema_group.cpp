// virtual_server_group, SSL and bfd_instance.
#include <array>

#include "parser/schema_tables.hpp"
#include "parser/values_checker.hpp"

namespace sempervivum::parser {

namespace {

using B = BfdInstance;

// virtual_server_group.

using V = VirtualServerGroup;

constexpr Binding entry{[](void *object, Arguments &arguments, Reading &reading) {
                          return read_value(arguments, reading, *static_cast<GroupEntry *>(object));
                        },
                        [](const void *object, const Keyword &, std::string &out) {
                          out += static_cast<const GroupEntry *>(object)->text;
                          return true;
                        }};
constexpr auto entry_rows = std::to_array<Keyword>({
    {.name = "ENTRY",
     .takes = special("ADDRESS[-LAST|/LENGTH] [PORT]|fwmark MARK [inet|inet6]"),
     .fills = entry,
     .help = "Addresses with a port, or a firewall mark.",
     .positional = true},
});
constexpr Place entry_line{"virtual_server_group/ (line)", entry_rows, "virtual_server_group"};

constexpr auto group_rows = std::to_array<Keyword>({
    name_row<V>("Name of the group."),
    {.name = "ENTRY",
     .shape = Shape::items,
     .opens = object<&V::entries>,
     .inside = &entry_line,
     .help = "The addresses and marks of the group, one a line.",
     .fallback = true},
});

// SSL.

using L = SslSettings;
constexpr auto ssl_rows = std::to_array<Keyword>({
    mild({.name = "password",
          .takes = word("PASSWORD"),
          .fills = member<&L::password>,
          .help = "Password of the key.",
          .repeated = Repeated::last_reported}),
    mild({.name = "ca", .takes = path(), .fills = member<&L::ca>, .help = "Certificates of authorities."}),
    mild({.name = "certificate", .takes = path(), .fills = member<&L::certificate>, .help = "Our certificate."}),
    mild({.name = "key", .takes = path(), .fills = member<&L::key>, .help = "Our key."}),
});

// bfd_instance.

constexpr Argument milliseconds(std::int64_t min) {
  return {Argument::Kind::decimal, "MILLISECONDS", min * 1000, 4'294'967'000, 3, {}, false};
}
/// Milliseconds with three places are microseconds, not the seconds a decimal is otherwise.
template <auto Member>
constexpr Binding milli{
    [](void *object, Arguments &arguments, Reading &reading) {
      const auto number = read_number(arguments, reading);
      if (number) static_cast<B *>(object)->*Member = std::chrono::microseconds{*number};
      return number.has_value();
    },
    [](const void *object, const Keyword &keyword, std::string &out) {
      const auto micro = std::chrono::duration_cast<std::chrono::microseconds>(static_cast<const B *>(object)->*Member);
      write_number(micro.count(), keyword.takes, out);
      return true;
    }};

constexpr Keyword neighbor_row = {
    .name = "neighbor_ip", .takes = address(), .fills = member<&B::neighbor_ip>, .help = "The other end; required."};
constexpr Keyword ttl_row = {.name = "ttl",
                             .takes = integer(1, 255, "TTL"),
                             .fills = member<&B::ttl>,
                             .help = "TTL or hop limit of our packets.",
                             .otherwise = "(255 for IPv4, 64 for IPv6)"};

constexpr auto bfd_rows = std::to_array<Keyword>({
    name_row<B>("Name of the session.", 31),
    {.name = "source_ip", .takes = address(), .fills = member<&B::source_ip>, .help = "Our address."},
    neighbor_row,
    alias("neighbour_ip", neighbor_row),
    {.name = "min_rx",
     .takes = milliseconds(1),
     .fills = milli<&B::min_rx>,
     .help = "Shortest interval at which we receive.",
     .otherwise = "10"},
    {.name = "min_tx",
     .takes = milliseconds(1),
     .fills = milli<&B::min_tx>,
     .help = "Interval at which we send.",
     .otherwise = "10"},
    {.name = "idle_tx",
     .takes = milliseconds(1000),
     .fills = milli<&B::idle_tx>,
     .help = "Interval at which we send while the session is down.",
     .otherwise = "1000"},
    {.name = "multiplier",
     .takes = integer(1, 255),
     .fills = member<&B::multiplier>,
     .help = "Packets missed until the session counts as down.",
     .otherwise = "5"},
    flag("passive", member<&B::passive>, "We wait for the other end to begin."),
    ttl_row,
    alias("hoplimit", ttl_row),
    {.name = "max_hops",
     .takes = integer(-1, 255),
     .fills = member<&B::max_hops>,
     .help = "Hops a packet may have made; -1: not checked.",
     .otherwise = "0"},
    {.name = "multihop",
     .takes = boolean(),
     .fills = member<&B::multihop>,
     .help = "A session over several hops (RFC 5883).",
     .otherwise = "false",
     .since = "2.2.8"},
    {.name = "weight",
     .takes = weight(253),
     .fills = member<&B::weight>,
     .help = "Added to the priority of tracking instances while it is up (positive) or down (negative); 0: down is a "
             "fault.",
     .otherwise = "0"},
    flag("vrrp", member<&B::vrrp>, "For VRRP only."),
    flag("checker", member<&B::checker>, "For virtual servers only."),
});

}  // namespace

constexpr Place virtual_server_group_place{"virtual_server_group", group_rows, "virtual_server_group"};
constexpr Place ssl_place{"SSL", ssl_rows, "SSL"};
constexpr Place bfd_place{"bfd_instance", bfd_rows, "bfd_instance"};

}  // namespace sempervivum::parser
