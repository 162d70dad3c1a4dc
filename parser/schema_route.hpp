/// What the tables of routes and rules share.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "parser/atoms.hpp"
#include "parser/fields.hpp"
#include "parser/schema_tables.hpp"

namespace sempervivum::parser {

/// The next word, or a complaint that there is none.
inline const Word *next(Arguments &arguments, Reading &reading) {
  const auto *word = arguments.take();
  if (!word)
    reading.complain(reading.missing(), arguments.end_span(),
                     fmt::format("`{}` needs {}", reading.keyword->name, describe(reading.keyword->takes)));
  return word;
}

/// Complains about a word; false.
inline bool wrong(const Word &word, Reading &reading) {
  reading.complain(FindingId::bad_value, word.span, fmt::format("`{}` cannot be {}", reading.keyword->name, word.text),
                   fmt::format("expected {}", describe(reading.keyword->takes)));
  return false;
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

constexpr Keyword text(std::string_view name, std::string_view shown, Binding fills, std::string_view help) {
  return {.name = name, .takes = word(shown), .fills = fills, .help = help};
}
constexpr Keyword number(std::string_view name, std::int64_t max, Binding fills, std::string_view help) {
  return {.name = name, .takes = integer(0, max), .fills = fills, .help = help};
}
/// An unsigned number of 64 bits in C notation.
template <auto Member>
bool read_wide(void *object, Arguments &arguments, Reading &reading) {
  using Object = typename detail::MemberOf<decltype(Member)>::Object;
  const auto *word = next(arguments, reading);
  if (!word) return false;
  const auto value = read_unsigned(word->text);
  if (!value) return wrong(*word, reading);
  static_cast<Object *>(object)->*Member = *value;
  return true;
}
template <auto Member>
constexpr Binding wide{&read_wide<Member>, [](const void *object, const Keyword &, std::string &out) {
                         using Object = typename detail::MemberOf<decltype(Member)>::Object;
                         const auto &value = static_cast<const Object *>(object)->*Member;
                         if (value) out += std::to_string(*value);
                         return value.has_value();
                       }};

/// A number within the row's limits, kept as it is written.
template <auto Member>
bool read_number_text(void *object, Arguments &arguments, Reading &reading) {
  using Object = typename detail::MemberOf<decltype(Member)>::Object;
  const auto *word = arguments.peek();
  if (!read_number(arguments, reading)) return false;
  static_cast<Object *>(object)->*Member = std::string{word->text};
  return true;
}
template <auto Member>
constexpr Binding number_text{&read_number_text<Member>, [](const void *object, const Keyword &, std::string &out) {
                                using Object = typename detail::MemberOf<decltype(Member)>::Object;
                                const auto &text = static_cast<const Object *>(object)->*Member;
                                if (text) out += *text;
                                return text.has_value();
                              }};

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
}  // namespace sempervivum::parser
