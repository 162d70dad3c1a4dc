#include "vrrp/planned_route.hpp"

#include <fmt/format.h>
#include <linux/icmpv6.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

#include "vrrp/route_words.hpp"

namespace sempervivum::vrrp {
namespace {

using Kind = RouteWords::Kind;
using netlink::Metric;

constexpr base::Duration least_rtt = std::chrono::milliseconds{200};
/// How many of the kernel's units a millisecond has.
constexpr std::uint32_t rtt_units = 8;
constexpr std::uint32_t rttvar_units = 4;
constexpr std::uint32_t rto_units = 1;

std::optional<base::Family> given_family(const parser::Route &line) {
  if (line.destination) return line.destination->address.family();
  if (line.family) return line.family;
  for (const auto &gateway : {line.via, line.src})
    if (gateway) return gateway->family();
  return line.from ? std::optional{line.from->address.family()} : std::nullopt;
}

netlink::Prefix destination(const parser::Route &line) {
  return line.destination ? to_prefix(*line.destination)
                          : netlink::every_address(given_family(line).value_or(base::Family::ipv4));
}

// The parser has the types in the order of its keywords.
netlink::RouteType route_type(parser::RouteType type) {
  using From = parser::RouteType;
  using To = netlink::RouteType;
  switch (type) {
    case From::unicast: return To::unicast;
    case From::local: return To::local;
    case From::broadcast: return To::broadcast;
    case From::anycast: return To::anycast;
    case From::multicast: return To::multicast;
    case From::throw_: return To::throw_;
    case From::unreachable: return To::unreachable;
    case From::prohibit: return To::prohibit;
    case From::blackhole: return To::blackhole;
    case From::nat: return To::nat;
    case From::xresolve: return To::xresolve;
  }
  return To::unicast;
}

std::uint8_t usual_scope(netlink::RouteType type) {
  using enum netlink::RouteType;
  if (type == local || type == nat) return RT_SCOPE_HOST;
  return type == broadcast || type == multicast || type == anycast ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE;
}

netlink::RouteInsert insertion(const parser::Route &line, netlink::RouteType type) {
  using Placing = parser::Route::Placing;
  if (line.placing == Placing::append) return netlink::RouteInsert::append;
  return line.placing == Placing::add ? netlink::RouteInsert::add : netlink::usual_insert(type);
}

// Encapsulation.

/// Numbers between separators; nothing if one of them is none or greater than `limit`.
std::optional<std::vector<std::uint32_t>> numbers_between(std::string_view text, char separator, int base,
                                                          std::uint32_t limit) {
  std::vector<std::uint32_t> numbers;
  for (;;) {
    const auto word = text.substr(0, text.find(separator));
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number, base);
    if (error != std::errc{} || end != word.data() + word.size() || number > limit) return std::nullopt;
    numbers.push_back(number);
    if (word.size() == text.size()) return numbers;
    text.remove_prefix(word.size() + 1);
  }
}

netlink::Encap mpls(const parser::Encapsulation &given, RouteWords &words) {
  constexpr std::uint32_t largest_label = (1U << 20) - 1;
  auto labels = numbers_between(given.label.value_or(""), '/', 10, largest_label);
  if (!labels) words.refuse("encap mpls wants labels up to 1048575 with / between them");
  return netlink::MplsEncap{labels.value_or(std::vector<std::uint32_t>{}), given.ttl.value_or(0)};
}

netlink::Encap ila(const parser::Encapsulation &given, RouteWords &words) {
  const auto parts = numbers_between(given.label.value_or(""), ':', 16, 0xffff);
  if (!parts || parts->size() != 4) {
    words.refuse("encap ila wants a locator of four hexadecimal numbers");
    return {};
  }
  std::uint64_t locator = 0;
  for (const auto part : *parts) locator = locator << 16 | part;
  return netlink::IlaEncap{locator};
}

netlink::Encap encapsulation(const std::optional<parser::Encapsulation> &given, RouteWords &words) {
  using Given = parser::Encapsulation::Kind;
  if (!given) return {};
  if (given->kind == Given::mpls) return mpls(*given, words);
  if (given->kind == Given::ila) return ila(*given, words);
  return netlink::IpEncap{.family = given->kind == Given::ip ? base::Family::ipv4 : base::Family::ipv6,
                          .id = given->id.value_or(0),
                          .destination = given->dst,
                          .source = given->src,
                          .tos = words.octet(Kind::dsfield, given->tos),
                          .ttl = given->ttl.value_or(0),
                          .flags = given->flags.value_or(0)};
}

// Hops.

void add_hop(const parser::NextHop &given, RouteWords &words, PlannedRoute &planned) {
  planned.route.hops.push_back({.gateway = given.via,
                                .weight = given.weight.value_or(1),
                                .onlink = given.onlink,
                                .realms = words.realms(given.realms),
                                .encap = encapsulation(given.encap, words)});
  planned.interfaces.push_back(given.dev.value_or(""));
}

/// Those of nexthop, or else what the line itself says; `or` adds a second one.
std::vector<parser::NextHop> ways(const parser::Route &line) {
  if (!line.nexthop.empty()) return line.nexthop;
  std::vector<parser::NextHop> ways;
  if (line.via || line.dev || line.encap)
    ways.push_back({line.via, line.dev, std::nullopt, line.onlink, line.encap, line.realms});
  if (line.or_via) ways.push_back({line.or_via, line.dev, std::nullopt, line.onlink, std::nullopt, std::nullopt});
  return ways;
}

// Metrics.

std::uint32_t in_units(const parser::TimeMetric &given, std::uint32_t units, base::Duration least) {
  const auto raw = [units](base::Duration time) {
    return static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::milliseconds>(time).count()) * units;
  };
  return std::max(given.raw.value_or(raw(given.time)), raw(least));
}

