#include "parser/json.hpp"

#include <fmt/format.h>

#include <iterator>
#include <utility>

namespace sempervivum::parser {

namespace {

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; }

/// Bytes of the UTF-8 sequence at the front, 0 when there is none.
std::size_t sequence_size(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t size = first < 0x80   ? 1
                           : first < 0xc2 ? 0
                           : first < 0xe0 ? 2
                           : first < 0xf0 ? 3
                           : first < 0xf5 ? 4
                                          : 0;
  if (size == 0 || size > text.size()) return 0;
  for (std::size_t i = 1; i < size; ++i)
    if (!is_continuation(text[i])) return 0;
  if (size < 3) return size;
  const auto second = static_cast<unsigned char>(text[1]);
  const bool overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
  const bool outside = (first == 0xed && second >= 0xa0) || (first == 0xf4 && second >= 0x90);
  return overlong || outside ? 0 : size;
}

void append_escaped(std::string &out, std::string_view text) {
  while (!text.empty()) {
    const auto size = sequence_size(text);
    const char c = text.front();
    if (size == 0)
      out += "\\ufffd";
    else if (c == '"' || c == '\\')
      (out += '\\') += c;
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
    else
      out += text.substr(0, size);
    text.remove_prefix(size == 0 ? 1 : size);
  }
}

}  // namespace

void JsonWriter::separate() {
  if (std::exchange(after_key_, false)) return;
  if (filled_.empty()) return;
  if (filled_.back()) out_ += ',';
  filled_.back() = true;
  out_ += '\n';
  out_.append(filled_.size() * 2, ' ');
}

JsonWriter &JsonWriter::open(char bracket) {
  separate();
  out_ += bracket;
  filled_.push_back(false);
  return *this;
}

JsonWriter &JsonWriter::close(char bracket) {
  const bool filled = filled_.back();
  filled_.pop_back();
  if (filled) {
    out_ += '\n';
    out_.append(filled_.size() * 2, ' ');
  }
  out_ += bracket;
  return *this;
}

JsonWriter &JsonWriter::key(std::string_view name) {
  string(name);
  out_ += ": ";
  after_key_ = true;
  return *this;
}

JsonWriter &JsonWriter::string(std::string_view value) {
  separate();
  out_ += '"';
  append_escaped(out_, value);
  out_ += '"';
  return *this;
}

JsonWriter &JsonWriter::raw(std::string_view value) {
  separate();
  out_ += value;
  return *this;
}

std::string JsonWriter::take() {
  out_ += '\n';
  return std::exchange(out_, {});
}

}  // namespace sempervivum::parser
