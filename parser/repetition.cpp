#include "parser/repetition.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>

#include "parser/fragment.hpp"

namespace sempervivum::parser {

namespace {

using Failure = std::string;
using Words = std::vector<std::string_view>;

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

/// Splits at commas outside braces.
Words split(std::string_view text) {
  Words parts;
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{') ++depth;
    if (text[i] == '}') --depth;
    if (text[i] != ',' || depth > 0) continue;
    parts.push_back(trim(text.substr(begin, i - begin)));
    begin = i + 1;
  }
  parts.push_back(trim(text.substr(begin)));
  return parts;
}

Words split_tuple(std::string_view text) {
  if (text.size() < 2 || text.front() != '{' || text.back() != '}') return {text};
  return split(text.substr(1, text.size() - 2));
}

/// C notation: 0x and 0 prefixes, a sign.
std::optional<std::int64_t> number(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  int base = 10;
  if (text.starts_with("0x") || text.starts_with("0X")) {
    base = 16;
    text.remove_prefix(2);
  } else if (text.size() > 1 && text.front() == '0') {
    base = 8;
  }
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc{} || end != text.data() + text.size() || text.starts_with('-')) return std::nullopt;
  return negative ? -value : value;
}

struct Range {
  std::int64_t start = 1;
  std::int64_t step = 1;
  std::int64_t end = 0;
};

base::Expected<Range, Failure> read_range(const Words &arguments) {
  std::vector<std::int64_t> numbers;
  for (const auto argument : arguments) {
    const auto value = number(argument);
    if (!value) return base::unexpected(fmt::format("`{}` is not a number", argument));
    if (*value > INT32_MAX || *value < INT32_MIN) return base::unexpected(fmt::format("`{}` is too large", argument));
    numbers.push_back(*value);
  }
  Range range;
  range.end = numbers.back();
  if (numbers.size() > 1) range.start = numbers.front();
  range.step = numbers.size() == 3 ? numbers[1] : (range.end < range.start ? -1 : 1);
  if (range.step == 0) return base::unexpected(Failure{"the step is 0"});
  if ((range.end - range.start) * (range.step < 0 ? -1 : 1) < 0)
    return base::unexpected(Failure{"the step leads away from the end"});
  return range;
}

base::Expected<Repetition, Failure> read_sequence(const Words &arguments, bool hexadecimal) {
  if (arguments.size() < 2 || arguments.size() > 4)
    return base::unexpected(Failure{"~SEQ takes a variable and one to three numbers"});
  const auto range = read_range({arguments.begin() + 1, arguments.end()});
  if (!range) return base::unexpected(range.error());
  if (hexadecimal && (range->start < 0 || range->end < 0))
    return base::unexpected(Failure{"~SEQx takes no negative numbers"});
  const auto rounds = static_cast<std::size_t>((range->end - range->start) / range->step) + 1;
  if (rounds > Repetition::max_rounds)
    return base::unexpected(fmt::format("{} repetitions are more than {}", rounds, Repetition::max_rounds));
  Repetition result{{std::string{arguments.front()}}, {}};
  for (std::size_t i = 0; i < rounds; ++i) {
    const auto value = range->start + static_cast<std::int64_t>(i) * range->step;
    result.rounds.push_back({hexadecimal ? fmt::format("{:x}", value) : std::to_string(value)});
  }
  return result;
}

base::Expected<Repetition, Failure> read_list(const Words &arguments) {
  if (arguments.size() < 2) return base::unexpected(Failure{"~LST takes a variable and its values"});
  Repetition result;
  for (const auto name : split_tuple(arguments.front())) result.variables.emplace_back(name);
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const auto values = result.variables.size() > 1 ? split_tuple(arguments[i]) : Words{arguments[i]};
    if (values.size() > result.variables.size())
      return base::unexpected(fmt::format("`{}` has more values than there are variables", arguments[i]));
    auto &round = result.rounds.emplace_back(values.begin(), values.end());
    round.resize(result.variables.size());
  }
  return result;
}

}  // namespace

std::optional<std::size_t> repetition_size(std::string_view statement) {
  if (!statement.starts_with("~SEQ(") && !statement.starts_with("~SEQx(") && !statement.starts_with("~LST("))
    return std::nullopt;
  int depth = 0;
  for (std::size_t i = 0; i < statement.size(); ++i) {
    if (statement[i] == '(') ++depth;
    if (statement[i] == ')' && --depth == 0) return i + 1;
  }
  return std::nullopt;
}

base::Expected<Repetition, std::string> read_repetition(std::string_view directive) {
  const auto open = directive.find('(');
  const auto arguments = split(directive.substr(open + 1, directive.size() - open - 2));
  if (directive.starts_with("~LST")) return read_list(arguments);
  return read_sequence(arguments, directive.starts_with("~SEQx"));
}

}  // namespace sempervivum::parser
