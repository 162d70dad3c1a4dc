#include "parser/argument.hpp"

#include <fmt/format.h>

#include "parser/atoms.hpp"

namespace sempervivum::parser {

namespace {

using Kind = Argument::Kind;

std::string describe_choices(const Argument &argument) {
  std::string text;
  for (const auto &choice : argument.choices) {
    if (choice.word.empty()) continue;
    if (!text.empty()) text += "|";
    text += choice.word;
  }
  return text;
}

}  // namespace

std::string describe_range(const Argument &argument) {
  const bool ranged = argument.kind == Kind::integer || argument.kind == Kind::c_integer ||
                      argument.kind == Kind::decimal || argument.kind == Kind::weight;
  if (!ranged) return {};
  return fmt::format("{}..{}", write_decimal(argument.min, argument.places),
                     write_decimal(argument.max, argument.places));
}

std::string describe(const Argument &argument) {
  if (argument.kind == Kind::choice) return describe_choices(argument);
  const auto range = describe_range(argument);
  if (range.empty()) return std::string{argument.shown};
  const auto number = fmt::format("{} within {}", argument.shown, range);
  return argument.choices.empty() ? number : fmt::format("{}, or {}", number, describe_choices(argument));
}

}  // namespace sempervivum::parser
