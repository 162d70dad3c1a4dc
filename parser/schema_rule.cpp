// virtual_rules and static_rules: the tokens of a line.
#include "parser/atoms.hpp"
#include "parser/schema_route.hpp"

namespace sempervivum::parser {

namespace {

using U = Rule;

bool read_range(Arguments &arguments, Reading &reading, std::optional<NumberRange> &range) {
  const auto *word = next(arguments, reading);
  if (!word) return false;
  const auto dash = word->text.find('-');
  if (dash == std::string_view::npos) return wrong(*word, reading);
  const auto first = read_integer(word->text.substr(0, dash));
  const auto last = read_integer(word->text.substr(dash + 1));
  const auto &takes = reading.keyword->takes;
  const bool good = first.quality == Number::Quality::good && last.quality == Number::Quality::good &&
                    first.value >= 0 && last.value >= 0 && last.value <= uint32_limit;
  if (!good) return wrong(*word, reading);
  // The incumbent passes such a range on; no kernel takes it.
  if (first.value > last.value || last.value > takes.max) {
    reading.complain(FindingId::ignored_value, word->span,
                     fmt::format("`{}` is no range of numbers up to {}; the rule is left out", word->text, takes.max));
    return false;
  }
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
    {.name = "tunnel-id", .takes = special("ID"), .fills = wide<&U::tunnel_id>, .help = "Tunnel ID of the packets."},
    {.name = "uidrange",
     .takes = range_of(uint32_limit),
     .fills = range<&U::uidrange>,
     .help = "Users whose packets match."},
    mark<&U::action, RuleAction::l3mdev>("l3mdev", "Action: look up in the table of the interface's VRF."),
    {.name = "protocol",
     .takes = integer(0, 255, "PROTOCOL"),
     .fills = number_text<&U::protocol>,
     .help = "Routing protocol; keepalived's own unless no_track is given."},
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

std::string_view rule_lacks(const void *object) {
  return static_cast<const U *>(object)->action ? std::string_view{} : "an action such as `table main`";
}

}  // namespace

constexpr Place rule_line{
    .path = "virtual_rules/ (line)", .rows = rule_rows, .title = "a rule", .strict = true, .lacks = &rule_lacks};
constexpr Place static_rule_line{.path = "static_rules/ (line)",
                                 .rows = static_rule_rows,
                                 .title = "a static rule",
                                 .strict = true,
                                 .lacks = &rule_lacks};

}  // namespace sempervivum::parser
