/// The words of one statement as its row reads them, and where complaints go.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "parser/diagnostics.hpp"
#include "parser/schema.hpp"
#include "parser/words.hpp"

namespace sempervivum::parser {

/// A cursor over words. `statement` is the whole line, for keywords that split
/// it themselves.
class Arguments {
 public:
  Arguments(std::span<const Word> words, std::string_view statement, std::uint32_t line)
      : words_{words}, statement_{statement}, line_{line} {}

  bool empty() const { return at_ >= words_.size(); }
  const Word *peek() const { return empty() ? nullptr : &words_[at_]; }
  const Word *take() { return empty() ? nullptr : &words_[at_++]; }
  std::size_t left() const { return words_.size() - at_; }
  /// The word taken last, or the next one at the beginning.
  SourceSpan last_span() const;
  /// Where a missing word should have stood.
  SourceSpan end_span() const;
  std::uint32_t line() const { return line_; }
  std::string_view statement() const { return statement_; }
  void take_all() { at_ = words_.size(); }

 private:
  std::span<const Word> words_;
  std::string_view statement_;
  std::uint32_t line_;
  std::size_t at_ = 0;
};

/// What reading a value needs besides the words.
struct Reading {
  Diagnostics &diagnostics;
  /// -t: numbers with trailing text are refused instead of accepted with a warning.
  bool testing = false;
  /// A line of options is dropped where a keyword without its value ends the program.
  bool mild = false;
  /// The row being read.
  const Keyword *keyword = nullptr;

  /// A value is not there: fatal, or only the end of this statement.
  FindingId missing() const { return mild || keyword->mild ? FindingId::missing_value : FindingId::missing_parameter; }
  void complain(FindingId id, SourceSpan span, std::string message, std::string help = {}) const {
    const bool implied = diagnostics.found(FindingId::unknown_parameter, span);
    auto &finding =
        diagnostics.add(keyword->silent ? FindingId::ignored_value : id, span, std::move(message), std::move(help));
    finding.about = keyword->name;
    finding.implied = implied;
  }
};

}  // namespace sempervivum::parser
