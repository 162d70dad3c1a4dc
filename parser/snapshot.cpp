// The bytes a parent hands to its children, and keeps: numbers of seven bits a byte,
// the lowest first, the last byte without its highest bit, texts with their length in
// front. A number is written as the one after it, so that "none" (all bits) is short.
// Both ends are the same program, so there is a magic word but no versioning.
#include <algorithm>
#include <optional>

#include "parser/source.hpp"

namespace sempervivum::parser {

namespace {

constexpr std::string_view magic = "sempervivum-conf-2\n";

class Writer {
 public:
  void number(std::uint32_t value) {
    for (++value; value > 0x7fU; value >>= 7U) out_.push_back(static_cast<char>(value | 0x80U));
    out_.push_back(static_cast<char>(value));
  }
  void text(std::string_view value) {
    number(static_cast<std::uint32_t>(value.size()));
    out_ += value;
  }
  void position(const Position &value) {
    number(value.file);
    number(value.line);
    number(value.column);
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_{magic};
};

/// Reads from the front of a view; after the first failure everything is zero.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_{bytes} {}

  std::uint32_t number() {
    std::uint32_t value = 0;
    for (unsigned shift = 0; shift < 35; shift += 7) {
      const auto byte = take(1);
      if (byte.empty()) return 0;
      const auto bits = static_cast<unsigned char>(byte.front());
      value |= (bits & 0x7fU) << shift;
      if (bits < 0x80U) return value - 1;
    }
    good_ = false;
    return 0;
  }
  std::string_view text() { return take(number()); }
  Position position() {
    const auto file = number();
    const auto line = number();
    return {file, line, number()};
  }
  bool good() const { return good_; }
  bool at_end() const { return rest_.empty(); }

 private:
  std::string_view take(std::size_t size) {
    if (!good_ || size > rest_.size()) {
      good_ = false;
      return {};
    }
    const auto front = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return front;
  }

  std::string_view rest_;
  bool good_ = true;
};

bool valid_position(const Position &position, std::size_t files) {
  return position.file < files || position.file == SourceFile::no_file;
}

void read_files(Reader &in, Source &source) {
  for (auto count = in.number(); in.good() && count > 0; --count) {
    const std::string name{in.text()};
    const auto at = in.position();
    // A file can only be included from one that was opened before it.
    const bool known = valid_position(at, source.files().size());
    source.add_file({name, known ? at : Position{SourceFile::no_file, 0, 0}, {}});
  }
}

bool read_expansions(Reader &in, Source &source) {
  for (auto count = in.number(); in.good() && count > 0; --count) {
    const std::string name{in.text()};
    const auto used_at = in.position();
    const auto outer = in.number();
    const bool known = outer == Piece::no_expansion || outer < source.expansions().size();
    if (!known || used_at.file >= source.files().size()) return false;
    source.add_expansion({name, used_at, outer});
  }
  return in.good();
}

std::optional<Piece> read_piece(Reader &in, const Source &source) {
  Piece piece;
  piece.offset = in.number();
  piece.position = in.position();
  piece.expansion = in.number();
  const bool known = piece.expansion == Piece::no_expansion || piece.expansion < source.expansions().size();
  if (!in.good() || !known || piece.position.file >= source.files().size()) return std::nullopt;
  return piece;
}

bool read_lines(Reader &in, Source &source) {
  std::vector<Piece> pieces;
  for (auto count = in.number(); in.good() && count > 0; --count) {
    const auto text = source.keep(std::string{in.text()});
    const bool hidden = in.number() != 0;
    pieces.clear();
    for (auto left = in.number(); in.good() && left > 0; --left) {
      const auto piece = read_piece(in, source);
      if (!piece) return false;
      pieces.push_back(*piece);
    }
    if (hidden)
      source.add_hidden_line(text, pieces);
    else
      source.add_line(text, pieces);
  }
  return in.good() && in.at_end();
}

}  // namespace

std::string Source::serialise() const {
  Writer out;
  out.number(static_cast<std::uint32_t>(files_.size()));
  for (const auto &file : files_) {
    out.text(file.name);
    out.position(file.included_at);
  }
  out.number(static_cast<std::uint32_t>(expansions_.size()));
  for (const auto &expansion : expansions_) {
    out.text(expansion.name);
    out.position(expansion.used_at);
    out.number(expansion.outer);
  }
  out.number(static_cast<std::uint32_t>(lines_.size()));
  for (const auto &line : lines_) {
    out.text(line.text);
    out.number(line.hidden);
    out.number(line.piece_count);
    for (const auto &piece : pieces(line)) {
      out.number(piece.offset);
      out.position(piece.position);
      out.number(piece.expansion);
    }
  }
  return out.take();
}

base::Expected<Source, std::string> Source::deserialise(std::string_view bytes) {
  if (!bytes.starts_with(magic)) return base::unexpected(std::string{"not a configuration snapshot"});
  Reader in{bytes.substr(magic.size())};
  Source source;
  read_files(in, source);
  if (!read_expansions(in, source) || !read_lines(in, source))
    return base::unexpected(std::string{"damaged configuration snapshot"});
  return source;
}

}  // namespace sempervivum::parser
