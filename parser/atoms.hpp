/// Step 2, the word: typed X3 grammars for single values.
///
/// Each reads a whole word. What a number may be is language.md 45 to 47: base
/// ten, no suffixes; a trailing remainder is told apart from "no number at all"
/// because the incumbent accepts it outside `-t`.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/address.hpp"
#include "parser/model_common.hpp"

namespace sempervivum::parser {

struct Number {
  enum class Quality : std::uint8_t { good, trailing_text, too_many_places, none };
  Quality quality = Quality::none;
  /// Integers as they are; decimals in units of the last place.
  std::int64_t value = 0;
};

Number read_integer(std::string_view word);
/// In C notation: 0x for sixteen, 0 for eight.
Number read_c_integer(std::string_view word);
/// As read_c_integer(), up to 64 bits without a sign; nothing when it is no such number.
std::optional<std::uint64_t> read_unsigned(std::string_view word);
/// A decimal with up to `places` places, rounded half up when there are more.
Number read_decimal(std::string_view word, unsigned places);
/// "2.5": the shortest decimal of a value in units of the last of `places` places.
std::string write_decimal(std::int64_t value, unsigned places);

/// true on yes / false off no
std::optional<bool> read_boolean(std::string_view word);

/// ADDRESS[/LENGTH]
struct PrefixText {
  std::optional<base::IpAddress> address;
  std::optional<std::uint8_t> length;
  bool bad_length = false;
};
PrefixText read_prefix(std::string_view word);

/// Octets in hexadecimal separated by colons; 5 to 20 of them.
std::optional<base::HardwareAddress> read_hardware_address(std::string_view word);

}  // namespace sempervivum::parser