void set_metrics(const parser::Route &line, netlink::Metrics &metrics) {
  const auto set = [&metrics](Metric metric, const auto &given) {
    if (given) metrics.set(metric, *given);
  };
  const auto set_lockable = [&metrics](Metric metric, const std::optional<parser::Metric> &given) {
    if (given) metrics.set(metric, given->value, given->lock);
  };
  const auto set_time = [&metrics](Metric metric, const auto &given, std::uint32_t units, base::Duration least) {
    if (given) metrics.set(metric, in_units(*given, units, least), given->lock);
  };
  set_lockable(Metric::mtu, line.mtu);
  set_lockable(Metric::advmss, line.advmss);
  set_lockable(Metric::reordering, line.reordering);
  set_lockable(Metric::cwnd, line.cwnd);
  set_lockable(Metric::ssthresh, line.ssthresh);
  set_time(Metric::rtt, line.rtt, rtt_units, least_rtt);
  set_time(Metric::rttvar, line.rttvar, rttvar_units, least_rtt);
  set_time(Metric::rto_min, line.rto_min, rto_units, {});
  set(Metric::hoplimit, line.hoplimit);
  set(Metric::window, line.window);
  set(Metric::initcwnd, line.initcwnd);
  set(Metric::initrwnd, line.initrwnd);
  set(Metric::quickack, line.quickack);
  set(Metric::fastopen_no_cookie, line.fastopen_no_cookie);
  if (line.congctl) metrics.set_congestion_control(line.congctl->algorithm, line.congctl->lock);
}

void set_features(const parser::Route &line, RouteWords &words, netlink::Metrics &metrics) {
  if (!line.features) return;
  if (*line.features != "ecn") return words.refuse("there is no feature " + *line.features);
  metrics.set(Metric::features, RTAX_FEATURE_ECN);
}

std::uint8_t router_preference(const std::optional<std::string> &text, RouteWords &words) {
  if (!text || *text == "medium" || *text == "0") return ICMPV6_ROUTER_PREF_MEDIUM;
  if (*text == "low" || *text == "3") return ICMPV6_ROUTER_PREF_LOW;
  if (*text == "high" || *text == "1") return ICMPV6_ROUTER_PREF_HIGH;
  words.refuse("there is no router preference " + *text);
  return ICMPV6_ROUTER_PREF_MEDIUM;
}

}  // namespace

base::Expected<PlannedRoute, std::string> planned_route(const parser::Route &line, const netlink::IprouteNames &names) {
  RouteWords words{names};
  PlannedRoute planned;
  auto &route = planned.route;
  planned.track = !line.no_track;
  planned.vrf = line.vrf.value_or("");
  route.destination = destination(line);
  if (line.from) route.source = to_prefix(*line.from);
  route.type = route_type(line.type);
  planned.insert = insertion(line, route.type);
  route.table = words.number(Kind::table, line.table, RT_TABLE_MAIN);
  const auto protocol = words.octet(Kind::protocol, line.protocol, netlink::keepalived_protocol);
  route.protocol = planned.track ? netlink::keepalived_protocol : protocol;
  route.scope = words.octet(Kind::scope, line.scope, usual_scope(route.type));
  route.tos = words.octet(Kind::dsfield, line.tos);
  route.metric = line.metric.value_or(0);
  route.preferred_source = line.src;
  if (!route.refuses())
    for (const auto &way : ways(line)) add_hop(way, words, planned);
  set_metrics(line, route.metrics);
  set_features(line, words, route.metrics);
  route.expires = line.expires.value_or(0);
  route.preference = router_preference(line.pref, words);
  route.ttl_propagate = line.ttl_propagate;
  if (words.problem().empty()) return planned;
  return base::unexpected(fmt::format("{}: {}", describe(planned), words.problem()));
}

}  // namespace sempervivum::vrrp
