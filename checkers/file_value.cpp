#include "checkers/file_value.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <string>

namespace sempervivum::checkers {

std::int64_t file_number(std::string_view content) {
  const std::string text{content};
  return std::clamp<std::int64_t>(std::strtoll(text.c_str(), nullptr, 0), std::numeric_limits<std::int32_t>::min(),
                                  std::numeric_limits<std::int32_t>::max());
}

FileEffect file_effect(std::int64_t number, const parser::Weight &weight) {
  if (weight.value == 0) return {(number == 0) != weight.reverse, 0};
  const auto product = number * weight.value * (weight.reverse ? -1 : 1);
  const bool lowest = product <= std::numeric_limits<std::int32_t>::min();
  return {!lowest, lowest ? 0 : product};
}

}  // namespace sempervivum::checkers
