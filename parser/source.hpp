/// Step 1's result: the configuration as logical lines that know where they came from.
///
/// A logical line is one statement or one brace, without comments and outer
/// blanks, after includes, conditionals, parameters and repetitions. Its text is
/// made of pieces; each piece stands contiguously in one file and may have got
/// here through a chain of expansions and includes.
///
/// serialise() is the snapshot a parent hands to its children: they see the same
/// lines even when the files change.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.hpp"
#include "parser/span.hpp"

namespace sempervivum::parser {

/// A place in a file. Lines and columns count from 1; a tab is one column.
struct Position {
  std::uint32_t file = 0;
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  bool operator==(const Position &) const = default;
};

/// Text from `offset` on stands at `position`.
struct Piece {
  std::uint32_t offset = 0;
  Position position;
  /// Index into Source::expansions(), or no_expansion.
  std::uint32_t expansion = no_expansion;

  static constexpr std::uint32_t no_expansion = 0xffffffff;
};

/// One use of a parameter or repetition.
struct Expansion {
  std::string name;  // "$X", "~SEQ"
  Position used_at;
  /// The expansion the use itself stands in.
  std::uint32_t outer = Piece::no_expansion;
};

struct SourceFile {
  std::string name;
  /// Where it was included; file is no_file for the main file.
  Position included_at;
  /// The bytes as read; empty in a Source made from a snapshot.
  std::string_view text;
  /// Where every mark_distance-th line begins, the first one left out; set by Source::add_file().
  std::vector<std::uint32_t> marks{};

  static constexpr std::uint32_t no_file = 0xffffffff;
  static constexpr std::uint32_t mark_distance = 64;
};

/// One step of a finding's way: where its text stands, then what brought it there.
struct TraceStep {
  enum class Kind : std::uint8_t { stands, expanded_from, included_from };
  Kind kind = Kind::stands;
  Position position;
  std::string name;  // of the expansion
};

class Source {
 public:
  struct Line {
    std::string_view text;
    std::uint32_t first_piece = 0;
    std::uint32_t piece_count = 0;
    /// Kept for a finding's sake only; no statement.
    bool hidden = false;
  };

  std::span<const Line> lines() const { return lines_; }
  std::span<const SourceFile> files() const { return files_; }
  std::span<const Expansion> expansions() const { return expansions_; }
  /// Pieces of a line, first one at offset 0.
  std::span<const Piece> pieces(const Line &line) const {
    return {pieces_.data() + line.first_piece, line.piece_count};
  }

  std::string_view text(const SourceSpan &span) const;
  /// Where the first byte of `span` stands, and how it got here. Empty for an unset span.
  std::vector<TraceStep> trace(const SourceSpan &span) const;
  /// Line number and file that the reader of the main text would name: the outermost use.
  Position outermost(const SourceSpan &span) const;
  /// A physical line's text without its line end; empty when unknown.
  std::string_view file_line(const Position &position) const;

  /// Building: texts given to keep() live as long as the Source.
  std::string_view keep(std::string text);
  /// The size of all that was kept.
  std::size_t kept_bytes() const { return kept_bytes_; }
  std::uint32_t add_file(SourceFile file);
  std::uint32_t add_expansion(Expansion expansion);
  /// Makes room for about so many more lines.
  void expect_lines(std::size_t count);
  void add_line(std::string_view text, std::span<const Piece> pieces);
  /// Its index.
  std::uint32_t add_hidden_line(std::string_view text, std::span<const Piece> pieces);

  std::string serialise() const;
  /// The error says what is wrong with the bytes.
  static base::Expected<Source, std::string> deserialise(std::string_view bytes);

 private:
  const Piece *piece_at(const SourceSpan &span) const;

  std::deque<std::string> texts_;
  std::size_t kept_bytes_ = 0;
  std::vector<SourceFile> files_;
  std::vector<Expansion> expansions_;
  std::vector<Piece> pieces_;
  std::vector<Line> lines_;
};

}  // namespace sempervivum::parser
