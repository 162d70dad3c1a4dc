#include "parser/fragment.hpp"

#include <algorithm>

namespace sempervivum::parser {

namespace {

constexpr bool is_special(char c) { return c == '!' || c == '#' || c == '"' || c == '\\'; }

/// The first byte that ends plain text in a scan for comments.
std::size_t next_special(std::string_view text, std::size_t from) { return find_where(is_special, text, from); }

struct CommentScan {
  std::size_t end = std::string_view::npos;  // where the comment begins
  std::vector<std::size_t> escapes;          // backslashes to remove
};

CommentScan scan_comment(std::string_view text) {
  CommentScan scan;
  bool quoted = false;
  for (auto at = next_special(text, 0); at != std::string_view::npos; at = next_special(text, at + 1)) {
    const char c = text[at];
    if (c == '"') {
      quoted = !quoted;
    } else if (c == '\\' && at + 1 < text.size()) {
      if (!quoted && (text[at + 1] == '#' || text[at + 1] == '!')) scan.escapes.push_back(at);
      ++at;
    } else if (c != '\\' && !quoted) {
      scan.end = at;
      break;
    }
  }
  return scan;
}

}  // namespace

Fragment Fragment::sub(std::size_t begin, std::size_t count) const {
  begin = std::min(begin, text.size());
  const auto skip = static_cast<std::uint32_t>(begin);
  auto next = std::ranges::upper_bound(more, skip, {}, &Piece::offset);
  Fragment part{text.substr(begin, count), next == more.begin() ? first : *(next - 1), {}};
  part.first.position.column += skip - part.first.offset;
  part.first.offset = 0;
  for (const auto end = begin + part.text.size(); next != more.end() && next->offset < end; ++next) {
    part.more.push_back(*next);
    part.more.back().offset -= skip;
  }
  return part;
}

void FragmentBuilder::append(const Fragment &part) {
  const auto shift = static_cast<std::uint32_t>(text_.size());
  if (part.text.empty()) return;
  pieces_.push_back(part.first);
  pieces_.back().offset = shift;
  for (auto piece : part.more) {
    piece.offset += shift;
    pieces_.push_back(piece);
  }
  text_ += part.text;
}

Fragment FragmentBuilder::finish(Source &source) && {
  Fragment whole;
  whole.text = source.keep(std::move(text_));
  if (pieces_.empty()) return whole;
  whole.first = pieces_.front();
  whole.more.assign(pieces_.begin() + 1, pieces_.end());
  return whole;
}

std::string_view without_outer_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

Fragment trimmed(const Fragment &fragment) {
  const auto inner = without_outer_blanks(fragment.text);
  if (inner.size() == fragment.text.size()) return fragment;
  return fragment.sub(static_cast<std::size_t>(inner.data() - fragment.text.data()), inner.size());
}

Fragment without_comment(const Fragment &fragment, Source &source) {
  const auto scan = scan_comment(fragment.text);
  const auto code = scan.end == std::string_view::npos ? fragment : fragment.sub(0, scan.end);
  if (scan.escapes.empty()) return trimmed(code);
  FragmentBuilder kept;
  std::size_t begin = 0;
  for (const auto escape : scan.escapes) {
    kept.append(code.sub(begin, escape - begin));
    begin = escape + 1;
  }
  kept.append(code.sub(begin));
  return trimmed(std::move(kept).finish(source));
}

}  // namespace sempervivum::parser
