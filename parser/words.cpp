#include "parser/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/spirit/home/x3.hpp>

namespace sempervivum::parser {

namespace {

namespace x3 = boost::spirit::x3;

using Iterator = const char *;

const auto blank = x3::char_(" \t\n\r\f\v");

// Statements.

const auto bare_word = x3::raw[+~x3::char_(" \t\n\r\f\v\"")];
const auto quoted_word = '"' >> x3::raw[*~x3::char_('"')] >> '"';

const auto escaped = '\\' >> x3::char_;
const auto command_bare = x3::raw[+(escaped | ~x3::char_(" \t\n\r\f\v\"'"))];
const auto command_double = '"' >> x3::raw[*(escaped | ~x3::char_('"'))] >> '"';
const auto command_single = '\'' >> x3::raw[*(escaped | ~x3::char_('\''))] >> '\'';

/// Puts what the two grammars find into Words.
struct WordSink {
  std::string_view statement;
  std::uint32_t line;
  Words &out;

  void operator()(const boost::iterator_range<Iterator> &range, bool quoted) const {
    const std::string_view text{range.begin(), static_cast<std::size_t>(range.end() - range.begin())};
    const auto offset = static_cast<std::uint32_t>(range.begin() - statement.data());
    const auto size = static_cast<std::uint32_t>(text.size());
    const auto span = quoted ? SourceSpan{line, offset - 1, size + 2} : SourceSpan{line, offset, size};
    out.words.push_back({text, span, quoted});
  }
};

/// `grammar_of(on_bare, on_quoted)` is one word's grammar.
template <class GrammarOf>
void split(const GrammarOf &grammar_of, std::string_view statement, std::uint32_t line, Words &words) {
  words.words.clear();
  words.unterminated.reset();
  const WordSink sink{statement, line, words};
  const auto on_bare = [&](auto &context) { sink(x3::_attr(context), false); };
  const auto on_quoted = [&](auto &context) { sink(x3::_attr(context), true); };
  Iterator at = statement.data();
  const Iterator end = at + statement.size();
  x3::parse(at, end, *blank >> *(grammar_of(on_bare, on_quoted) >> *blank));
  if (at != end) words.unterminated = static_cast<std::uint32_t>(at - statement.data());
}

// Commands. A character is its byte, whatever its sign.

const auto byte_of = [](auto &context) { x3::_val(context) = static_cast<char>(x3::_attr(context)); };
const auto control_of = [](auto &context) { x3::_val(context) = static_cast<char>(x3::_attr(context) & 0x1f); };

struct SingleEscapes : x3::symbols<char> {
  SingleEscapes() { add("a", '\a')("b", '\b')("E", '\x1b')("f", '\f')("n", '\n')("r", '\r')("t", '\t')("v", '\v'); }
};
const SingleEscapes single_escapes;

const x3::rule<struct HexEscape, char> hex_escape = "hex escape";
const x3::rule<struct OctalEscape, char> octal_escape = "octal escape";
const x3::rule<struct ControlEscape, char> control_escape = "control escape";
const x3::rule<struct Character, char> character = "character";

const auto hex_escape_def = ('x' >> x3::uint_parser<unsigned, 16, 1, 2>{})[byte_of];
const auto octal_escape_def = (x3::uint_parser<unsigned, 8, 1, 3>{})[byte_of];
const auto control_escape_def = ('c' >> x3::char_)[control_of];
const auto character_def = '\\' >> (hex_escape | octal_escape | control_escape | single_escapes | x3::char_);
BOOST_SPIRIT_DEFINE(hex_escape, octal_escape, control_escape, character)

const auto double_quoted = '"' >> *(character | ~x3::char_("\"\\")) >> '"';
const auto single_quoted = '\'' >> *(character | ~x3::char_("'\\")) >> '\'';
const auto unquoted = +(character | ~x3::char_(" \t\n\r\f\v\"'\\"));

const x3::rule<struct ArgumentTag, std::string> argument = "argument";
const auto argument_def = +(double_quoted | single_quoted | unquoted);
BOOST_SPIRIT_DEFINE(argument)

bool needs_quotes(std::string_view word) {
  return word.empty() || word.find_first_of(" \t\n\r\f\v!#{}") != std::string_view::npos || word.front() == '@' ||
         word.front() == '~';
}

/// One argument inside a double-quoted command.
void append_argument(std::string &out, std::string_view argument_text) {
  const bool grouped = argument_text.empty() || argument_text.find_first_of(" \t\n\r\f\v'") != std::string_view::npos;
  if (grouped) out += '\'';
  for (const char c : argument_text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || c == '"' || c == '\'' || c == '\\')
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", byte);
    else
      out += c;
  }
  if (grouped) out += '\'';
}

}  // namespace

void split_words(std::string_view statement, std::uint32_t line, Words &words) {
  const auto word = [](const auto &on_bare, const auto &on_quoted) {
    return quoted_word[on_quoted] | bare_word[on_bare];
  };
  split(word, statement, line, words);
}

void split_quoted_words(std::string_view statement, std::uint32_t line, Words &words) {
  const auto word = [](const auto &on_bare, const auto &on_quoted) {
    return command_double[on_quoted] | command_single[on_quoted] | command_bare[on_bare];
  };
  split(word, statement, line, words);
}

std::optional<std::vector<std::string>> split_command(std::string_view command) {
  std::vector<std::string> argv;
  Iterator at = command.data();
  const Iterator end = at + command.size();
  const bool matched = x3::parse(at, end, x3::omit[*blank] >> *(argument >> x3::omit[*blank]), argv);
  if (!matched || at != end) return std::nullopt;
  return argv;
}

std::string quote_command(const std::vector<std::string> &argv) {
  std::string out = "\"";
  for (const auto &one : argv) {
    if (out.size() > 1) out += ' ';
    append_argument(out, one);
  }
  return out + '"';
}

std::string quote_word(std::string_view word) {
  return needs_quotes(word) ? fmt::format("\"{}\"", word) : std::string{word};
}

}  // namespace sempervivum::parser
