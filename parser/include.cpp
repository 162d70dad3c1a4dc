#include "parser/include.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "parser/parameters.hpp"

namespace sempervivum::parser {

namespace {

struct Variant {
  std::string_view keyword;
  IncludeChecks checks;
};

constexpr auto variants = std::to_array<Variant>({
    {"include", {}},
    {"includer", {true, false, false, false}},
    {"includem", {true, true, false, false}},
    {"includew", {true, true, true, false}},
    {"includeb", {true, false, false, true}},
    {"includea", IncludeChecks::all()},
});

bool has_wildcard(std::string_view pattern) { return pattern.find_first_of("*?[{") != std::string_view::npos; }

void set_check(IncludeChecks &checks, std::string_view name, bool value) {
  if (name == "read") checks.read = value;
  if (name == "match") checks.match = value;
  if (name == "wildcard_match") checks.wildcard_match = value;
  if (name == "brace_match") checks.brace_match = value;
}

/// The alternatives of the first brace expression, written out.
std::vector<std::string> brace_alternatives(const std::string &pattern) {
  const auto open = pattern.find('{');
  const auto close = pattern.find('}', open == std::string::npos ? 0 : open);
  if (open == std::string::npos || close == std::string::npos) return {pattern};
  std::vector<std::string> all;
  for (std::size_t begin = open + 1; begin <= close;) {
    const auto end = std::min(pattern.find(',', begin), close);
    all.push_back(pattern.substr(0, open) + pattern.substr(begin, end - begin) + pattern.substr(close + 1));
    begin = end + 1;
  }
  return all;
}

/// More alternatives of a pattern than this, or wildcards in more of its directories, are refused.
constexpr std::size_t most_alternatives = 1000;
constexpr std::ptrdiff_t most_wildcard_directories = 5;

/// Reads what a brace expression stands for and counts it: sums within braces, products beside them.
class Alternatives {
 public:
  explicit Alternatives(std::string_view pattern) : rest_{pattern} {}
  bool too_many() { return sequence(false) > most_alternatives; }

 private:
  std::size_t sequence(bool inside) {
    std::size_t product = 1;
    while (!rest_.empty() && product <= most_alternatives) {
      const char c = rest_.front();
      if (inside && (c == ',' || c == '}')) break;
      rest_.remove_prefix(1);
      if (c == '{') product *= choice();
    }
    return product;
  }
  std::size_t choice() {
    if (++depth_ > most_alternatives) return most_alternatives + 1;
    std::size_t sum = sequence(true);
    while (rest_.starts_with(',') && sum <= most_alternatives) {
      rest_.remove_prefix(1);
      sum += sequence(true);
    }
    if (!rest_.empty()) rest_.remove_prefix(1);
    return sum;
  }

  std::string_view rest_;
  std::size_t depth_ = 0;
};

/// Whether looking for what matches could take for ever.
bool is_endless(std::string_view pattern) {
  std::ptrdiff_t directories = 0;
  for (auto rest = pattern; !rest.empty();) {
    const auto end = std::min(rest.find('/'), rest.size());
    directories += has_wildcard(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return directories > most_wildcard_directories || Alternatives{pattern}.too_many();
}

}  // namespace

IncludeChecks IncludeChecks::operator|(const IncludeChecks &other) const {
  return {read || other.read, match || other.match, wildcard_match || other.wildcard_match,
          brace_match || other.brace_match};
}

std::optional<Include> read_include(const Fragment &line) {
  if (!line.text.starts_with("include")) return std::nullopt;
  const auto end = std::ranges::find_if(line.text, is_blank) - line.text.begin();
  const auto keyword = line.text.substr(0, static_cast<std::size_t>(end));
  const auto variant = std::ranges::find(variants, keyword, &Variant::keyword);
  if (variant == variants.end() || keyword.size() == line.text.size()) return std::nullopt;
  auto pattern = trimmed(line.sub(keyword.size())).text;
  if (pattern.size() >= 2 && pattern.front() == '"' && pattern.back() == '"')
    pattern = pattern.substr(1, pattern.size() - 2);
  return Include{variant->checks, std::string{pattern}};
}

IncludeChecks include_checks(std::string_view statement, IncludeChecks before) {
  auto rest = statement.substr(std::min<std::size_t>(statement.size(), std::string_view{"include_check"}.size()));
  IncludeChecks checks = before;
  bool any = false;
  while (!rest.empty()) {
    const auto begin = std::min(rest.find_first_not_of(" \t\r\f\v"), rest.size());
    const auto end = std::min(rest.find_first_of(" \t\r\f\v", begin), rest.size());
    auto word = rest.substr(begin, end - begin);
    rest.remove_prefix(end);
    if (word.empty()) break;
    const bool value = !word.starts_with('-');
    if (word.starts_with('-') || word.starts_with('+'))
      word.remove_prefix(1);
    else if (!any)
      checks = {};
    set_check(checks, word, value);
    any = true;
  }
  return any ? checks : IncludeChecks::all();
}

std::vector<std::string> IncludeProblems::matches(const Include &include, const std::string &directory,
                                                  FileReader &files) {
  const bool absolute = include.pattern.starts_with('/') || directory.empty();
  const auto pattern = absolute ? include.pattern : directory + "/" + include.pattern;
  if (is_endless(pattern)) {
    report_at(FindingId::expansion_too_large, line_, "this pattern stands for too many names", source_, diagnostics_);
    return {};
  }
  const auto found = files.glob(pattern);
  const bool wildcard = has_wildcard(pattern);
  if (found.empty()) {
    const bool is_error = wildcard ? checks_.wildcard_match : checks_.match;
    report_at(is_error ? FindingId::include_unreadable : FindingId::include_no_match, line_,
              wildcard ? fmt::format("No config files matched '{}'.", include.pattern)
                       : FileFailure{FileFailure::Kind::missing, ENOENT}.message(include.pattern),
              source_, diagnostics_)
        .help = fmt::format("looked for {}", pattern);
  } else if (checks_.brace_match) {
    for (const auto &alternative : brace_alternatives(pattern))
      if (files.glob(alternative).empty())
        report_at(FindingId::include_unreadable, line_, fmt::format("Some config files missing: \"{}\".", alternative),
                  source_, diagnostics_);
  }
  return found;
}

void IncludeProblems::unreadable(const std::string &path, const FileFailure &failure) {
  report_at(checks_.read ? FindingId::include_unreadable : FindingId::include_skipped, line_, failure.message(path),
            source_, diagnostics_);
}

void IncludeProblems::too_deep(const std::string &path) {
  report_at(FindingId::include_too_deep, line_, fmt::format("{} is included by itself, or too deeply", path), source_,
            diagnostics_);
}

}  // namespace sempervivum::parser
