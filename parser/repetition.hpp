/// Repetition: `~SEQ(VAR, …) TEXT` and `~LST(VAR, …) TEXT` (language.md section 7).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.hpp"

namespace sempervivum::parser {

/// What a repetition directive means: in each round the variables get one row of values.
struct Repetition {
  /// More rounds than this are refused.
  static constexpr std::size_t max_rounds = 100000;

  std::vector<std::string> variables;
  std::vector<std::vector<std::string>> rounds;
};

/// `~SEQ(…)`, `~SEQx(…)` or `~LST(…)` at the beginning of a statement: the size
/// of the directive with its closing parenthesis, or nothing.
std::optional<std::size_t> repetition_size(std::string_view statement);

/// Reads a directive whose parameters are already substituted. The error is a sentence.
base::Expected<Repetition, std::string> read_repetition(std::string_view directive);

}  // namespace sempervivum::parser
