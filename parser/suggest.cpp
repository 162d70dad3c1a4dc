#include "parser/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace sempervivum::parser {

namespace {

/// Longer words are no typing mistakes of any keyword.
constexpr std::size_t longest = 64;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same(char left, char right) { return lower(left) == lower(right); }

/// One word's letters in another order or with `-` for `_` count less than their edits.
unsigned tolerance(std::string_view word) { return word.size() <= 3 ? 1 : word.size() <= 6 ? 2 : 3; }

}  // namespace

unsigned edit_distance(std::string_view left, std::string_view right) {
  const auto width = right.size() + 1;
  std::vector<unsigned> before(width);
  std::vector<unsigned> above(width);
  std::vector<unsigned> row(width);
  for (std::size_t j = 0; j < width; ++j) above[j] = static_cast<unsigned>(j);
  for (std::size_t i = 1; i <= left.size(); ++i) {
    row[0] = static_cast<unsigned>(i);
    for (std::size_t j = 1; j < width; ++j) {
      const unsigned replaced = above[j - 1] + !same(left[i - 1], right[j - 1]);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && same(left[i - 1], right[j - 2]) && same(left[i - 2], right[j - 1]))
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(above);
    above.swap(row);
  }
  return above.back();
}

std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates) {
  std::string_view best;
  if (word.size() > longest || candidates.size() > most_candidates) return best;
  auto best_distance = tolerance(word) + 1;
  for (const auto candidate : candidates) {
    const auto distance = edit_distance(word, candidate);
    if (distance >= best_distance || distance >= candidate.size()) continue;
    best = candidate;
    best_distance = distance;
  }
  return best;
}

std::string joined(std::span<const std::string_view> words, std::string_view between) {
  std::string text;
  for (const auto word : words) {
    if (!text.empty()) text += between;
    text += word;
  }
  return text;
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates) {
  const auto best = nearest(word, candidates);
  return best.empty() ? std::string{} : fmt::format("did you mean `{}`?", best);
}

namespace {

/// Longer lists help nobody.
constexpr std::size_t most_listed = 12;

/// 192.0.2.1:80
bool has_port(std::string_view word) {
  const auto colon = word.find(':');
  return colon != std::string_view::npos && word.find('.') < colon && colon + 1 < word.size() &&
         word.find_first_not_of("0123456789", colon + 1) == std::string_view::npos;
}

}  // namespace

bool is_netmask(std::string_view word) { return word == "netmask" || word == "mask"; }

std::string value_advice(std::string_view word, std::string otherwise) {
  if (word.ends_with(';')) return "remove the `;`: a statement ends with its line";
  if (word.ends_with(',')) return "remove the `,`: blanks or lines separate values";
  if (word.starts_with('=')) return "remove the `=`: the value follows its keyword";
  if (word.starts_with('$'))
    return fmt::format("there is no such parameter; define it above, in a line of its own: `{}=VALUE`", word);
  if (word.find('$') != std::string_view::npos) return "within a word a parameter is written `${NAME}`";
  if (has_port(word)) {
    const auto colon = word.find(':');
    return fmt::format("the port is a word of its own: `{} {}`", word.substr(0, colon), word.substr(colon + 1));
  }
  return otherwise;
}

std::string option_advice(std::string_view word, std::span<const std::string_view> options) {
  if (is_netmask(word)) return "the length of the network stands behind the address: 192.0.2.1/24";
  auto help = did_you_mean(word, options);
  if (help.empty()) help = value_advice(word, {});
  if (!help.empty() || options.empty() || options.size() > most_listed) return help;
  return fmt::format("there are {}", joined(options, ", "));
}

std::string line_advice(std::string_view word) {
  if (word.starts_with("//") || word.starts_with("/*") || word.starts_with("--") || word.starts_with(';'))
    return "a comment begins with `#` or `!`";
  if (word.ends_with(';')) return "remove the `;`: a statement ends with its line";
  if (word.find('=') != std::string_view::npos && !word.starts_with('$'))
    return "a keyword and its value are separated by a blank";
  return {};
}

}  // namespace sempervivum::parser
