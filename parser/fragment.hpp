/// Text that knows where each part of it stands: the unit step 1 works on.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "parser/source.hpp"

namespace sempervivum::parser {

/// A view with its pieces. The bytes belong to the Source. Most fragments are
/// one piece of a file; only substitution makes more.
struct Fragment {
  std::string_view text;
  Piece first;              // covers text from 0
  std::vector<Piece> more;  // ascending offsets above 0

  Fragment sub(std::size_t begin, std::size_t count = std::string_view::npos) const;
  Position position() const { return first.position; }
  std::uint32_t expansion() const { return first.expansion; }
};

/// Collects fragments into one; the text is kept by the source at the end.
class FragmentBuilder {
 public:
  void append(const Fragment &part);
  std::size_t size() const { return text_.size(); }
  Fragment finish(Source &source) &&;

 private:
  std::string text_;
  std::vector<Piece> pieces_;
};

/// Space, tab, form feed, vertical tab, CR or LF: what separates words.
constexpr bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

/// The first byte from `from` on that `is_wanted`, or npos. Every byte of a configuration
/// comes by here; std::string_view::find_first_of() calls a function for each.
template <class Wanted>
std::size_t find_where(Wanted is_wanted, std::string_view text, std::size_t from = 0) {
  for (; from < text.size(); ++from)
    if (is_wanted(text[from])) return from;
  return std::string_view::npos;
}

std::string_view without_outer_blanks(std::string_view text);
Fragment trimmed(const Fragment &fragment);

/// Without its comment and outer blanks. `!` and `#` begin a comment outside
/// double quotes unless a backslash stands before them, which is removed then.
Fragment without_comment(const Fragment &fragment, Source &source);

}  // namespace sempervivum::parser
