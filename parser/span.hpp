/// Where a piece of configuration stands.
///
/// A span points into the logical lines of the Source it came from; the Source
/// turns it into file, line and column, and knows what was included or expanded.
#pragma once

#include <cstdint>

namespace sempervivum::parser {

struct SourceSpan {
  /// Index into Source::lines().
  std::uint32_t line = no_line;
  /// Bytes from the beginning of that line's text.
  std::uint32_t offset = 0;
  std::uint32_t length = 0;

  static constexpr std::uint32_t no_line = 0xffffffff;

  constexpr bool is_set() const { return line != no_line; }

  /// Every two spans are equal: moving a statement to another line does not
  /// change a configuration, so a reload must not see a difference.
  friend constexpr bool operator==(const SourceSpan &, const SourceSpan &) { return true; }
};

/// From the beginning of `first` to the end of `last`, both on one line.
constexpr SourceSpan join(const SourceSpan &first, const SourceSpan &last) {
  if (first.line != last.line || last.offset < first.offset) return first;
  return {first.line, first.offset, last.offset + last.length - first.offset};
}

}  // namespace sempervivum::parser
