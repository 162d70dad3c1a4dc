/// Step 3: the keywords, one row each.
///
/// A Place is a table of rows: the keywords of a block, or the options of a
/// line. A row says what the keyword takes, which member of the model it fills,
/// and what the manual says about it. Parsing, checking, suggestions, dumping,
/// the manual page and the schema dump all work from these tables; adding a
/// keyword is adding a row (and the member).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "parser/argument.hpp"
#include "parser/span.hpp"

namespace sempervivum::parser {

struct Keyword;
struct Place;
struct Reading;
class Arguments;

enum class Shape : std::uint8_t {
  value,    // keyword VALUE
  options,  // keyword and options of its `inside` on the same line
  block,    // keyword [HEADER] { keywords of its `inside` }
  items,    // keyword { one item a line, read by `inside` }
  words,    // keyword { every word is an item }
};

/// How a value gets into its member and out again. The object is the model
/// object of the row's place.
struct Binding {
  bool (*read)(void *object, Arguments &arguments, Reading &reading) = nullptr;
  /// Appends the value as it would be written; false when there is none.
  bool (*write)(const void *object, const Keyword &keyword, std::string &out) = nullptr;
};

/// How a block's or item's object is made and found again.
struct Opening {
  void *(*open)(void *parent, SourceSpan span) = nullptr;
  /// Removes what open() made last.
  void (*discard)(void *parent) = nullptr;
  std::size_t (*count)(const void *parent) = nullptr;
  const void *(*at)(const void *parent, std::size_t index) = nullptr;
  /// Makes room for so many more.
  void (*reserve)(void *parent, std::size_t count) = nullptr;
  /// There may be several.
  bool repeats = false;
};

enum class Repeated : std::uint8_t {
  last_wins,
  first_kept,     // a repetition is reported
  last_reported,  // the last one wins, and that is reported
};

struct Keyword {
  std::string_view name{};
  Shape shape = Shape::value;
  Argument takes{};
  Binding fills{};
  Opening opens{};
  const Place *inside = nullptr;
  std::string_view help{};
  /// The default as it would be written, or in words within parentheses.
  std::string_view otherwise{};
  /// The first keepalived that has it; empty: none has.
  std::string_view since = "2.2.7";
  /// The keyword this is another name of.
  std::string_view alias_of{};
  bool deprecated = false;
  /// Deprecated, but the incumbent says nothing about it.
  bool discouraged = false;
  /// Not introduced by its name: the value's place on the line decides.
  bool positional = false;
  /// Without its value the statement is dropped, where others end the program.
  bool mild = false;
  /// The incumbent says nothing about a wrong or missing value and goes on.
  bool silent = false;
  /// A block whose name may be used once; a second one is dropped.
  bool unique = false;
  /// A list without any item is reported: it was hardly meant.
  bool wants_items = false;
  /// Takes the words of its line that are no options.
  bool fallback = false;
  Repeated repeated = Repeated::last_wins;
  /// Parsed and kept, but nothing acts on it yet.
  bool dormant = false;
  /// Why nothing is to be done for it, ever: "nothing is polled".
  std::string_view needless{};
};

/// Another name of a row.
constexpr Keyword alias(std::string_view name, Keyword row) {
  row.alias_of = row.name;
  row.name = name;
  return row;
}
/// An old name, about which the incumbent complains.
constexpr Keyword old_name(std::string_view name, Keyword row) {
  row = alias(name, row);
  row.deprecated = true;
  return row;
}
/// An old name the incumbent takes silently.
constexpr Keyword former_name(std::string_view name, Keyword row) {
  row = alias(name, row);
  row.discouraged = true;
  return row;
}

struct Place {
  /// As in "vrrp_instance/authentication"; "" is outside any block.
  std::string_view path;
  std::span<const Keyword> rows;
  /// What its object is called in messages: "vrrp_instance".
  std::string_view title;
  /// Items begin with an address, so a keyword at their beginning is a missing brace.
  bool addresses = false;
  /// A line that is dropped for one wrong option, and whose option without its value ends the program;
  /// on others only the option is lost.
  bool strict = false;
  /// What a line's object lacks when all of it is read: "a destination"; nothing when it is whole.
  std::string_view (*lacks)(const void *object) = nullptr;
};

/// The place outside any block; its object is a Config.
extern const Place root_place;

/// Every place reachable from the root, each once, root first.
std::span<const Place *const> all_places();

/// The row of that name, or null. Positional and fallback rows have no name to find.
const Keyword *find_keyword(const Place &place, std::string_view name);

/// The row that takes what no other row does, or null.
const Keyword *find_fallback(const Place &place);

}  // namespace sempervivum::parser
