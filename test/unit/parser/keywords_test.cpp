// Every keyword, by the tables themselves: a configuration is made for each row.
#include <map>

#include "catch.hpp"
#include "parse.hpp"
#include "parser/argument.hpp"
#include "parser/atoms.hpp"
#include "parser/dump.hpp"
#include "parser/schema.hpp"

using namespace sempervivum::parser;

namespace {

/// Values of the kinds only their members understand.
const std::map<std::string_view, std::string> special_examples{
    {"ADDRESS|+|-", "192.0.2.255"},
    {"HEX ...", "01ff 02"},
    {"[HEX ...]", "01fx"},
    {"FIRST-LAST", "1-2"},
    {"MARK[/MASK]", "0x10/0xff"},
    {"[lock] TIME[s|ms]", "lock 200ms"},
    {"CODE|CODE-CODE ...", "200 300-302"},
    {"ADDRESS [PORT]", "192.0.2.7 80"},
    {"ADDRESS [PORT]|fwmark MARK|group NAME", "192.0.2.8 80"},
    {"ADDRESS[-LAST|/LENGTH] [PORT]|fwmark MARK [inet|inet6]", "192.0.2.8-20 80"},
    {"NUMBER[|NAME...]", "077"},
    {"NUMBER|NAME[|NAME...]", "IRWXO|IWGRP"},
    {"ID", "18446744073709551615"},
};

std::string example(const Keyword &row) {
  using Kind = Argument::Kind;
  if (row.name == "vrrp_mcast_group4" || row.name == "mcast_dst_ip") return "224.0.0.19";
  if (row.name == "vrrp_mcast_group6") return "ff02::13";
  if (row.name == "include_check") return "read -match";
  if (row.name == "persistence_granularity") return "255.255.255.0";
  if (row.name == "features") return "ecn";
  if (row.name == "group" && row.takes.kind == Kind::address) return "224.0.0.81";
  switch (row.takes.kind) {
    case Kind::none: return "";
    case Kind::boolean: return "true";
    case Kind::integer:
    case Kind::c_integer: return std::to_string(row.takes.min);
    case Kind::decimal: return write_decimal(row.takes.min, row.takes.places);
    case Kind::weight: return "5 reverse";
    case Kind::choice:
      return std::string{row.takes.choices.front().word.empty() && row.takes.choices.size() > 1
                             ? row.takes.choices[1].word
                             : row.takes.choices.front().word};
    case Kind::word: return "word1";
    case Kind::words: return "word1 word2";
    case Kind::interface: return "eth0";
    case Kind::path: return "/tmp/x";
    case Kind::address: return "192.0.2.1";
    case Kind::prefix: return "192.0.2.0/24";
    case Kind::hardware_address: return "02:00:00:00:00:01";
    case Kind::command: return "\"/bin/true 'a b'\"";
    case Kind::identity: return "root root";
    case Kind::special: break;
  }
  return special_examples.at(row.takes.shown);
}

std::string positionals(const Place &place) {
  std::string text;
  for (const auto &row : place.rows)
    if (row.positional && !row.takes.optional) text += " " + example(row);
  return text;
}

/// How a place is reached: the row that leads to it, and the place that row is in.
struct Way {
  const Place *outer = nullptr;
  const Keyword *row = nullptr;
};

std::map<const Place *, Way> ways() {
  std::map<const Place *, Way> all;
  for (const auto *place : all_places())
    for (const auto &row : place->rows)
      if (row.inside) all.emplace(row.inside, Way{place, &row});
  return all;
}

/// An option without which a line is not whole.
std::string what_it_lacks(const Place &place) {
  if (!place.lacks) return {};
  if (place.path == "virtual_routes/encap (line)") return "id 5";
  if (place.path.ends_with("garp_extra_if (line)")) return "60";
  if (place.path.ends_with("rx_bufs_policy (line)")) return "MTU";
  return place.path.ends_with("routes/ (line)") ? "198.51.100.0/24" : "";
}

/// `statement` where it belongs, with all blocks around it.
std::string within(const Place &place, std::string statement) {
  static const auto all = ways();
  if (&place == &root_place) return statement + "\n";
  const auto &way = all.at(&place);
  const std::string name{way.row->fallback ? std::string_view{} : way.row->name};
  switch (way.row->shape) {
    case Shape::block: return within(*way.outer, name + positionals(place) + " {\n" + statement + "\n}");
    case Shape::items:
      // A rule is nothing without an action.
      if (place.path.ends_with("_rules/ (line)")) statement = "table 7 preference 5 " + statement;
      statement = positionals(place) + " " + what_it_lacks(place) + " " + statement;
      return within(*way.outer, name.empty() ? statement : name + " {\n" + statement + "\n}");
    default: return within(*way.outer, name + positionals(place) + " " + what_it_lacks(place) + " " + statement);
  }
}

std::string statement_of(const Place &, const Keyword &row, const std::string &value) {
  if (row.positional) return "";
  if (row.fallback) return row.inside ? positionals(*row.inside) : value;
  const std::string name{row.name};
  switch (row.shape) {
    case Shape::value: return name + " " + value;
    case Shape::options: return name + positionals(*row.inside) + " " + what_it_lacks(*row.inside);
    case Shape::block: return name + positionals(*row.inside) + " {\n}";
    case Shape::items: return name + " {\n" + positionals(*row.inside) + "\n}";
    case Shape::words: break;
  }
  return name + " {\n" + value + "\n}";
}

/// Errors about statements themselves, not about what they mean together.
std::vector<std::string> statement_errors(const Loaded &loaded) {
  std::vector<std::string> names;
  for (const auto &finding : loaded.diagnostics.findings())
    if (finding.id < FindingId::no_virtual_router_id && finding.kind().severity == Severity::error)
      names.emplace_back(finding.kind().name);
  return names;
}

}  // namespace

