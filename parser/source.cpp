#include "parser/source.hpp"

#include <algorithm>

namespace sempervivum::parser {

namespace {

Position moved(Position position, std::uint32_t columns) {
  position.column += columns;
  return position;
}

/// Where every 64th line begins, so that none has to be looked for from the beginning.
std::vector<std::uint32_t> marks_of(std::string_view text) {
  std::vector<std::uint32_t> marks;
  std::uint32_t line = 1;
  for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n', end + 1))
    if (line++ % SourceFile::mark_distance == 0) marks.push_back(static_cast<std::uint32_t>(end + 1));
  return marks;
}

}  // namespace

std::string_view Source::text(const SourceSpan &span) const {
  if (!span.is_set() || span.line >= lines_.size()) return {};
  const auto text = lines_[span.line].text;
  return span.offset > text.size() ? std::string_view{} : text.substr(span.offset, span.length);
}

const Piece *Source::piece_at(const SourceSpan &span) const {
  if (!span.is_set() || span.line >= lines_.size()) return nullptr;
  const auto all = pieces(lines_[span.line]);
  const auto after = std::ranges::upper_bound(all, span.offset, {}, &Piece::offset);
  return after == all.begin() ? nullptr : &*(after - 1);
}

std::vector<TraceStep> Source::trace(const SourceSpan &span) const {
  const auto *piece = piece_at(span);
  if (!piece) return {};
  std::vector<TraceStep> steps;
  auto position = moved(piece->position, span.offset - piece->offset);
  steps.push_back({TraceStep::Kind::stands, position, {}});
  for (auto at = piece->expansion; at != Piece::no_expansion; at = expansions_[at].outer) {
    position = expansions_[at].used_at;
    steps.push_back({TraceStep::Kind::expanded_from, position, expansions_[at].name});
  }
  for (auto at = files_[position.file].included_at; at.file != SourceFile::no_file; at = files_[at.file].included_at)
    steps.push_back({TraceStep::Kind::included_from, at, {}});
  return steps;
}

Position Source::outermost(const SourceSpan &span) const {
  const auto *piece = piece_at(span);
  if (!piece) return {};
  auto position = moved(piece->position, span.offset - piece->offset);
  for (auto at = piece->expansion; at != Piece::no_expansion; at = expansions_[at].outer)
    position = expansions_[at].used_at;
  return position;
}

std::string_view Source::file_line(const Position &position) const {
  if (position.file >= files_.size() || position.line == 0) return {};
  const auto &file = files_[position.file];
  const auto mark = std::min<std::size_t>((position.line - 1) / SourceFile::mark_distance, file.marks.size());
  auto text = file.text.substr(mark == 0 ? 0 : file.marks[mark - 1]);
  for (auto line = position.line - mark * SourceFile::mark_distance; line > 1; --line) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  text = text.substr(0, text.find('\n'));
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

std::string_view Source::keep(std::string text) {
  kept_bytes_ += text.size();
  return texts_.emplace_back(std::move(text));
}

std::uint32_t Source::add_file(SourceFile file) {
  file.marks = marks_of(file.text);
  files_.push_back(std::move(file));
  return static_cast<std::uint32_t>(files_.size() - 1);
}

std::uint32_t Source::add_expansion(Expansion expansion) {
  expansions_.push_back(std::move(expansion));
  return static_cast<std::uint32_t>(expansions_.size() - 1);
}

void Source::expect_lines(std::size_t count) {
  const auto wanted = lines_.size() + count;
  if (wanted <= lines_.capacity()) return;
  // At least doubling, so that many small files cost no more than one large one.
  lines_.reserve(std::max(wanted, lines_.capacity() * 2));
  pieces_.reserve(std::max(pieces_.size() + count, pieces_.capacity() * 2));
}

void Source::add_line(std::string_view text, std::span<const Piece> pieces) {
  const auto first = static_cast<std::uint32_t>(pieces_.size());
  pieces_.insert(pieces_.end(), pieces.begin(), pieces.end());
  lines_.push_back({text, first, static_cast<std::uint32_t>(pieces.size()), false});
}

std::uint32_t Source::add_hidden_line(std::string_view text, std::span<const Piece> pieces) {
  add_line(text, pieces);
  lines_.back().hidden = true;
  return static_cast<std::uint32_t>(lines_.size() - 1);
}

}  // namespace sempervivum::parser
