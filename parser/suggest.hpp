/// "Did you mean": the nearest of some words.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace sempervivum::parser {

/// Among more names than this none is looked for: it would take longer than it helps.
inline constexpr std::size_t most_candidates = 1000;

/// Edits (insert, delete, replace, swap neighbours) from one word to the other, ignoring case.
unsigned edit_distance(std::string_view left, std::string_view right);

/// The candidate nearest to `word`, or empty when none is near enough to be meant.
std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

/// "a or b"
std::string joined(std::span<const std::string_view> words, std::string_view between);

/// "did you mean `priority`?", or empty.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

/// For a value that cannot be read: what other languages write here and ours does not (a `;`, `=`,
/// a `$NAME` that nobody defined, a port behind a colon), or else `otherwise`.
std::string value_advice(std::string_view word, std::string otherwise);

/// The word that brings a netmask in other languages.
bool is_netmask(std::string_view word);

/// For a word that is none of a line's options: what may have been meant, or what there is.
std::string option_advice(std::string_view word, std::span<const std::string_view> options);

/// For a line that begins with no keyword: comments and line ends of other languages; or empty.
std::string line_advice(std::string_view word);

}  // namespace sempervivum::parser
