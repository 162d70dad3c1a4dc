#include "vrrp/planned_rule.hpp"

#include <fmt/format.h>
#include <netdb.h>

#include <charconv>
#include <limits>
#include <optional>

#include "vrrp/route_words.hpp"

namespace sempervivum::vrrp {
namespace {

using Kind = RouteWords::Kind;

base::Family family_of(const parser::Rule &line) {
  for (const auto &prefix : {line.from, line.to})
    if (prefix) return prefix->address.family();
  return line.family.value_or(base::Family::ipv4);
}

netlink::RuleAction action_of(parser::RuleAction action) {
  using From = parser::RuleAction;
  using To = netlink::RuleAction;
  switch (action) {
    case From::blackhole: return To::blackhole;
    case From::unreachable: return To::unreachable;
    case From::prohibit: return To::prohibit;
    case From::goto_: return To::go_to;
    case From::nop: return To::nop;
    case From::table:
    case From::l3mdev: break;
  }
  return To::lookup;
}

/// A number or a name of /etc/protocols.
std::uint8_t ip_protocol(const std::optional<std::string> &text, RouteWords &words) {
  if (!text) return 0;
  std::uint8_t number = 0;
  const auto *end = text->data() + text->size();
  const auto parsed = std::from_chars(text->data(), end, number);
  if (parsed.ec == std::errc{} && parsed.ptr == end) return number;
  const auto *entry = getprotobyname(text->c_str());
  if (entry == nullptr) words.refuse("there is no IP protocol " + *text);
  return entry == nullptr ? std::uint8_t{0} : static_cast<std::uint8_t>(entry->p_proto);
}

template <class T>
void set_range(const std::optional<parser::NumberRange> &given, std::optional<netlink::Range<T>> &range) {
  if (given) range = netlink::Range<T>{static_cast<T>(given->first), static_cast<T>(given->last)};
}

void set_conditions(const parser::Rule &line, RouteWords &words, netlink::Rule &rule) {
  rule.inverted = line.inverted;
  if (line.from) rule.source = to_prefix(*line.from);
  if (line.to) rule.destination = to_prefix(*line.to);
  rule.tos = words.octet(Kind::dsfield, line.tos);
  rule.input = line.iif.value_or("");
  rule.output = line.oif.value_or("");
  if (line.fwmark)
    rule.mark = netlink::Mark{line.fwmark->mark, line.fwmark->mask.value_or(std::numeric_limits<std::uint32_t>::max())};
  rule.tunnel = line.tunnel_id.value_or(0);
  set_range(line.uidrange, rule.uids);
  rule.ip_protocol = ip_protocol(line.ipproto, words);
  set_range(line.sport, rule.source_ports);
  set_range(line.dport, rule.destination_ports);
}

void set_action(const parser::Rule &line, RouteWords &words, netlink::Rule &rule) {
  if (!line.action) return words.refuse("it has no action");
  rule.action = action_of(*line.action);
  rule.l3mdev = *line.action == parser::RuleAction::l3mdev;
  if (*line.action == parser::RuleAction::table) rule.table = words.number(Kind::table, line.table);
  rule.realms = words.realms(line.realms);
  rule.suppress_prefix_length = line.suppress_prefixlength;
  if (line.suppress_ifgroup) rule.suppress_group = words.number(Kind::group, line.suppress_ifgroup);
  if (rule.action != netlink::RuleAction::go_to) return;
  rule.target = line.goto_preference.value_or(0);
  if (rule.target <= rule.priority) words.refuse(fmt::format("its goto {} does not lead forward", rule.target));
}

}  // namespace

base::Expected<PlannedRule, std::string> planned_rule(const parser::Rule &line, const netlink::IprouteNames &names,
                                                      RulePreferences &preferences) {
  RouteWords words{names};
  PlannedRule planned;
  auto &rule = planned.rule;
  planned.track = !line.no_track;
  rule.family = family_of(line);
  rule.priority = line.preference ? *line.preference : preferences.next(rule.family);
  const auto protocol = words.octet(Kind::protocol, line.protocol);
  rule.protocol = planned.track ? netlink::keepalived_protocol : protocol;
  set_conditions(line, words, rule);
  set_action(line, words, rule);
  if (words.problem().empty()) return planned;
  return base::unexpected(fmt::format("{}: {}", describe(planned), words.problem()));
}

}  // namespace sempervivum::vrrp
