#include "parser/values_global.hpp"

#include <algorithm>
#include <array>

#include "parser/argument.hpp"
#include "parser/atoms.hpp"

namespace sempervivum::parser {

namespace {

/// Names of sys/stat.h without their S_.
constexpr auto mode_names = std::to_array<Choice>({{"IRUSR", 0400},
                                                   {"IWUSR", 0200},
                                                   {"IXUSR", 0100},
                                                   {"IRWXU", 0700},
                                                   {"IRGRP", 0040},
                                                   {"IWGRP", 0020},
                                                   {"IXGRP", 0010},
                                                   {"IRWXG", 0070},
                                                   {"IROTH", 0004},
                                                   {"IWOTH", 0002},
                                                   {"IXOTH", 0001},
                                                   {"IRWXO", 0007}});

}  // namespace

std::optional<unsigned> parse_mask(std::string_view text) {
  const auto number = read_c_integer(text);
  if (number.quality == Number::Quality::good && number.value >= 0 && number.value <= 0777)
    return static_cast<unsigned>(number.value);
  unsigned bits = 0;
  while (!text.empty()) {
    const auto bar = std::min(text.find('|'), text.size());
    auto name = text.substr(0, bar);
    if (name.starts_with("S_")) name.remove_prefix(2);
    const auto found = std::ranges::find(mode_names, name, &Choice::word);
    if (found == mode_names.end()) return std::nullopt;
    bits |= static_cast<unsigned>(found->value);
    text.remove_prefix(std::min(bar + 1, text.size()));
  }
  return bits;
}

}  // namespace sempervivum::parser
