#include "parser/dump.hpp"

#include <fmt/format.h>

#include "parser/json.hpp"
#include "parser/schema.hpp"

namespace sempervivum::parser {

namespace {

/// Rows that say something of their own.
bool is_written(const Keyword &row) { return row.alias_of.empty(); }

/// A row's value, if it has one.
bool value_of(const Keyword &row, const void *object, std::string &text) {
  text.clear();
  return row.fills.write(object, row, text);
}

class TextDump {
 public:
  std::string take() { return std::move(out_); }

  void block(const Place &place, const void *object) {
    for (const auto &row : place.rows)
      if (is_written(row) && !row.positional) statement(row, object);
  }

 private:
  void statement(const Keyword &row, const void *object) {
    switch (row.shape) {
      case Shape::value: return value(row, object);
      case Shape::options: return options(row, object);
      case Shape::block: return nested(row, object);
      case Shape::items: return items(row, object);
      case Shape::words: return words(row, object);
    }
  }

  void put(std::string_view text) {
    out_.append(depth_ * 2, ' ');
    out_ += text;
    out_ += '\n';
  }

  void value(const Keyword &row, const void *object) {
    std::string text;
    if (!value_of(row, object, text)) return;
    // A keyword that collects has a line for each of its values.
    for (std::string_view rest = text;;) {
      const auto end = rest.find('\n');
      const auto one = rest.substr(0, end);
      put(one.empty() ? std::string{row.name} : fmt::format("{} {}", row.name, one));
      if (end == std::string_view::npos) return;
      rest.remove_prefix(end + 1);
    }
  }

  /// The values and options of a line, the keyword itself left out.
  static std::string line(const Place &place, const void *object) {
    std::string out;
    const auto add = [&out](std::string_view text) {
      if (!out.empty() && !text.empty()) out += ' ';
      out += text;
    };
    std::string text;
    for (const auto &row : place.rows) {
      if (!is_written(row)) continue;
      if (row.shape == Shape::options) {
        for (std::size_t i = 0; i < row.opens.count(object); ++i) {
          add(row.name);
          add(line(*row.inside, row.opens.at(object, i)));
        }
      } else if (row.shape == Shape::value && value_of(row, object, text)) {
        if (!row.positional && !row.fallback) add(row.name);
        add(text);
      }
    }
    return out;
  }

  /// Positional values behind a block's keyword.
  static std::string header(const Place &place, const void *object) {
    std::string out;
    std::string text;
    for (const auto &row : place.rows) {
      if (!row.positional) break;
      if (value_of(row, object, text)) (out += ' ') += text;
    }
    return out;
  }

  void options(const Keyword &row, const void *object) {
    for (std::size_t i = 0; i < row.opens.count(object); ++i) {
      const auto text = line(*row.inside, row.opens.at(object, i));
      const bool fills_parent = row.opens.at(object, i) == object;
      if (text.empty() && (fills_parent || row.inside->rows.front().positional)) continue;
      put(text.empty() ? std::string{row.name} : fmt::format("{} {}", row.name, text));
    }
  }

  void nested(const Keyword &row, const void *object) {
    for (std::size_t i = 0; i < row.opens.count(object); ++i) {
      const auto *inner = row.opens.at(object, i);
      put(fmt::format("{}{} {{", row.name, header(*row.inside, inner)));
      ++depth_;
      block(*row.inside, inner);
      --depth_;
      put("}");
    }
  }

  void items(const Keyword &row, const void *object) {
    const auto count = row.opens.count(object);
    if (count == 0) return;
    if (!row.fallback) put(fmt::format("{} {{", row.name));
    depth_ += !row.fallback;
    for (std::size_t i = 0; i < count; ++i) put(line(*row.inside, row.opens.at(object, i)));
    depth_ -= !row.fallback;
    if (!row.fallback) put("}");
  }

  void words(const Keyword &row, const void *object) {
    std::string text;
    if (!value_of(row, object, text)) return;
    put(fmt::format("{} {{", row.name));
    ++depth_;
    for (std::string_view rest = text; !rest.empty();) {
      const auto end = std::min(rest.find('\n'), rest.size());
      put(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    --depth_;
    put("}");
  }

  std::string out_;
  std::size_t depth_ = 0;
};

class JsonDump {
 public:
  std::string take() { return json_.take(); }

  void object(const Place &place, const void *from) {
    json_.begin_object();
    members(place, from);
    json_.end_object();
  }

 private:
  void members(const Place &place, const void *from) {
    std::string text;
    for (const auto &row : place.rows) {
      if (!is_written(row)) continue;
      if (row.inside)
        inner(row, from);
      else if (value_of(row, from, text))
        value(row, text);
    }
  }

  void value(const Keyword &row, std::string_view text) {
    using Kind = Argument::Kind;
    json_.key(row.name);
    const bool numeric = row.takes.kind == Kind::integer || row.takes.kind == Kind::decimal;
    const bool number = numeric && !text.empty() && text.find_first_not_of("0123456789.-") == std::string_view::npos;
    if (row.takes.kind == Kind::none || row.takes.kind == Kind::boolean)
      json_.boolean(text != "false");
    else if (number)
      json_.raw(text);
    else if (row.shape == Shape::words)
      list(text);
    else
      json_.string(text);
  }

  void list(std::string_view text) {
    json_.begin_array();
    for (auto rest = text; !rest.empty();) {
      const auto end = std::min(rest.find('\n'), rest.size());
      json_.string(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    json_.end_array();
  }

  void inner(const Keyword &row, const void *from) {
    const auto count = row.opens.count(from);
    if (count == 0) return;
    if (row.opens.at(from, 0) == from) return members(*row.inside, from);
    const bool several = row.opens.repeats;
    json_.key(row.name);
    if (several) json_.begin_array();
    for (std::size_t i = 0; i < count; ++i) object(*row.inside, row.opens.at(from, i));
    if (several) json_.end_array();
  }

  JsonWriter json_;
};

}  // namespace

std::string dump_text(const Config &config) {
  TextDump dump;
  dump.block(root_place, &config);
  return dump.take();
}

std::string dump_json(const Config &config) {
  JsonDump dump;
  dump.object(root_place, &config);
  return dump.take();
}

}  // namespace sempervivum::parser
