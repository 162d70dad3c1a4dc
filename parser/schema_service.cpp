// virtual_server and real_server.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "parser/atoms.hpp"
#include "parser/schema_checker.hpp"
#include "parser/schema_tables.hpp"
#include "parser/values_checker.hpp"

namespace sempervivum::parser {

namespace {

using M = ForwardingMethod;
using S = VirtualServer;
using R = RealServer;
using T = CheckTiming;
using F = SchedulerFlags;

constexpr auto methods =
    std::to_array<Choice>({{"NAT", int(M::Kind::nat)}, {"DR", int(M::Kind::dr)}, {"TUN", int(M::Kind::tun)}});
constexpr auto tunnels =
    std::to_array<Choice>({{"ipip", int(M::Tunnel::ipip)}, {"gue", int(M::Tunnel::gue)}, {"gre", int(M::Tunnel::gre)}});
constexpr auto families =
    std::to_array<Choice>({{"inet", int(base::Family::ipv4)}, {"inet6", int(base::Family::ipv6)}});
constexpr auto protocols =
    std::to_array<Choice>({{"TCP", int(Protocol::tcp)}, {"UDP", int(Protocol::udp)}, {"SCTP", int(Protocol::sctp)}});
constexpr auto schedulers = std::to_array<Choice>({{"rr", int(Scheduler::rr)},
                                                   {"wrr", int(Scheduler::wrr)},
                                                   {"lc", int(Scheduler::lc)},
                                                   {"wlc", int(Scheduler::wlc)},
                                                   {"lblc", int(Scheduler::lblc)},
                                                   {"sh", int(Scheduler::sh)},
                                                   {"mh", int(Scheduler::mh)},
                                                   {"dh", int(Scheduler::dh)},
                                                   {"fo", int(Scheduler::fo)},
                                                   {"ovf", int(Scheduler::ovf)},
                                                   {"lblcr", int(Scheduler::lblcr)},
                                                   {"sed", int(Scheduler::sed)},
                                                   {"nq", int(Scheduler::nq)},
                                                   {"twos", int(Scheduler::twos)}});

// Values.

template <auto Member, bool AddressOnly>
bool read_service_member(void *object, Arguments &arguments, Reading &reading) {
  using Object = typename detail::MemberOf<decltype(Member)>::Object;
  Service service;
  if (!read_service(arguments, reading, service, AddressOnly)) return false;
  static_cast<Object *>(object)->*Member = service;
  return true;
}

template <auto Member>
bool write_service_member(const void *object, const Keyword &, std::string &out) {
  using Object = typename detail::MemberOf<decltype(Member)>::Object;
  const auto &service = static_cast<const Object *>(object)->*Member;
  if constexpr (detail::is_optional<std::decay_t<decltype(service)>>) {
    if (service) write_service(*service, out);
    return service.has_value();
  } else {
    write_service(service, out);
    return true;
  }
}

template <auto Member, bool AddressOnly = true>
constexpr Binding service{&read_service_member<Member, AddressOnly>, &write_service_member<Member>};

constexpr std::uint32_t default_persistence = 360;

/// Alone it means six minutes.
constexpr Binding persistence{[](void *object, Arguments &arguments, Reading &reading) {
                                auto &timeout = static_cast<S *>(object)->persistence_timeout;
                                if (!arguments.empty()) return read_value(arguments, reading, timeout);
                                timeout = default_persistence;
                                return true;
                              },
                              member<&S::persistence_timeout>.write};

/// An IPv4 netmask, or the length of an IPv6 prefix.
bool is_granularity(std::string_view text) {
  constexpr std::int64_t longest_prefix = 128;
  const auto length = read_integer(text);
  if (length.quality == Number::Quality::good) return length.value >= 1 && length.value <= longest_prefix;
  const auto netmask = base::IpAddress::parse(text);
  return netmask && netmask->family() == base::Family::ipv4;
}

constexpr Binding granularity{[](void *object, Arguments &arguments, Reading &reading) {
                                auto &server = *static_cast<S *>(object);
                                const auto *word = arguments.peek();
                                std::string given;
                                if (!read_value(arguments, reading, given)) return false;
                                if (!is_granularity(given)) {
                                  reading.complain(FindingId::bad_value, word->span,
                                                   fmt::format("`{}` is no netmask and no prefix length", given));
                                  return false;
                                }
                                server.persistence_granularity = std::move(given);
                                if (!server.persistence_timeout) server.persistence_timeout = default_persistence;
                                return true;
                              },
                              member<&S::persistence_granularity>.write};

template <M::Checksum Value>
constexpr Keyword checksum(std::string_view name, std::string_view help) {
  return flag(name,
              {[](void *object, Arguments &, Reading &) {
                 static_cast<M *>(object)->checksum = Value;
                 return true;
               },
               [](const void *object, const Keyword &, std::string &) {
                 return static_cast<const M *>(object)->checksum == Value;
               }},
              help);
}

constexpr auto method_rows = std::to_array<Keyword>({
    {.name = "METHOD",
     .takes = choice(methods),
     .fills = member<&M::kind>,
     .help = "NAT, direct routing or a tunnel.",
     .positional = true},
    {.name = "type",
     .takes = choice(tunnels),
     .fills = member<&M::type>,
     .help = "The kind of tunnel.",
     .otherwise = "ipip"},
    {.name = "port", .takes = integer(1, 65535, "PORT"), .fills = member<&M::port>, .help = "Destination port of GUE."},
    checksum<M::Checksum::nocsum>("nocsum", "Tunnel packets have no checksum."),
    checksum<M::Checksum::csum>("csum", "Tunnel packets have a checksum."),
    checksum<M::Checksum::remcsum>("remcsum", "Remote checksum offload (GUE)."),
});

/// GUE is UDP and needs a port; nothing else has one.
std::string_view method_lacks(const void *object) {
  const auto &method = *static_cast<const M *>(object);
  const bool gue = method.kind == M::Kind::tun && method.type == M::Tunnel::gue;
  return gue && !method.port ? std::string_view{"port"} : std::string_view{};
}
constexpr Place method_line{
    .path = "virtual_server/lb_kind (line)", .rows = method_rows, .title = "lb_kind", .lacks = &method_lacks};

template <auto... To>
constexpr Keyword method(std::string_view name, std::string_view otherwise = {}) {
  return {.name = name,
          .shape = Shape::options,
          .opens = object<To...>,
          .inside = &method_line,
          .help = "How packets are forwarded.",
          .otherwise = otherwise};
}

constexpr Keyword timed(std::string_view name, std::int64_t min, Binding fills, std::string_view help,
                        std::string_view otherwise) {
  return {.name = name,
          .takes = seconds(min, name == "connect_timeout" ? timer_limit_micro : delay_limit_micro),
          .fills = fills,
          .help = help,
          .otherwise = otherwise};
}

constexpr Keyword script(std::string_view name, Binding fills, std::string_view help) {
  return {.name = name, .takes = command(), .fills = fills, .help = help};
}

template <auto Member>
constexpr Keyword check(std::string_view name, const Place &place, std::string_view help) {
  return {.name = name, .shape = Shape::block, .opens = object<Member>, .inside = &place, .help = help};
}

// real_server.

constexpr auto real_rows = std::to_array<Keyword>({
    {.name = "ADDRESS [PORT]",
     .takes = special("ADDRESS [PORT]"),
     .fills = service<&R::service>,
     .help = "Its address; the port is the virtual server's by default.",
     .positional = true},
    {.name = "weight",
     .takes = integer(0, int32_limit),
     .fills = member<&R::weight>,
     .help = "Its share of the connections.",
     .otherwise = "(the virtual server's)"},
    method<&R::lvs_method>("lvs_method", "(lb_kind)"),
    {.name = "uthreshold",
     .takes = integer(0, uint32_limit),
     .fills = member<&R::uthreshold>,
     .help = "No new connections at this many."},
    {.name = "lthreshold",
     .takes = integer(0, uint32_limit),
     .fills = member<&R::lthreshold>,
     .help = "New connections again below this many."},
    {.name = "inhibit_on_failure",
     .takes = boolean(),
     .fills = member<&R::inhibit_on_failure>,
     .help = "A failed server gets weight 0 instead of being removed."},
    script("notify_up", member<&R::notify_up>, "Run when it comes up."),
    script("notify_down", member<&R::notify_down>, "Run when it goes down."),
    {.name = "alpha",
     .takes = boolean(),
     .fills = member<&R::alpha>,
     .help = "Its checks count as failed until the first success.",
     .otherwise = "(the virtual server's)"},
    {.name = "retry",
     .takes = integer(1, uint32_limit),
     .fills = member<&R::timing, &T::retry>,
     .help = "Failures in a row, less one, until a check fails.",
     .otherwise = "(the virtual server's)"},
    timed("delay_before_retry", 0, member<&R::timing, &T::delay_before_retry>, "Time to a retry.",
          "(the virtual server's)"),
    timed("warmup", 0, member<&R::timing, &T::warmup>, "The first check comes at random within this time.",
          "(delay_loop)"),
    timed("connect_timeout", 1, member<&R::timing, &T::connect_timeout>, "How long a connection may take.",
          "(the virtual server's)"),
    timed("delay_loop", 1, member<&R::timing, &T::delay_loop>, "Time between checks.", "(the virtual server's)"),
    {.name = "smtp_alert",
     .takes = boolean(),
     .fills = member<&R::smtp_alert>,
     .help = "Sends mail when it goes up or down.",
     .otherwise = "(smtp_alert_checker, else smtp_alert, else true)"},
    mild({.name = "virtualhost",
          .takes = word("HOST"),
          .fills = member<&R::virtualhost>,
          .help = "The Host header of its checks.",
          .otherwise = "(the virtual server's)"}),
    mild({.name = "snmp_name", .takes = word("NAME"), .fills = member<&R::snmp_name>, .help = "Its name in SNMP."}),
    check<&R::misc_check>("MISC_CHECK", misc_place, "Runs a program."),
    check<&R::smtp_check>("SMTP_CHECK", smtp_place, "Says HELO to a mail server."),
    check<&R::tcp_check>("TCP_CHECK", tcp_place, "Connects."),
    check<&R::ping_check>("PING_CHECK", ping_place, "Sends ICMP echo requests."),
    check<&R::udp_check>("UDP_CHECK", udp_place, "Sends a UDP packet."),
    check<&R::http_get>("HTTP_GET", http_place, "Asks for web pages."),
    check<&R::ssl_get>("SSL_GET", ssl_get_place, "Asks for web pages over TLS."),
    check<&R::dns_check>("DNS_CHECK", dns_place, "Asks a name server."),
    check<&R::file_check>("FILE_CHECK", file_place, "Takes the weight from a file."),
    check<&R::bfd_check>("BFD_CHECK", bfd_check_place, "Follows a BFD session."),
});
constexpr Place real_server_place{"virtual_server/real_server", real_rows, "real_server"};

// virtual_server.

constexpr Keyword scheduler_row = {.name = "lb_algo",
                                   .takes = choice(schedulers),
                                   .fills = member<&S::lb_algo>,
                                   .help = "The scheduler.",
                                   .otherwise = "wlc"};
constexpr Keyword kind_row = method<&S::lb_kind>("lb_kind", "NAT");

constexpr auto virtual_rows = std::to_array<Keyword>({
    {.name = "SERVICE",
     .takes = special("ADDRESS [PORT]|fwmark MARK|group NAME"),
     .fills = service<&S::service, false>,
     .help = "What the service is: an address, packets with a firewall mark, or a virtual_server_group.",
     .positional = true},
    {.name = "ip_family",
     .takes = choice(families),
     .fills = member<&S::ip_family>,
     .help = "Family of a firewall mark."},
    {.name = "retry",
     .takes = integer(1, uint32_limit),
     .fills = member<&S::timing, &T::retry>,
     .help = "Failures in a row, less one, until a check fails.",
     .otherwise = "(1; DNS_CHECK 3; MISC_CHECK 0)"},
    timed("delay_before_retry", 0, member<&S::timing, &T::delay_before_retry>, "Time to a retry.",
          "(1; HTTP_GET and SSL_GET 3; DNS_CHECK delay_loop)"),
    timed("warmup", 0, member<&S::timing, &T::warmup>, "The first check comes at random within this time.",
          "(delay_loop)"),
    timed("connect_timeout", 1, member<&S::timing, &T::connect_timeout>, "How long a connection may take.", "5"),
    timed("delay_loop", 1, member<&S::timing, &T::delay_loop>, "Time between checks.", "60"),
    flag("inhibit_on_failure", member<&S::inhibit_on_failure>, "Failed servers get weight 0 instead of being removed."),
    scheduler_row,
    alias("lvs_sched", scheduler_row),
    needless(flag("hashed", member<&S::flags, &F::hashed>, "Scheduler flag: hashed entries."),
             "the kernel hashes every service by itself"),
    flag("ops", member<&S::flags, &F::ops>, "One-packet scheduling; UDP only."),
    flag("flag-1", member<&S::flags, &F::flag_1>, "Scheduler flag 1."),
    flag("flag-2", member<&S::flags, &F::flag_2>, "Scheduler flag 2."),
    flag("flag-3", member<&S::flags, &F::flag_3>, "Scheduler flag 3."),
    flag("sh-port", member<&S::flags, &F::sh_port>, "Scheduler sh hashes the port too."),
    flag("sh-fallback", member<&S::flags, &F::sh_fallback>,
         "Scheduler sh takes another server for one that is not there."),
    flag("mh-port", member<&S::flags, &F::mh_port>, "Scheduler mh hashes the port too."),
    flag("mh-fallback", member<&S::flags, &F::mh_fallback>,
         "Scheduler mh takes another server for one that is not there."),
    kind_row,
    alias("lvs_method", kind_row),
    {.name = "persistence_engine",
     .takes = word("NAME", 15),
     .fills = member<&S::persistence_engine>,
     .help = "Persistence engine, such as sip."},
    {.name = "persistence_timeout",
     .takes = maybe(integer(1, 2678400, "SECONDS")),
     .fills = persistence,
     .help = "Connections of a client go to the same server for this long; 360 alone."},
    {.name = "persistence_granularity",
     .takes = word("NETMASK|LENGTH"),
     .fills = granularity,
     .help = "Clients of such a network count as one."},
    {.name = "protocol",
     .takes = any_case(protocols),
     .fills = member<&S::protocol>,
     .help = "The service's protocol.",
     .otherwise = "UDP"},
    {.name = "drain_timeout",
     .takes = seconds(0, delay_limit_micro),
     .fills = member<&S::drain_timeout>,
     .help = "A real server that a reload removes keeps its connections, and gets no new ones, for this long.",
     .otherwise = "0",
     .since = ""},
    flag("ha_suspend", member<&S::ha_suspend>, "No checks while the address is not on this host."),
    {.name = "smtp_alert",
     .takes = boolean(),
     .fills = member<&S::smtp_alert>,
     .help = "Sends mail when quorum is gained or lost.",
     .otherwise = "(smtp_alert_checker, else smtp_alert, else false)"},
    mild({.name = "virtualhost",
          .takes = word("HOST"),
          .fills = member<&S::virtualhost>,
          .help = "The Host header of checks."}),
    mild({.name = "snmp_name", .takes = word("NAME"), .fills = member<&S::snmp_name>, .help = "Its name in SNMP."}),
    flag("alpha", member<&S::alpha>, "Servers count as failed until their first success."),
    flag("omega", member<&S::omega>, "quorum_down and notify_down are run at stop."),
    script("quorum_up", member<&S::quorum_up>, "Run when quorum is gained."),
    script("quorum_down", member<&S::quorum_down>, "Run when quorum is lost."),
    {.name = "quorum",
     .takes = integer(1, uint32_limit),
     .fills = member<&S::quorum>,
     .help = "Weight of the servers needed for the service to be up.",
     .otherwise = "1"},
    {.name = "hysteresis",
     .takes = integer(0, uint32_limit),
     .fills = member<&S::hysteresis>,
     .help = "Weight by which quorum must be exceeded to be gained and missed to be lost.",
     .otherwise = "0"},
    {.name = "weight",
     .takes = integer(1, int32_limit),
     .fills = member<&S::weight>,
     .help = "Default weight of its servers.",
     .otherwise = "1"},
    {.name = "sorry_server",
     .takes = special("ADDRESS [PORT]"),
     .fills = service<&S::sorry_server>,
     .help = "Takes over when quorum is lost."},
    flag("sorry_server_inhibit", member<&S::sorry_server_inhibit>,
         "The sorry server gets weight 0 instead of being removed."),
    method<&S::sorry_server_lvs_method>("sorry_server_lvs_method", "(lb_kind)"),
    {.name = "real_server",
     .shape = Shape::block,
     .opens = object<&S::real_server>,
     .inside = &real_server_place,
     .help = "A server behind the service."},
});

}  // namespace

constexpr Place virtual_server_place{"virtual_server", virtual_rows, "virtual_server"};

}  // namespace sempervivum::parser
