#include "parser/schema.hpp"

#include <set>

#include "catch.hpp"
#include "parse.hpp"
#include "parser/argument.hpp"

using namespace sempervivum::parser;

TEST_CASE("every row has a help line, a sentence") {
  for (const auto *place : all_places())
    for (const auto &row : place->rows) {
      CAPTURE(place->path, row.name);
      CHECK(row.help.size() > 5);
      CHECK(row.help.ends_with('.'));
    }
}

TEST_CASE("a name stands once in its place, and aliases name a row of it") {
  for (const auto *place : all_places()) {
    std::set<std::string_view> names;
    for (const auto &row : place->rows) {
      CAPTURE(place->path, row.name);
      CHECK(names.insert(row.name).second);
      CHECK((row.alias_of.empty() || find_keyword(*place, row.alias_of) != nullptr));
    }
  }
}

TEST_CASE("every keyword of load balancing is acted on") {
  for (const auto *place : all_places())
    for (const auto &row : place->rows) {
      CAPTURE(place->path, row.name);
      const bool balances = place->path.starts_with("virtual_server") || place->path.starts_with("SSL") ||
                            row.name.starts_with("lvs_") || row.name == "SSL";
      // A name in SNMP is for whoever speaks it.
      CHECK_FALSE((balances && row.dormant && row.name != "snmp_name"));
    }
}

TEST_CASE("every row can be read, and blocks lead somewhere") {
  for (const auto *place : all_places())
    for (const auto &row : place->rows) {
      CAPTURE(place->path, row.name);
      const bool value = row.shape == Shape::value || row.shape == Shape::words;
      CHECK(value == (row.fills.read != nullptr));
      CHECK(value == (row.inside == nullptr));
      CHECK(value == (row.opens.open == nullptr));
      CHECK((row.takes.kind != Argument::Kind::choice || !row.takes.choices.empty()));
    }
}

TEST_CASE("positional rows come first in their place") {
  for (const auto *place : all_places()) {
    bool options = false;
    for (const auto &row : place->rows) {
      CAPTURE(place->path, row.name);
      CHECK_FALSE((row.positional && options));
      options = options || !row.positional;
    }
  }
}

TEST_CASE("every kind of finding has a name of its own") {
  std::set<std::string_view> names;
  for (const auto &kind : all_finding_kinds()) CHECK(names.insert(kind.name).second);
}

TEST_CASE("limits are told as they are written") {
  CHECK(describe(seconds(10'000, 255'000'000)) == "SECONDS within 0.01..255");
  CHECK(describe(integer(1, 255, "VRID")) == "VRID within 1..255");
  CHECK(describe(word("NAME")) == "NAME");
}
