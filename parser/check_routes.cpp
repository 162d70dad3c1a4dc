// Routes, rules, BFD sessions and announcement groups.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "parser/checks.hpp"
#include "parser/suggest.hpp"

namespace sempervivum::parser {

namespace {

void check_families(const Route &route, Diagnostics &diagnostics);

void check_route(const Route &route, Diagnostics &diagnostics) {
  check_families(route, diagnostics);
  if (!route.dev && !route.no_track)
    diagnostics.add(FindingId::route_not_tracked, route.span, "a route without an interface cannot be tracked",
                    "name its interface with `dev`, or add `no_track`");
}

/// The families of what is given must be one.
template <class... Prefixes>
bool mixed(const Prefixes &...prefixes) {
  std::optional<base::Family> family;
  bool different = false;
  const auto look = [&](const auto &given) {
    if (!given) return;
    base::Family own;
    if constexpr (requires { given->address; })
      own = given->address.family();
    else
      own = given->family();
    different = different || (family && *family != own);
    family = own;
  };
  (look(prefixes), ...);
  return different;
}

void check_families(const Route &route, Diagnostics &diagnostics) {
  if (mixed(route.destination, route.src, route.from, route.via, route.or_via))
    diagnostics.add(FindingId::address_family, route.span, "a route cannot mix IPv4 and IPv6 addresses");
  const bool ipv4 = route.destination && route.destination->address.family() == base::Family::ipv4;
  if (ipv4 && (route.expires || route.pref || route.from || route.family == base::Family::ipv6))
    diagnostics.add(FindingId::ignored_setting, route.span, "from, expires, pref and inet6 are for IPv6 routes");
}

void check_rule(const Rule &rule, Diagnostics &diagnostics) {
  if (mixed(rule.from, rule.to))
    diagnostics.add(FindingId::address_family, rule.span, "a rule cannot mix IPv4 and IPv6 addresses");
  const bool ipv4 = (rule.from && rule.from->address.family() == base::Family::ipv4) ||
                    (rule.to && rule.to->address.family() == base::Family::ipv4);
  if (ipv4 && rule.family == base::Family::ipv6)
    diagnostics.add(FindingId::address_family, rule.span, "inet6 is given for a rule of IPv4 addresses");
  if (rule.goto_preference && rule.preference && *rule.goto_preference <= *rule.preference)
    diagnostics.add(FindingId::rule_conflict, rule.span,
                    fmt::format("goto {} must lead to a preference beyond the rule's own, {}", *rule.goto_preference,
                                *rule.preference));
  if (!rule.preference)
    diagnostics.add(FindingId::rule_without_preference, rule.span,
                    "a rule without a preference gets one that counts down from 16384", "add `preference NUMBER`");
}

/// What follows a track_group names one that there is.
template <class Object>
void check_track_group(const std::set<std::string_view> &groups, const Object &object, Diagnostics &diagnostics) {
  if (!object.track_group || groups.contains(*object.track_group)) return;
  const std::vector<std::string_view> names{groups.begin(), groups.end()};
  diagnostics.add(FindingId::unknown_tracked_object, object.span,
                  fmt::format("there is no track_group `{}`", *object.track_group),
                  did_you_mean(*object.track_group, names));
}

void check_track_groups(const Config &config, Diagnostics &diagnostics) {
  std::set<std::string_view> groups;
  for (const auto &group : config.track_groups) groups.insert(group.name);
  for (const auto &address : config.static_addresses) check_track_group(groups, address, diagnostics);
  for (const auto &route : config.static_routes) check_track_group(groups, route, diagnostics);
  for (const auto &rule : config.static_rules) check_track_group(groups, rule, diagnostics);
}

void check_bfd(const BfdInstance &bfd, Diagnostics &diagnostics) {
  const auto add = [&](std::string_view message) {
    diagnostics.add(FindingId::incomplete_bfd, bfd.span,
                    fmt::format("bfd_instance {} {}; it is left out", bfd.name, message));
  };
  if (!bfd.neighbor_ip) return add("has no neighbor_ip");
  if (bfd.source_ip && bfd.source_ip->family() != bfd.neighbor_ip->family()) add("has addresses of different families");
}

void check_garp_groups(const Config &config, Diagnostics &diagnostics) {
  std::set<std::string_view> interfaces;
  for (const auto &group : config.garp_groups) {
    if (!group.garp_interval && !group.gna_interval)
      diagnostics.add(FindingId::garp_group, group.span, "a garp_group without an interval has no effect",
                      "add `garp_interval` or `gna_interval`");
    for (const auto &interface : group.interfaces)
      if (!interfaces.insert(interface.name).second)
        diagnostics.add(FindingId::garp_group, interface.span,
                        fmt::format("{} is in another garp_group already", interface.name));
  }
}

}  // namespace

void check_routes(const Config &config, Diagnostics &diagnostics) {
  for (const auto &instance : config.instances) {
    for (const auto &route : instance.virtual_routes) check_route(route, diagnostics);
    for (const auto &rule : instance.virtual_rules) check_rule(rule, diagnostics);
  }
  for (const auto &rule : config.static_rules) check_rule(rule, diagnostics);
  check_track_groups(config, diagnostics);
  for (const auto &bfd : config.bfd_instances) check_bfd(bfd, diagnostics);
  check_garp_groups(config, diagnostics);
}

}  // namespace sempervivum::parser
