// Keywords of global_defs that have options on their line.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "parser/atoms.hpp"
#include "parser/schema_tables.hpp"

namespace sempervivum::parser {

namespace {

using G = GlobalDefs;
using F = NotifyFifo;
using S = LvsSyncDaemon;

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

constexpr Keyword timeout_row(std::string_view name, Binding fills) {
  return {.name = name, .takes = integer(0, 2678400, "SECONDS"), .fills = fills, .help = "The timeout."};
}
constexpr auto timeouts_rows = std::to_array<Keyword>({
    timeout_row("tcp", member<&LvsTimeouts::tcp>),
    timeout_row("tcpfin", member<&LvsTimeouts::tcpfin>),
    timeout_row("udp", member<&LvsTimeouts::udp>),
});

/// Behind the interface: the instance, and in the old form its number.
constexpr Binding sync_word{[](void *object, Arguments &arguments, Reading &reading) {
                              auto &daemon = *static_cast<S *>(object);
                              if (daemon.instance.empty()) return read_value(arguments, reading, daemon.instance);
                              const auto number = read_integer(arguments.peek()->text);
                              const auto *word = arguments.take();
                              const bool good =
                                  number.quality == Number::Quality::good && number.value >= 0 && number.value <= 255;
                              if (good) daemon.id = static_cast<std::uint8_t>(number.value);
                              if (!good)
                                reading.complain(FindingId::unknown_option, word->span,
                                                 fmt::format("`{}` is no option of `lvs_sync_daemon`", word->text));
                              return good;
                            },
                            // Written by `inst` and `id`.
                            [](const void *, const Keyword &, std::string &) { return false; }};

constexpr Binding sync_multicast{[](void *object, Arguments &arguments, Reading &reading) {
                                   const auto *word = arguments.peek();
                                   base::IpAddress group;
                                   if (!read_value(arguments, reading, group)) return false;
                                   if (group.is_multicast())
                                     static_cast<S *>(object)->group = group;
                                   else
                                     reading.complain(FindingId::bad_value, word->span,
                                                      fmt::format("{} is not a multicast address", word->text));
                                   return group.is_multicast();
                                 },
                                 member<&S::group>.write};

constexpr auto sync_rows = std::to_array<Keyword>({
    {.name = "INTERFACE",
     .takes = interface_name(),
     .fills = member<&S::interface>,
     .help = "Where the messages go.",
     .positional = true},
    {.name = "inst",
     .takes = word("INSTANCE"),
     .fills = member<&S::instance>,
     .help = "The instance that decides which end sends."},
    {.name = "id",
     .takes = integer(0, 255, "ID"),
     .fills = member<&S::id>,
     .help = "Number of the synchronisation; the instance's VRID."},
    {.name = "maxlen", .takes = integer(1, 65507, "BYTES"), .fills = member<&S::maxlen>, .help = "Longest message."},
    {.name = "port", .takes = integer(1, 65535, "PORT"), .fills = member<&S::port>, .help = "UDP port."},
    {.name = "ttl", .takes = integer(1, 255, "TTL"), .fills = member<&S::ttl>, .help = "TTL of the messages."},
    {.name = "group", .takes = address(), .fills = sync_multicast, .help = "Multicast group."},
    {.name = "INSTANCE",
     .takes = word("INSTANCE [ID]"),
     .fills = sync_word,
     .help = "The instance that decides which end sends.",
     .fallback = true},
});

bool same_upper(std::string_view word, std::string_view upper) {
  return std::ranges::equal(word, upper, {},
                            [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 0x20) : c; });
}

constexpr Binding rx_word{[](void *object, Arguments &arguments, Reading &reading) {
                            auto &policy = *static_cast<ReceiveBuffers *>(object);
                            const auto word = arguments.peek()->text;
                            if (same_upper(word, "MTU")) return arguments.take(), policy.mtu = true;
                            if (same_upper(word, "ADVERT")) return arguments.take(), policy.advert = true;
                            return read_value(arguments, reading, policy.bytes);
                          },
                          [](const void *object, const Keyword &, std::string &out) {
                            const auto &policy = *static_cast<const ReceiveBuffers *>(object);
                            if (policy.bytes) out += fmt::format("{} ", *policy.bytes);
                            if (policy.mtu) out += "MTU ";
                            if (policy.advert) out += "ADVERT ";
                            if (out.ends_with(' ')) out.pop_back();
                            return true;
                          }};
constexpr auto rx_rows = std::to_array<Keyword>({
    {.name = "MTU|ADVERT|BYTES",
     .takes = integer(0, uint32_limit, "MTU|ADVERT|BYTES"),
     .fills = rx_word,
     .help = "By the interface's MTU, by the advert's size, or so many bytes.",
     .fallback = true},
});

std::string_view lacks_policy(const void *object) {
  const auto &policy = *static_cast<const ReceiveBuffers *>(object);
  return policy.mtu || policy.advert || policy.bytes ? std::string_view{} : "MTU, ADVERT or a number of bytes";
}

}  // namespace

constexpr Place smtp_server_line{"global_defs/smtp_server (line)", smtp_server_rows, "smtp_server"};
constexpr Place fifo_line{"global_defs/notify_fifo (line)", fifo_rows, "notify_fifo"};
constexpr Place timeouts_line{"global_defs/lvs_timeouts (line)", timeouts_rows, "lvs_timeouts"};
constexpr Place sync_line{"global_defs/lvs_sync_daemon (line)", sync_rows, "lvs_sync_daemon"};
constexpr Place rx_line{.path = "global_defs/vrrp_rx_bufs_policy (line)",
                        .rows = rx_rows,
                        .title = "vrrp_rx_bufs_policy",
                        .lacks = &lacks_policy};

}  // namespace sempervivum::parser
