// virtual_routes, virtual_rules and their static twins: the tokens of a line.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "parser/atoms.hpp"
#include "parser/schema_tables.hpp"

namespace sempervivum::parser {

namespace {

using R = Route;
using U = Rule;
using E = Encapsulation;
using N = NextHop;

constexpr auto ttl_propagation = std::to_array<Choice>({{"enabled", 1}, {"disabled", 0}});

// Values of their own kind.

const Word *next(Arguments &arguments, Reading &reading) {
  const auto *word = arguments.take();
  if (!word)
    reading.complain(FindingId::missing_parameter, arguments.end_span(),
                     fmt::format("`{}` needs {}", reading.keyword->name, describe(reading.keyword->takes)));
  return word;
}

bool wrong(const Word &word, Reading &reading) {
  reading.complain(FindingId::bad_value, word.span, fmt::format("`{}` cannot be {}", reading.keyword->name, word.text),
                   fmt::format("expected {}", describe(reading.keyword->takes)));
  return false;
}

/// default, any, all, default6, or a prefix.
bool read_destination(void *object, Arguments &arguments, Reading &reading) {
  auto &route = *static_cast<R *>(object);
  const auto *word = arguments.peek();
  if (!word) return next(arguments, reading) != nullptr;
  const bool any = word->text == "default" || word->text == "any" || word->text == "all";
  if (!any && word->text != "default6") return read_value(arguments, reading, route.destination);
  arguments.take();
  route.is_default = true;
  if (!any) route.family = base::Family::ipv6;
  return true;
}

bool write_destination(const void *object, const Keyword &keyword, std::string &out) {
  const auto &route = *static_cast<const R *>(object);
  if (route.is_default) out += "default";
  return route.is_default || write_value(route.destination, keyword.takes, out);
}
constexpr Binding destination{&read_destination, &write_destination};
/// Written with `to`.
constexpr Binding bare_destination{&read_destination,
                                   [](const void *, const Keyword &, std::string &) { return false; }};

/// A bare address behind inet or inet6, as via takes it.
template <auto... Path>
bool read_gateway(void *object, Arguments &arguments, Reading &reading) {
  const auto *word = arguments.peek();
  if (word && (word->text == "inet" || word->text == "inet6")) arguments.take();
  return member<Path...>.read(object, arguments, reading);
}
template <auto... Path>
constexpr Binding gateway{&read_gateway<Path...>, member<Path...>.write};

bool take_lock(Arguments &arguments) {
  const auto *word = arguments.peek();
  const bool lock = word && word->text == "lock";
  if (lock) arguments.take();
  return lock;
}

template <auto Member>
bool read_metric(void *object, Arguments &arguments, Reading &reading) {
  Metric metric;
  metric.lock = take_lock(arguments);
  if (!read_value(arguments, reading, metric.value)) return false;
  static_cast<R *>(object)->*Member = metric;
  return true;
}
template <auto Member>
bool write_metric(const void *object, const Keyword &, std::string &out) {
  const auto &metric = static_cast<const R *>(object)->*Member;
  if (metric) out += fmt::format("{}{}", metric->lock ? "lock " : "", metric->value);
  return metric.has_value();
}
template <auto Member>
constexpr Binding metric{&read_metric<Member>, &write_metric<Member>};

/// "200ms", "2s", "2sec", "2secs", or a raw number.
std::optional<TimeMetric> parse_time(std::string_view text) {
  const auto digits = std::min(text.find_first_not_of("0123456789."), text.size());
  const auto unit = text.substr(digits);
  const auto number = read_decimal(text.substr(0, digits), 3);
  if (number.quality == Number::Quality::none || number.quality == Number::Quality::trailing_text) return std::nullopt;
  TimeMetric time;
  if (unit.empty())
    time.raw = static_cast<std::uint32_t>(number.value / 1000);
  else if (unit == "s" || unit == "sec" || unit == "secs")
    time.time = std::chrono::milliseconds{number.value};
  else if (unit == "ms" || unit == "msec" || unit == "msecs")
    time.time = std::chrono::microseconds{number.value};
  else
    return std::nullopt;
  return time;
}

template <auto Member>
bool read_time(void *object, Arguments &arguments, Reading &reading) {
  const bool lock = take_lock(arguments);
  const auto *word = next(arguments, reading);
  if (!word) return false;
  auto time = parse_time(word->text);
  if (!time) return wrong(*word, reading);
  time->lock = lock;
  static_cast<R *>(object)->*Member = *time;
  return true;
}
template <auto Member>
bool write_time(const void *object, const Keyword &, std::string &out) {
  const auto &time = static_cast<const R *>(object)->*Member;
  if (!time) return false;
  if (time->lock) out += "lock ";
  const auto micro = std::chrono::duration_cast<std::chrono::microseconds>(time->time).count();
  out += time->raw ? std::to_string(*time->raw) : write_decimal(micro, 3) + "ms";
  return true;
}
template <auto Member>
constexpr Binding time_metric{&read_time<Member>, &write_time<Member>};

bool read_congestion(void *object, Arguments &arguments, Reading &reading) {
  Congestion congestion;
  congestion.lock = take_lock(arguments);
  if (!read_value(arguments, reading, congestion.algorithm)) return false;
  static_cast<R *>(object)->congctl = congestion;
  return true;
}
bool write_congestion(const void *object, const Keyword &, std::string &out) {
  const auto &congestion = static_cast<const R *>(object)->congctl;
  if (congestion) out += fmt::format("{}{}", congestion->lock ? "lock " : "", congestion->algorithm);
  return congestion.has_value();
}

/// A word alone that sets a member to one value.
template <auto Member, auto Value>
bool read_mark(void *object, Arguments &, Reading &) {
  using Object = typename detail::MemberOf<decltype(Member)>::Object;
  static_cast<Object *>(object)->*Member = Value;
  return true;
}
template <auto Member, auto Value>
bool write_mark(const void *object, const Keyword &, std::string &) {
  using Object = typename detail::MemberOf<decltype(Member)>::Object;
  return static_cast<const Object *>(object)->*Member == Value;
}
template <auto Member, auto Value>
constexpr Keyword mark(std::string_view name, std::string_view help) {
  return flag(name, {&read_mark<Member, Value>, &write_mark<Member, Value>}, help);
}

bool read_range(Arguments &arguments, Reading &reading, std::optional<NumberRange> &range) {
  const auto *word = next(arguments, reading);
  if (!word) return false;
  const auto dash = word->text.find('-');
  if (dash == std::string_view::npos) return wrong(*word, reading);
  const auto first = read_integer(word->text.substr(0, dash));
  const auto last = read_integer(word->text.substr(dash + 1));
  const auto &takes = reading.keyword->takes;
  const bool good = first.quality == Number::Quality::good && last.quality == Number::Quality::good &&
                    first.value >= 0 && first.value <= last.value && last.value <= takes.max;
  if (!good) return wrong(*word, reading);
  range = NumberRange{static_cast<std::uint32_t>(first.value), static_cast<std::uint32_t>(last.value)};
  return true;
}
template <auto Member>
constexpr Binding range{[](void *object, Arguments &arguments, Reading &reading) {
                          return read_range(arguments, reading, static_cast<U *>(object)->*Member);
                        },
                        [](const void *object, const Keyword &, std::string &out) {
                          const auto &given = static_cast<const U *>(object)->*Member;
                          if (given) out += fmt::format("{}-{}", given->first, given->last);
                          return given.has_value();
                        }};
constexpr Argument range_of(std::int64_t max) { return {Argument::Kind::special, "FIRST-LAST", 0, max, 0, {}, false}; }

bool read_fwmark(void *object, Arguments &arguments, Reading &reading) {
  const auto *word = next(arguments, reading);
  if (!word) return false;
  const auto slash = std::min(word->text.find('/'), word->text.size());
  const auto value = read_c_integer(word->text.substr(0, slash));
  const bool masked = slash < word->text.size();
  const auto mask = masked ? read_c_integer(word->text.substr(slash + 1)) : Number{Number::Quality::good, 0};
  const auto fits = [](const Number &number) {
    return number.quality == Number::Quality::good && number.value >= 0 && number.value <= uint32_limit;
  };
  if (!fits(value) || !fits(mask)) return wrong(*word, reading);
  auto &given = static_cast<U *>(object)->fwmark.emplace();
  given.mark = static_cast<std::uint32_t>(value.value);
  if (masked) given.mask = static_cast<std::uint32_t>(mask.value);
  return true;
}
bool write_fwmark(const void *object, const Keyword &, std::string &out) {
  const auto &given = static_cast<const U *>(object)->fwmark;
  if (!given) return false;
  out += std::to_string(given->mark);
  if (given->mask) out += fmt::format("/{}", *given->mask);
  return true;
}

bool read_goto(void *object, Arguments &arguments, Reading &reading) {
  auto &rule = *static_cast<U *>(object);
  if (!read_value(arguments, reading, rule.goto_preference)) return false;
  rule.action = RuleAction::goto_;
  return true;
}

bool read_table(void *object, Arguments &arguments, Reading &reading) {
  auto &rule = *static_cast<U *>(object);
  if (!read_value(arguments, reading, rule.table)) return false;
  rule.action = RuleAction::table;
  return true;
}

/// `all` matches everything and is the same as not given.
template <auto Member>
bool read_any_prefix(void *object, Arguments &arguments, Reading &reading) {
  const auto *word = arguments.peek();
  if (!word || (word->text != "all" && word->text != "any" && word->text != "default"))
    return member<Member>.read(object, arguments, reading);
  arguments.take();
  return true;
}
template <auto Member>
constexpr Binding any_prefix{&read_any_prefix<Member>, member<Member>.write};

// Encapsulation.

constexpr auto encap_kinds = std::to_array<Choice>(
    {{"ip", int(E::Kind::ip)}, {"ip6", int(E::Kind::ip6)}, {"mpls", int(E::Kind::mpls)}, {"ila", int(E::Kind::ila)}});

constexpr Keyword encap_tos_row = {
    .name = "tos", .takes = word("DSFIELD"), .fills = member<&E::tos>, .help = "Type of service of the outer header."};
constexpr Keyword encap_ttl_row = {
    .name = "ttl", .takes = integer(0, 255, "TTL"), .fills = member<&E::ttl>, .help = "TTL of the outer header."};
constexpr auto encap_rows = std::to_array<Keyword>({
    {.name = "TYPE",
     .takes = choice(encap_kinds),
     .fills = member<&E::kind>,
     .help = "The kind of encapsulation.",
     .positional = true},
    {.name = "id", .takes = integer(0, INT64_MAX, "ID"), .fills = member<&E::id>, .help = "Tunnel ID (ip, ip6)."},
    {.name = "dst", .takes = address(), .fills = member<&E::dst>, .help = "Outer destination (ip, ip6)."},
    {.name = "src", .takes = address(), .fills = member<&E::src>, .help = "Outer source (ip, ip6)."},
    encap_tos_row,
    alias("tc", encap_tos_row),
    encap_ttl_row,
    alias("hoplimit", encap_ttl_row),
    {.name = "flags", .takes = c_integer(0, 65535), .fills = member<&E::flags>, .help = "Tunnel flags (ip, ip6)."},
    {.name = "LABEL",
     .takes = word("LABEL[/LABEL...]|LOCATOR"),
     .fills = member<&E::label>,
     .help = "The labels (mpls) or the locator (ila).",
     .fallback = true},
});
constexpr Place encap_line{"virtual_routes/encap (line)", encap_rows, "encap"};

constexpr auto nexthop_rows = std::to_array<Keyword>({
    {.name = "via", .takes = exact(address("[inet|inet6] ADDRESS")), .fills = gateway<&N::via>, .help = "The gateway."},
    {.name = "dev", .takes = interface_name(), .fills = member<&N::dev>, .help = "The interface."},
    {.name = "weight", .takes = integer(1, 256), .fills = member<&N::weight>, .help = "Share of the traffic."},
    flag("onlink", member<&N::onlink>, "The gateway is on the link although no prefix says so."),
    {.name = "encap",
     .shape = Shape::options,
     .opens = object<&N::encap>,
     .inside = &encap_line,
     .help = "Encapsulates packets."},
    {.name = "realms", .takes = word("[SOURCE/]REALM"), .fills = member<&N::realms>, .help = "Realms of the next hop."},
});
constexpr Place nexthop_line{"virtual_routes/nexthop (line)", nexthop_rows, "nexthop"};

// Routes.

constexpr Keyword text(std::string_view name, std::string_view shown, Binding fills, std::string_view help) {
  return {.name = name, .takes = word(shown), .fills = fills, .help = help};
}
constexpr Keyword number(std::string_view name, std::int64_t max, Binding fills, std::string_view help) {
  return {.name = name, .takes = integer(0, max), .fills = fills, .help = help};
}
constexpr Keyword lockable(std::string_view name, Binding fills, std::string_view help) {
  return {.name = name, .takes = integer(0, uint32_limit, "[lock] NUMBER"), .fills = fills, .help = help};
}
constexpr Keyword timed(std::string_view name, Binding fills, std::string_view help) {
  return {.name = name, .takes = special("[lock] TIME[s|ms]"), .fills = fills, .help = help};
}

constexpr Keyword via_row = {
    .name = "via", .takes = exact(address("[inet|inet6] ADDRESS")), .fills = gateway<&R::via>, .help = "The gateway."};
constexpr Keyword tos_row =
    text("tos", "DSFIELD", member<&R::tos>, "Type of service, a number or a name of rt_dsfield.");
constexpr Keyword metric_row = number("metric", uint32_limit, member<&R::metric>, "Metric of the route.");
constexpr Keyword dev_row = {.name = "dev",
                             .takes = interface_name(),
                             .fills = member<&R::dev>,
                             .help = "The interface; its state is tracked unless no_track is given."};
constexpr Keyword broadcast_row =
    mark<&R::type, RouteType::broadcast>("broadcast", "Route type: the destinations are broadcast addresses.");

constexpr auto route_rows = std::to_array<Keyword>({
    mark<&R::type, RouteType::unicast>("unicast", "Route type: an ordinary route, the default."),
    mark<&R::type, RouteType::local>("local", "Route type: the destinations are this host's."),
    broadcast_row,
    alias("brd", broadcast_row),
    mark<&R::type, RouteType::anycast>("anycast", "Route type: the destinations are anycast addresses of this host."),
    mark<&R::type, RouteType::multicast>("multicast", "Route type: for multicast routing."),
    mark<&R::type, RouteType::throw_>("throw", "Route type: lookup in this table ends."),
    mark<&R::type, RouteType::unreachable>("unreachable", "Route type: packets are dropped, host unreachable is sent."),
    mark<&R::type, RouteType::prohibit>("prohibit", "Route type: packets are dropped, prohibited is sent."),
    mark<&R::type, RouteType::blackhole>("blackhole", "Route type: packets are dropped silently."),
    mark<&R::type, RouteType::nat>("nat", "Route type: not supported by the kernel any more."),
    mark<&R::type, RouteType::xresolve>("xresolve", "Route type: not supported by the kernel."),
    {.name = "to", .takes = prefix("ADDRESS[/LENGTH]|default"), .fills = destination, .help = "The destination."},
    mark<&R::family, base::Family::ipv4>("inet", "An IPv4 route."),
    mark<&R::family, base::Family::ipv6>("inet6", "An IPv6 route."),
    {.name = "src", .takes = exact(address()), .fills = member<&R::src>, .help = "Preferred source address."},
    {.name = "from", .takes = prefix(), .fills = member<&R::from>, .help = "Source prefix of the packets. IPv6 only."},
    via_row,
    old_name("gw", via_row),
    {.name = "or",
     .takes = exact(address("[inet|inet6] ADDRESS")),
     .fills = gateway<&R::or_via>,
     .help = "A second gateway; use nexthop.",
     .deprecated = true},
    text("as", "[to] ADDRESS", member<&R::as>, "Read and ignored."),
    tos_row,
    alias("dsfield", tos_row),
    text("table", "TABLE", member<&R::table>, "Routing table, a number or a name of rt_tables; main by default."),
    text("protocol", "PROTOCOL", member<&R::protocol>, "Routing protocol; keepalived's own unless no_track is given."),
    text("scope", "SCOPE", member<&R::scope>, "Scope of the destinations, a number or a name of rt_scopes."),
    metric_row,
    alias("priority", metric_row),
    alias("preference", metric_row),
    dev_row,
    alias("oif", dev_row),
    flag("onlink", member<&R::onlink>, "The gateway is on the link although no prefix says so."),
    {.name = "encap",
     .shape = Shape::options,
     .opens = object<&R::encap>,
     .inside = &encap_line,
     .help = "Encapsulates packets."},
    number("expires", uint32_limit, member<&R::expires>, "Lifetime in seconds. IPv6 only."),
    lockable("mtu", metric<&R::mtu>, "MTU along the path."),
    number("hoplimit", 255, member<&R::hoplimit>, "Hop limit of packets."),
    lockable("advmss", metric<&R::advmss>, "Maximal segment size advertised to TCP peers."),
    timed("rtt", time_metric<&R::rtt>, "Initial round-trip time."),
    timed("rttvar", time_metric<&R::rttvar>, "Initial variance of the round-trip time."),
    timed("rto_min", time_metric<&R::rto_min>, "Minimal TCP retransmission timeout."),
    lockable("reordering", metric<&R::reordering>, "Maximal reordering on the path."),
    number("window", uint32_limit, member<&R::window>, "Maximal window advertised to TCP peers."),
    lockable("cwnd", metric<&R::cwnd>, "Clamp of the congestion window."),
    lockable("ssthresh", metric<&R::ssthresh>, "Initial slow start threshold."),
    text("realms", "[SOURCE/]REALM", member<&R::realms>, "Realms of the route. IPv4 only."),
    number("initcwnd", uint32_limit, member<&R::initcwnd>, "Initial congestion window."),
    number("initrwnd", uint32_limit, member<&R::initrwnd>, "Initial receive window."),
    text("features", "ecn", member<&R::features>, "Features of the route."),
    number("quickack", 1, member<&R::quickack>, "Quick acknowledgements on (1) or off (0)."),
    {.name = "congctl",
     .takes = word("[lock] NAME"),
     .fills = {&read_congestion, &write_congestion},
     .help = "TCP congestion control algorithm."},
    text("pref", "low|medium|high|NUMBER", member<&R::pref>, "Router preference. IPv6 only."),
    {.name = "ttl-propagate",
     .takes = choice(ttl_propagation),
     .fills = member<&R::ttl_propagate>,
     .help = "Whether the TTL is copied to an MPLS header."},
    number("fastopen_no_cookie", 1, member<&R::fastopen_no_cookie>,
           "TCP fast open without a cookie, on (1) or off (0)."),
    mark<&R::placing, R::Placing::add>("add", "The route must not exist before."),
    mark<&R::placing, R::Placing::prepend>("prepend", "The route goes before others of its metric, the default."),
    mark<&R::placing, R::Placing::append>("append", "The route goes behind others of its metric."),
    {.name = "vrf", .takes = interface_name(), .fills = member<&R::vrf>, .help = "The VRF whose table is used."},
    flag("no_track", member<&R::no_track>, "The instance takes no notice when the route disappears."),
    {.name = "nexthop",
     .shape = Shape::options,
     .opens = object<&R::nexthop>,
     .inside = &nexthop_line,
     .help = "One of several next hops; they stand last."},
    {.name = "ADDRESS[/LENGTH]",
     .takes = prefix("ADDRESS[/LENGTH]|default"),
     .fills = bare_destination,
     .help = "The destination.",
     .fallback = true},
});

constexpr Keyword track_group_row(Binding fills) {
  return {.name = "track_group",
          .takes = word("NAME"),
          .fills = fills,
          .help = "The track_group in whose members' fault it is not restored."};
}

template <std::size_t Size>
constexpr std::array<Keyword, Size + 1> with(const std::array<Keyword, Size> &rows, const Keyword &more) {
  std::array<Keyword, Size + 1> all{};
  std::copy(rows.begin(), rows.end(), all.begin());
  all.back() = more;
  return all;
}
constexpr auto static_route_rows = with(route_rows, track_group_row(member<&R::track_group>));

// Rules.

constexpr Keyword table_row = {.name = "table",
                               .takes = word("TABLE"),
                               .fills = {&read_table, member<&U::table>.write},
                               .help = "Action: look up in this routing table."};
constexpr Keyword preference_row = {.name = "preference",
                                    .takes = c_integer(0, uint32_limit),
                                    .fills = member<&U::preference>,
                                    .help = "Preference of the rule; unique is best."};
constexpr Keyword rule_tos_row =
    text("tos", "DSFIELD", member<&U::tos>, "Type of service, a number or a name of rt_dsfield.");
constexpr Keyword suppress_length_row = number("suppress_prefixlength", int32_limit, member<&U::suppress_prefixlength>,
                                               "Routes found with a prefix of this length or shorter do not count.");
constexpr Keyword suppress_group_row = text("suppress_ifgroup", "GROUP", member<&U::suppress_ifgroup>,
                                            "Routes found over interfaces of this group do not count.");
constexpr Keyword iif_row = {.name = "dev",
                             .takes = interface_name(),
                             .fills = member<&U::iif>,
                             .help = "Interface the packets come in by; its state is tracked."};

constexpr auto rule_rows = std::to_array<Keyword>({
    mark<&U::family, base::Family::ipv4>("inet", "An IPv4 rule."),
    mark<&U::family, base::Family::ipv6>("inet6", "An IPv6 rule."),
    flag("not", member<&U::inverted>, "The rule is for packets that do not match."),
    {.name = "from",
     .takes = prefix("ADDRESS[/LENGTH]|all"),
     .fills = any_prefix<&U::from>,
     .help = "Source of the packets."},
    {.name = "to",
     .takes = prefix("ADDRESS[/LENGTH]|all"),
     .fills = any_prefix<&U::to>,
     .help = "Destination of the packets."},
    table_row,
    alias("lookup", table_row),
    preference_row,
    alias("order", preference_row),
    alias("priority", preference_row),
    rule_tos_row,
    alias("dsfield", rule_tos_row),
    {.name = "fwmark",
     .takes = special("MARK[/MASK]"),
     .fills = {&read_fwmark, &write_fwmark},
     .help = "Firewall mark of the packets."},
    text("realms", "[SOURCE/]REALM", member<&U::realms>, "Realms looked up. IPv4 only."),
    suppress_length_row,
    alias("sup_pl", suppress_length_row),
    suppress_group_row,
    alias("sup_group", suppress_group_row),
    iif_row,
    alias("iif", iif_row),
    {.name = "oif",
     .takes = interface_name(),
     .fills = member<&U::oif>,
     .help = "Interface the packets go out by; its state is tracked."},
    {.name = "tunnel-id",
     .takes = c_integer(0, INT64_MAX),
     .fills = member<&U::tunnel_id>,
     .help = "Tunnel ID of the packets."},
    {.name = "uidrange",
     .takes = range_of(uint32_limit),
     .fills = range<&U::uidrange>,
     .help = "Users whose packets match."},
    mark<&U::action, RuleAction::l3mdev>("l3mdev", "Action: look up in the table of the interface's VRF."),
    text("protocol", "PROTOCOL", member<&U::protocol>, "Routing protocol; keepalived's own unless no_track is given."),
    text("ipproto", "PROTOCOL", member<&U::ipproto>, "IP protocol of the packets, a number or a name."),
    {.name = "sport", .takes = range_of(65535), .fills = range<&U::sport>, .help = "Source ports of the packets."},
    {.name = "dport", .takes = range_of(65535), .fills = range<&U::dport>, .help = "Destination ports of the packets."},
    flag("type",
         {[](void *, Arguments &, Reading &) { return true; },
          [](const void *, const Keyword &, std::string &) { return false; }},
         "May stand before an action; means nothing."),
    mark<&U::action, RuleAction::blackhole>("blackhole", "Action: packets are dropped silently."),
    mark<&U::action, RuleAction::unreachable>("unreachable",
                                              "Action: packets are dropped, network unreachable is sent."),
    mark<&U::action, RuleAction::prohibit>("prohibit", "Action: packets are dropped, prohibited is sent."),
    {.name = "goto",
     .takes = c_integer(0, uint32_limit, "PREFERENCE"),
     .fills = {&read_goto, member<&U::goto_preference>.write},
     .help = "Action: go on with the rule of this higher preference."},
    mark<&U::action, RuleAction::nop>("nop", "Action: none."),
    flag("no_track", member<&U::no_track>, "The instance takes no notice when the rule disappears."),
});
constexpr auto static_rule_rows = with(rule_rows, track_group_row(member<&U::track_group>));

}  // namespace

constexpr Place route_line{"virtual_routes/ (line)", route_rows, "a route"};
constexpr Place static_route_line{"static_routes/ (line)", static_route_rows, "a static route"};
constexpr Place rule_line{"virtual_rules/ (line)", rule_rows, "a rule"};
constexpr Place static_rule_line{"static_rules/ (line)", static_rule_rows, "a static rule"};

}  // namespace sempervivum::parser
