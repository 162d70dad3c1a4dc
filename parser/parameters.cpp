#include "parser/parameters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace sempervivum::parser {

namespace {

constexpr bool starts_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
constexpr bool in_name(char c) { return starts_name(c) || (c >= '0' && c <= '9'); }

std::string_view name_at(std::string_view text) {
  if (text.empty() || !starts_name(text.front())) return {};
  return text.substr(0, static_cast<std::size_t>(std::ranges::find_if_not(text, in_name) - text.begin()));
}

bool ends_bare_name(std::string_view after) {
  return after.empty() || is_blank(after.front()) || after.front() == ',' || after.front() == ')';
}

std::string_view skip_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  return text;
}

/// `MIN [MAX]` of ${_RANDOM}; the default range is rand()'s portable one.
std::pair<std::uint32_t, std::uint32_t> random_range(std::string_view argument) {
  std::uint32_t low = 0;
  std::uint32_t high = 32767;
  auto rest = skip_blanks(argument);
  const auto first = std::from_chars(rest.data(), rest.data() + rest.size(), low);
  rest = skip_blanks(rest.substr(static_cast<std::size_t>(first.ptr - rest.data())));
  std::from_chars(rest.data(), rest.data() + rest.size(), high);
  return {low, std::max(low, high)};
}

}  // namespace

/// A parameter's use in a text: `$NAME` or `${NAME}` or `${_BUILTIN ARGUMENT}`.
struct Parameters::Use {
  std::string_view name;
  std::string_view argument;
  std::size_t size = 0;  // of the whole use
};

Finding &report_at(FindingId id, const Fragment &where, std::string message, Source &source, Diagnostics &diagnostics) {
  std::vector<Piece> pieces{where.first};
  pieces.insert(pieces.end(), where.more.begin(), where.more.end());
  const auto line = source.add_hidden_line(where.text, pieces);
  return diagnostics.add(id, {line, 0, static_cast<std::uint32_t>(where.text.size())}, std::move(message));
}

Parameters::Parameters(BuiltIns built_ins, Source &source, Diagnostics &diagnostics)
    : built_ins_{std::move(built_ins)}, random_{built_ins_.random_seed}, source_{source}, diagnostics_{diagnostics} {}

void Parameters::report(FindingId id, const Fragment &line, std::string message) const {
  report_at(id, line, std::move(message), source_, diagnostics_);
}

std::optional<Parameters::Definition> Parameters::definition(const Fragment &line) {
  if (!line.text.starts_with('$')) return std::nullopt;
  const auto name = name_at(line.text.substr(1));
  const auto equals = 1 + name.size();
  if (name.empty() || equals >= line.text.size() || line.text[equals] != '=') return std::nullopt;
  return Definition{name, trimmed(line.sub(equals + 1))};
}

void Parameters::define(std::string_view name, std::vector<Fragment> lines) {
  values_.insert_or_assign(std::string{name}, std::move(lines));
}

std::optional<std::string> Parameters::built_in(std::string_view name, std::string_view argument) {
  if (name == "_INSTANCE") return built_ins_.config_id;
  if (name == "_PWD") return directory_;
  if (name == "_HASH") return "#";
  if (name == "_BANG") return "!";
  if (name == "_RANDOM") {
    const auto [low, high] = random_range(argument);
    return std::to_string(std::uniform_int_distribution<std::uint32_t>{low, high}(random_));
  }
  if (name != "_ENV" || argument.empty() || name_at(argument).size() != argument.size()) return std::nullopt;
  if (!built_ins_.environment) return "";
  return built_ins_.environment(argument).value_or("");
}

std::optional<Parameters::Use> Parameters::use_at(std::string_view text, std::size_t dollar) const {
  const auto after = text.substr(dollar + 1);
  const auto name = name_at(after.starts_with('{') ? after.substr(1) : after);
  if (name.empty()) return std::nullopt;
  if (!after.starts_with('{')) {
    if (!ends_bare_name(after.substr(name.size()))) return std::nullopt;
    return Use{name, {}, 1 + name.size()};
  }
  const auto close = after.find('}');
  if (close == std::string_view::npos) return std::nullopt;
  const auto argument = after.substr(1 + name.size(), close - 1 - name.size());
  if (!argument.empty() && !is_blank(argument.front())) return std::nullopt;
  return Use{name, skip_blanks(argument), close + 2};
}

Fragment Parameters::placed(const Fragment &part, std::uint32_t expansion) const {
  Fragment copy = part;
  copy.first.expansion = expansion;
  for (auto &piece : copy.more) piece.expansion = expansion;
  return copy;
}

bool Parameters::replace(const Fragment &line, std::size_t begin, const Use &use, FragmentBuilder &out,
                         std::vector<Fragment> &rest) {
  const auto here = line.sub(begin, use.size);
  const auto found = values_.find(use.name);
  if (found != values_.end() && use.argument.empty()) {
    const auto &lines = found->second;
    if (lines.size() > 1 && begin + use.size != line.text.size()) return false;
    const auto expansion = source_.add_expansion({fmt::format("${}", use.name), here.position(), here.expansion()});
    if (!lines.empty()) out.append(placed(lines.front(), expansion));
    for (std::size_t i = 1; i < lines.size(); ++i) rest.push_back(placed(lines[i], expansion));
    return true;
  }
  const auto value = built_in(use.name, use.argument);
  if (!value) return false;
  Fragment made = here;
  made.text = source_.keep(*value);
  made.more.clear();
  out.append(made);
  return true;
}

std::optional<Substituted> Parameters::one_pass(const Fragment &line) {
  FragmentBuilder out;
  Substituted result;
  std::size_t copied = 0;
  for (auto at = line.text.find('$'); at != std::string_view::npos; at = line.text.find('$', at)) {
    const auto use = use_at(line.text, at);
    if (!use) {
      ++at;
      continue;
    }
    out.append(line.sub(copied, at - copied));
    copied = at;
    if (replace(line, at, *use, out, result.rest)) {
      copied = at + use->size;
      result.changed = true;
      if (out.size() > max_line) return std::nullopt;
    }
    at += use->size;
  }
  if (!result.changed) return Substituted{line, {}, false};
  out.append(line.sub(copied));
  result.line = std::move(out).finish(source_);
  return result;
}

std::optional<Substituted> Parameters::substitute(const Fragment &line) {
  Substituted whole{line, {}, false};
  for (unsigned pass = 0; whole.line.text.find('$') != std::string_view::npos; ++pass) {
    if (pass == max_passes) {
      report(FindingId::recursive_parameter, line, "a parameter here refers to itself");
      return std::nullopt;
    }
    auto next = one_pass(whole.line);
    if (!next) {
      report(FindingId::expansion_too_large, line, fmt::format("this grows beyond {} bytes by substitution", max_line));
      return std::nullopt;
    }
    if (!next->changed) break;
    next->rest.insert(next->rest.end(), whole.rest.begin(), whole.rest.end());
    whole = std::move(*next);
    if (!whole.rest.empty()) break;
  }
  return whole;
}

}  // namespace sempervivum::parser
