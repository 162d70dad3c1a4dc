#include "parser/atoms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/spirit/home/x3.hpp>
#include <string>
#include <vector>

namespace sempervivum::parser {

namespace {

namespace x3 = boost::spirit::x3;

using Iterator = const char *;
using Digits = boost::iterator_range<Iterator>;

template <class Grammar, class... Attributes>
bool matches(std::string_view word, const Grammar &grammar, Attributes &...attributes) {
  Iterator at = word.data();
  const Iterator end = at + word.size();
  return x3::parse(at, end, grammar >> x3::eoi, attributes...);
}

/// How much of `word` the grammar takes; 0 when it does not match.
template <class Grammar, class... Attributes>
std::size_t front_match(std::string_view word, const Grammar &grammar, Attributes &...attributes) {
  Iterator at = word.data();
  return x3::parse(at, at + word.size(), grammar, attributes...) ? static_cast<std::size_t>(at - word.data()) : 0;
}

const auto blanks = x3::omit[*x3::char_(" \t")];
const auto integer = blanks >> x3::int_parser<std::int64_t>{};

struct Booleans : x3::symbols<bool> {
  Booleans() { add("true", true)("on", true)("yes", true)("false", false)("off", false)("no", false); }
};
const Booleans booleans;

const auto octets = x3::uint_parser<std::uint8_t, 16, 1, 2>{} % ':';

std::string_view view(const Digits &digits) {
  return {digits.begin(), static_cast<std::size_t>(digits.end() - digits.begin())};
}

/// A semantic action that remembers the text matched.
auto into(std::string_view &text) {
  return [&text](auto &context) { text = view(x3::_attr(context)); };
}

/// [-+] DIGITS [. DIGITS], with at least one digit on either side of the point.
struct DecimalText {
  bool negative = false;
  std::string_view whole;
  std::string_view fraction;
};

std::size_t read_decimal_text(std::string_view word, DecimalText &text) {
  const auto on_minus = [&](auto &) { text.negative = true; };
  const auto whole = x3::raw[+x3::digit][into(text.whole)];
  const auto fraction = x3::raw[+x3::digit][into(text.fraction)];
  const auto sign = -(x3::lit('-')[on_minus] | '+');
  return front_match(word, blanks >> sign >> ((whole >> -('.' >> -fraction)) | ('.' >> fraction)));
}

constexpr std::int64_t limit = INT64_MAX / 100;

/// Appends digits to `value`; stays at the limit when there are too many.
std::int64_t appended(std::int64_t value, std::string_view digits) {
  for (const char digit : digits) value = value > limit ? value : value * 10 + (digit - '0');
  return value;
}

std::int64_t scaled(std::string_view whole_digits, std::string_view fraction, unsigned places) {
  auto value = appended(0, whole_digits);
  value = appended(value, fraction.substr(0, places));
  for (auto missing = fraction.size(); missing < places; ++missing) value = value > limit ? value : value * 10;
  const bool round_up = fraction.size() > places && fraction[places] >= '5';
  return value + round_up;
}

}  // namespace

Number read_integer(std::string_view word) {
  std::int64_t value = 0;
  const auto used = front_match(word, integer, value);
  if (used == 0) return {};
  return {used == word.size() ? Number::Quality::good : Number::Quality::trailing_text, value};
}

Number read_c_integer(std::string_view word) {
  const auto hexadecimal = x3::no_case["0x"] >> x3::uint_parser<std::uint64_t, 16>{};
  const auto octal = &x3::lit('0') >> x3::uint_parser<std::uint64_t, 8>{};
  std::uint64_t value = 0;
  auto used = front_match(word, hexadecimal, value);
  if (used == 0) used = front_match(word, octal, value);
  if (used == 0) return read_integer(word);
  return {used == word.size() ? Number::Quality::good : Number::Quality::trailing_text,
          static_cast<std::int64_t>(std::min<std::uint64_t>(value, INT64_MAX))};
}

std::optional<std::uint64_t> read_unsigned(std::string_view word) {
  const auto hexadecimal = x3::no_case["0x"] >> x3::uint_parser<std::uint64_t, 16>{};
  const auto octal = &x3::lit('0') >> x3::uint_parser<std::uint64_t, 8>{};
  const auto decimal = x3::uint_parser<std::uint64_t>{};
  std::uint64_t value = 0;
  if (front_match(word, hexadecimal, value) == word.size() || front_match(word, octal, value) == word.size() ||
      front_match(word, decimal, value) == word.size())
    return word.empty() ? std::nullopt : std::optional{value};
  return std::nullopt;
}

Number read_decimal(std::string_view word, unsigned places) {
  DecimalText text;
  const auto used = read_decimal_text(word, text);
  if (used == 0) return {};
  auto quality = text.fraction.size() > places ? Number::Quality::too_many_places : Number::Quality::good;
  if (used != word.size()) quality = Number::Quality::trailing_text;
  const auto value = scaled(text.whole, text.fraction, places);
  return {quality, text.negative ? -value : value};
}

std::string write_decimal(std::int64_t value, unsigned places) {
  std::int64_t scale = 1;
  for (unsigned i = 0; i < places; ++i) scale *= 10;
  const auto magnitude = value < 0 ? -value : value;
  auto text = fmt::format("{}{}.{:0{}}", value < 0 ? "-" : "", magnitude / scale, magnitude % scale, places);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

std::optional<bool> read_boolean(std::string_view word) {
  bool value = false;
  if (!matches(word, booleans, value)) return std::nullopt;
  return value;
}

PrefixText read_prefix(std::string_view word) {
  std::string_view address;
  std::string_view length_text;
  const auto address_part = x3::raw[+x3::char_("0-9a-fA-F.:")][into(address)];
  const auto length_part = '/' >> x3::raw[+~x3::char_('/')][into(length_text)];
  if (!matches(word, address_part >> -length_part)) return {};
  PrefixText prefix;
  prefix.address = base::IpAddress::parse(address);
  if (!prefix.address || length_text.empty()) return prefix;
  const auto length = read_integer(length_text);
  const auto most = base::full_prefix(prefix.address->family());
  prefix.bad_length = length.quality != Number::Quality::good || length.value < 0 || length.value > most;
  if (!prefix.bad_length) prefix.length = static_cast<std::uint8_t>(length.value);
  return prefix;
}

std::optional<base::HardwareAddress> read_hardware_address(std::string_view word) {
  std::vector<std::uint8_t> bytes;
  if (!matches(word, octets, bytes) || bytes.size() < 5 || bytes.size() > 20) return std::nullopt;
  return base::HardwareAddress{std::as_bytes(std::span{bytes})};
}

}  // namespace sempervivum::parser
