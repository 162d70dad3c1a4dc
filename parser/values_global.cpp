#include "parser/values_global.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "parser/argument.hpp"
#include "parser/atoms.hpp"
#include "parser/model_global.hpp"
#include "parser/suggest.hpp"
#include "parser/values.hpp"

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

constexpr auto include_problems = std::to_array<std::string_view>({"read", "match", "wildcard_match", "brace_match"});

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

}  // namespace

bool read_mask(void *object, Arguments &arguments, Reading &reading) {
  const auto span = arguments.peek() ? arguments.peek()->span : arguments.end_span();
  std::string text;
  if (!read_value(arguments, reading, text)) return false;
  const auto bits = parse_mask(text);
  if (bits) static_cast<GlobalDefs *>(object)->umask = bits;
  if (!bits) reading.complain(FindingId::bad_value, span, fmt::format("`{}` is no set of mode bits", text));
  return bits.has_value();
}

bool write_mask(const void *object, const Keyword &, std::string &out) {
  const auto &bits = static_cast<const GlobalDefs *>(object)->umask;
  if (bits) out += fmt::format("{:#o}", *bits);
  return bits.has_value();
}

bool read_include_checks(void *object, Arguments &arguments, Reading &reading) {
  std::vector<std::string> kept;
  while (const auto *word = arguments.take()) {
    const bool sign = word->text.starts_with('+') || word->text.starts_with('-');
    if (std::ranges::count(include_problems, word->text.substr(sign)) > 0)
      kept.emplace_back(word->text);
    else
      reading.complain(FindingId::bad_word, word->span, fmt::format("`include_check` does not know `{}`", word->text),
                       did_you_mean(word->text, include_problems));
  }
  static_cast<GlobalDefs *>(object)->files.include_check = std::move(kept);
  return true;
}

void report_iptables(const Arguments &arguments, Reading &reading) {
  const auto name = reading.keyword->name;
  reading.complain(FindingId::iptables_not_supported, {arguments.line(), 0, static_cast<std::uint32_t>(name.size())},
                   "iptables and ipsets are not supported, nftables is used",
                   fmt::format("write `nftables` instead of `{}`", name));
}

}  // namespace sempervivum::parser