TEST_CASE("every keyword is accepted with a value it can take, and reads back from a dump") {
  for (const auto *place : all_places())
    for (const auto &row : place->rows) {
      const auto value = row.shape == Shape::value || row.shape == Shape::words ? example(row) : std::string{};
      const auto conf = within(*place, statement_of(*place, row, value));
      const auto loaded = parse::text(conf);
      CAPTURE(place->path, row.name, conf, parse::rendered(loaded));
      CHECK(statement_errors(loaded).empty());
      const auto dumped = dump_text(loaded.config);
      const auto again = parse::text(dumped);
      CAPTURE(dumped, parse::rendered(again));
      CHECK(statement_errors(again).empty());
      CHECK(again.config == loaded.config);
      CHECK(dump_text(again.config) == dumped);
    }
}

TEST_CASE("every keyword with limits refuses what is beyond them") {
  for (const auto *place : all_places())
    for (const auto &row : place->rows) {
      if (row.shape != Shape::value || row.positional || describe_range(row.takes).empty()) continue;
      const bool any_number = row.takes.max == INT64_MAX;
      if (any_number) continue;
      const auto beyond = write_decimal(row.takes.max + 1, row.takes.places);
      const auto loaded = parse::text(within(*place, statement_of(*place, row, beyond)));
      CAPTURE(place->path, row.name, beyond, parse::rendered(loaded));
      CHECK(parse::found(loaded, row.silent ? "ignored-value" : "out-of-range"));
    }
}

TEST_CASE("every keyword that needs a value is reported without one, most fatally") {
  for (const auto *place : all_places())
    for (const auto &row : place->rows) {
      const bool needs = row.shape == Shape::value && !row.positional && !row.fallback && !row.takes.optional &&
                         row.takes.kind != Argument::Kind::none;
      if (!needs) continue;
      const auto loaded = parse::text(within(*place, std::string{row.name}));
      CAPTURE(place->path, row.name, parse::rendered(loaded));
      // On a line of options only that option is lost.
      const bool silent = row.silent || row.name == "status_code";
      const bool mild = silent || row.mild || (place->path.ends_with("(line)") && !place->strict);
      CHECK(parse::found(loaded, silent ? "ignored-value" : mild ? "missing-value" : "missing-parameter"));
      CHECK((mild || !loaded.runnable()));
    }
}
