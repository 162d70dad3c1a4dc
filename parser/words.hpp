/// Step 2, the line: statements to words, and quoted commands to argument vectors.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parser/span.hpp"

namespace sempervivum::parser {

struct Word {
  std::string_view text;  // without its quotes
  SourceSpan span;        // with its quotes
  bool quoted = false;
};

struct Words {
  std::vector<Word> words;
  /// Offset of a double quote that is never closed; words before it are kept.
  std::optional<std::uint32_t> unterminated;
};

/// Ordinary keywords: only the double quote groups, and one that follows
/// unquoted text begins a new word (language.md 9, 10). `words` is reused.
void split_words(std::string_view statement, std::uint32_t line, Words &words);

/// Keywords that take a command: both quotes group and a backslash keeps the
/// next character from ending the word; escapes stay as they are (language.md 11).
void split_quoted_words(std::string_view statement, std::uint32_t line, Words &words);

/// A command line to its arguments: both quotes, and the escapes \xHH, \0 to
/// \377, \cX, \a \b \E \f \n \r \t \v; any other escaped character is itself.
/// Nothing when a quote is never closed.
std::optional<std::vector<std::string>> split_command(std::string_view command);

/// The inverse: a double-quoted command that split_command() reads back.
std::string quote_command(const std::vector<std::string> &argv);

/// A word as an ordinary keyword takes it: in double quotes where it needs them.
std::string quote_word(std::string_view word);

}  // namespace sempervivum::parser
