#include "parser/schema.hpp"

#include <algorithm>
#include <vector>

namespace sempervivum::parser {

namespace {

std::vector<const Place *> reachable_places() {
  std::vector<const Place *> places{&root_place};
  for (std::size_t i = 0; i < places.size(); ++i) {
    for (const auto &row : places[i]->rows)
      if (row.inside && std::ranges::find(places, row.inside) == places.end()) places.push_back(row.inside);
  }
  return places;
}

}  // namespace

std::span<const Place *const> all_places() {
  static const auto places = reachable_places();
  return places;
}

const Keyword *find_keyword(const Place &place, std::string_view name) {
  const auto found = std::ranges::find_if(
      place.rows, [=](const Keyword &row) { return row.name == name && !row.positional && !row.fallback; });
  return found == place.rows.end() ? nullptr : &*found;
}

const Keyword *find_fallback(const Place &place) {
  const auto found = std::ranges::find_if(place.rows, &Keyword::fallback);
  return found == place.rows.end() ? nullptr : &*found;
}

}  // namespace sempervivum::parser
