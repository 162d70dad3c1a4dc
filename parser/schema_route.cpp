// virtual_routes and static_routes: the tokens of a line.
#include "parser/schema_route.hpp"

namespace sempervivum::parser {

namespace {

using R = Route;
using E = Encapsulation;
using N = NextHop;

constexpr auto ttl_propagation = std::to_array<Choice>({{"enabled", 1}, {"disabled", 0}});

// Values of their own kind.

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

/// There is one.
constexpr Binding features{[](void *object, Arguments &arguments, Reading &reading) {
                             const auto *word = next(arguments, reading);
                             if (!word) return false;
                             if (word->text != "ecn") return wrong(*word, reading);
                             static_cast<R *>(object)->features = std::string{word->text};
                             return true;
                           },
                           member<&R::features>.write};

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
    {.name = "id", .takes = special("ID"), .fills = wide<&E::id>, .help = "Tunnel ID (ip, ip6)."},
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

/// "100/200": labels of 20 bits.
bool is_label_stack(std::string_view text) {
  constexpr std::int64_t largest_label = (1 << 20) - 1;
  for (;;) {
    const auto slash = std::min(text.find('/'), text.size());
    const auto label = read_integer(text.substr(0, slash));
    if (label.quality != Number::Quality::good || label.value < 0 || label.value > largest_label) return false;
    if (slash == text.size()) return true;
    text.remove_prefix(slash + 1);
  }
}

/// "1:2:3:4": four groups of 16 bits.
bool is_locator(std::string_view text) {
  std::string as_address{text};
  return std::ranges::count(text, ':') == 3 && base::IpAddress::parse(as_address + "::").has_value();
}

std::string_view encap_lacks(const void *object) {
  const auto &encap = *static_cast<const E *>(object);
  switch (encap.kind) {
    case E::Kind::mpls:
      return encap.label && is_label_stack(*encap.label) ? std::string_view{} : "labels such as 100/200";
    case E::Kind::ila:
      return encap.label && is_locator(*encap.label) ? std::string_view{} : "a locator such as 2001:db8:0:1";
    case E::Kind::ip:
    case E::Kind::ip6: break;
  }
  return encap.id || encap.dst ? std::string_view{} : "id or dst";
}

constexpr Place encap_line{
    .path = "virtual_routes/encap (line)", .rows = encap_rows, .title = "encap", .strict = true, .lacks = &encap_lacks};

constexpr auto nexthop_rows = std::to_array<Keyword>({
    {.name = "via", .takes = exact(address("[inet|inet6] ADDRESS")), .fills = gateway<&N::via>, .help = "The gateway."},
    {.name = "dev", .takes = interface_name(), .fills = member<&N::dev>, .help = "The interface."},
    {.name = "weight", .takes = integer(1, 256), .fills = member<&N::weight>, .help = "Share of the traffic."},
    flag("onlink", member<&N::onlink>, "The gateway is on the link although no prefix says so."),
    {.name = "encap",
     .shape = Shape::options,
     .opens = object<&N::encap>,
     .inside = &encap_line,
     .help = "Encapsulates packets.",
     .mild = true},
    {.name = "realms", .takes = word("[SOURCE/]REALM"), .fills = member<&N::realms>, .help = "Realms of the next hop."},
});
constexpr Place nexthop_line{
    .path = "virtual_routes/nexthop (line)", .rows = nexthop_rows, .title = "nexthop", .strict = true};

// Routes.

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
    {.name = "as",
     .takes = word("[to] ADDRESS"),
     .fills = member<&R::as>,
     .help = "Read and ignored.",
     .deprecated = true},
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
     .help = "Encapsulates packets.",
     .mild = true},
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
    text("features", "ecn", features, "Features of the route."),
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

constexpr auto static_route_rows = with(route_rows, track_group_row(member<&R::track_group>));

std::string_view route_lacks(const void *object) {
  const auto &route = *static_cast<const R *>(object);
  return route.destination || route.is_default ? std::string_view{} : "a destination";
}

}  // namespace

constexpr Place route_line{
    .path = "virtual_routes/ (line)", .rows = route_rows, .title = "a route", .strict = true, .lacks = &route_lacks};
constexpr Place static_route_line{.path = "static_routes/ (line)",
                                  .rows = static_route_rows,
                                  .title = "a static route",
                                  .strict = true,
                                  .lacks = &route_lacks};

}  // namespace sempervivum::parser
