/// What a keyword takes: the grammar and the limits of its value, as data.
///
/// Parsing, error texts, the manual page and the schema dump all read this.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace sempervivum::parser {

/// A word that stands for a number; an empty word is the keyword alone.
struct Choice {
  std::string_view word;
  std::int64_t value = 0;
};

struct Argument {
  enum class Kind : std::uint8_t {
    none,       // the keyword alone
    boolean,    // true on yes / false off no; alone: true
    integer,    // base 10, min..max
    c_integer,  // C notation: 0x and 0 prefixes
    decimal,    // min..max in units of the last of `places` places
    word,       // any word, at most max bytes
    words,      // one or more words
    interface,  // at most 15 bytes
    path,
    address,
    prefix,  // address[/length]
    hardware_address,
    command,   // quoted command line [USER [GROUP]]
    identity,  // USER [GROUP]
    weight,    // integer [reverse]
    choice,
    special,  // read by the member's own type; `shown` describes it
  };
  Kind kind = Kind::none;
  /// How the manual names it: "SECONDS", "NAME".
  std::string_view shown{};
  std::int64_t min = 0;
  std::int64_t max = 0;
  unsigned places = 0;
  std::span<const Choice> choices{};
  /// The keyword may stand alone.
  bool optional = false;
  /// Choices are compared without regard to case.
  bool any_case = false;
  /// An address must be the whole word; elsewhere "/LENGTH" or "-LAST" behind it is ignored.
  bool exact = false;
};

constexpr Argument nothing() { return {}; }
constexpr Argument boolean() { return {Argument::Kind::boolean, "[true|false]", 0, 0, 0, {}, true}; }
constexpr Argument integer(std::int64_t min, std::int64_t max, std::string_view shown = "NUMBER") {
  return {Argument::Kind::integer, shown, min, max, 0, {}, false};
}
constexpr Argument c_integer(std::int64_t min, std::int64_t max, std::string_view shown = "NUMBER") {
  return {Argument::Kind::c_integer, shown, min, max, 0, {}, false};
}
/// A number, or a word that stands for one.
constexpr Argument number_or(std::span<const Choice> choices, std::int64_t min, std::int64_t max) {
  return {Argument::Kind::integer, "NUMBER", min, max, 0, choices, false};
}
constexpr Argument c_number_or(std::span<const Choice> choices, std::int64_t min, std::int64_t max) {
  return {Argument::Kind::c_integer, "NUMBER", min, max, 0, choices, false};
}
constexpr Argument word(std::string_view shown, std::int64_t longest = INT64_MAX) {
  return {Argument::Kind::word, shown, 0, longest, 0, {}, false};
}
constexpr Argument words(std::string_view shown) { return {Argument::Kind::words, shown, 0, 0, 0, {}, false}; }
constexpr Argument path(std::string_view shown = "PATH") { return {Argument::Kind::path, shown, 1, 0, 0, {}, false}; }
constexpr Argument interface_name() { return {Argument::Kind::interface, "INTERFACE", 0, 15, 0, {}, false}; }
constexpr Argument address(std::string_view shown = "ADDRESS") {
  return {Argument::Kind::address, shown, 0, 0, 0, {}, false};
}
constexpr Argument exact(Argument argument) {
  argument.exact = true;
  return argument;
}
constexpr Argument prefix(std::string_view shown = "ADDRESS[/LENGTH]") {
  return {Argument::Kind::prefix, shown, 0, 0, 0, {}, false};
}
constexpr Argument command() { return {Argument::Kind::command, "COMMAND [USER [GROUP]]", 0, 0, 0, {}, false}; }
constexpr Argument identity() { return {Argument::Kind::identity, "USER [GROUP]", 0, 0, 0, {}, false}; }
constexpr Argument weight(std::int64_t largest) {
  return {Argument::Kind::weight, "NUMBER [reverse]", -largest, largest, 0, {}, false};
}
constexpr Argument choice(std::span<const Choice> choices, bool optional = false) {
  return {Argument::Kind::choice, {}, 0, 0, 0, choices, optional};
}
constexpr Argument any_case(std::span<const Choice> choices) {
  return {Argument::Kind::choice, {}, 0, 0, 0, choices, false, true};
}
constexpr Argument special(std::string_view shown, bool optional = false) {
  return {Argument::Kind::special, shown, 0, 0, 0, {}, optional};
}
/// The same value, but the keyword may also stand alone.
constexpr Argument maybe(Argument argument) {
  argument.optional = true;
  return argument;
}

/// Limits of a decimal are written in its units and as millionths: seconds(10'000, 255'000'000).
constexpr Argument seconds(std::int64_t min_micro, std::int64_t max_micro) {
  return {Argument::Kind::decimal, "SECONDS", min_micro, max_micro, 6, {}, false};
}
/// Decimal seconds of at most three places; limits in milliseconds.
constexpr Argument coarse_seconds(std::int64_t min_milli, std::int64_t max_milli) {
  return {Argument::Kind::decimal, "SECONDS", min_milli, max_milli, 3, {}, false};
}
/// Whole seconds.
constexpr Argument whole_seconds(std::int64_t min, std::int64_t max) {
  return {Argument::Kind::decimal, "SECONDS", min, max, 0, {}, false};
}

/// "0.01 .. 255": the limits as a user writes them; empty without any.
std::string describe_range(const Argument &argument);
/// "SECONDS (0.01 .. 255)", "MASTER | BACKUP"
std::string describe(const Argument &argument);

}  // namespace sempervivum::parser
