#include "parser/source_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>
#include <vector>

#include "parser/include.hpp"
#include "parser/repetition.hpp"

namespace sempervivum::parser {

namespace {

std::string directory_of(const std::string &path, const std::string &otherwise) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? otherwise : path.substr(0, slash == 0 ? 1 : slash);
}

constexpr bool is_brace_or_quote(char c) { return c == '{' || c == '}' || c == '"'; }

/// The first brace outside double quotes and `${NAME}`.
std::size_t find_brace(std::string_view text) {
  bool quoted = false;
  for (auto at = find_where(is_brace_or_quote, text); at != std::string_view::npos;
       at = find_where(is_brace_or_quote, text, at + 1)) {
    if (text[at] == '"')
      quoted = !quoted;
    else if (!quoted && text[at] == '{' && at > 0 && text[at - 1] == '$' &&
             text.find('}', at) != std::string_view::npos)
      at = text.find('}', at);
    else if (!quoted)
      return at;
  }
  return std::string_view::npos;
}

class SourceReader {
 public:
  SourceReader(const SourceOptions &options, FileReader &files, Diagnostics &diagnostics)
      : options_{options},
        files_{files},
        diagnostics_{diagnostics},
        parameters_{options.built_ins, source_, diagnostics},
        checks_{options.all_config ? IncludeChecks::all() : IncludeChecks{}} {}

  Source read() {
    const auto matches = files_.glob(options_.file);
    const auto names = matches.empty() ? std::vector{options_.file} : matches;
    for (const auto &name : names) read_main(name);
    if (names.size() > 1)
      diagnostics_.add(FindingId::several_files, {}, fmt::format("{} files match `{}`", names.size(), options_.file));
    return std::move(source_);
  }

 private:
  void read_main(const std::string &name) {
    auto text = files_.read(name);
    if (!text) {
      diagnostics_.add(FindingId::file_unreadable, {}, text.error().message(name));
      return;
    }
    open_files_.assign(1, std::filesystem::path{name}.lexically_normal());
    read_text(name, std::move(*text), {SourceFile::no_file, 0, 0});
  }

  void read_text(const std::string &name, std::string text, Position included_at) {
    const auto outer_directory = std::exchange(directory_, directory_of(name, options_.working_directory));
    parameters_.set_directory(directory_);
    const auto bytes = source_.keep(std::move(text));
    file_bytes_ += bytes.size();
    const auto file = source_.add_file({name, included_at, bytes});
    // Braces make lines of their own, so there are more of them than the file has.
    source_.expect_lines(static_cast<std::size_t>(std::ranges::count(bytes, '\n')) * 2);
    physical_lines(file, bytes);
    directory_ = outer_directory;
    parameters_.set_directory(directory_);
  }

  void physical_lines(std::uint32_t file, std::string_view bytes) {
    std::uint32_t number = 0;
    while (!bytes.empty() && !stopped_) {
      const auto end = std::min(bytes.find('\n'), bytes.size());
      Fragment line;
      line.text = bytes.substr(0, end);
      line.first.position = {file, ++number, 1};
      physical_line(line);
      bytes.remove_prefix(std::min(end + 1, bytes.size()));
    }
  }

  void physical_line(const Fragment &line) {
    if (line.text.find('\0') != std::string_view::npos) {
      report_at(FindingId::nul_byte, line.sub(0, 0), "the line contains a NUL byte and is ignored", source_,
                diagnostics_);
      return;
    }
    if (line.text.size() > incumbent_line)
      report_at(FindingId::long_line, line.sub(0, 1),
                fmt::format("keepalived splits or ignores lines longer than {} characters", incumbent_line), source_,
                diagnostics_);
    const auto code = without_comment(line, source_);
    // Also a comment with a backslash at its end continues a definition.
    continues_ = without_outer_blanks(line.text).ends_with('\\') || code.text.ends_with('\\');
    if (open_definition_) return continue_definition(code);
    statement(begins_definition(code) ? code : with_backslash_glued(code), 0);
  }

  /// A definition, perhaps behind a condition.
  static bool begins_definition(const Fragment &code) {
    return code.text.starts_with('$') || code.text.starts_with('@');
  }

  /// A backslash continues nothing here; it sticks to the word before it.
  Fragment with_backslash_glued(const Fragment &code) {
    if (!code.text.ends_with('\\')) return code;
    const auto word = trimmed(code.sub(0, code.text.size() - 1));
    if (word.text.size() + 1 == code.text.size()) return code;
    FragmentBuilder glued;
    glued.append(word);
    glued.append(code.sub(code.text.size() - 1));
    return std::move(glued).finish(source_);
  }

  // `$NAME=TEXT \` goes on until a line without a backslash.

  void begin_definition(const Parameters::Definition &definition) {
    definition_name_ = definition.name;
    definition_lines_.clear();
    open_definition_ = true;
    continue_definition(definition.text);
  }

  void continue_definition(const Fragment &line) {
    open_definition_ = continues_;
    const auto kept = line.text.ends_with('\\') ? trimmed(line.sub(0, line.text.size() - 1)) : line;
    if (!kept.text.empty() || definition_lines_.empty()) definition_lines_.push_back(kept);
    if (open_definition_) return;
    // `$X= \` followed by lines begins with the first of them.
    if (definition_lines_.size() > 1 && definition_lines_.front().text.empty())
      definition_lines_.erase(definition_lines_.begin());
    parameters_.define(definition_name_, std::move(definition_lines_));
    definition_lines_.clear();
  }

  /// One statement and everything it expands to.
  void statement(Fragment line, unsigned depth) {
    if (too_deep(line, depth)) return;
    while (!line.text.empty() && !stopped_) {
      if (line.text.front() == '@') {
        line = conditional(line);
        continue;
      }
      if (const auto definition = Parameters::definition(line)) return begin_definition(*definition);
      if (line.text.front() == '~' && repetition_size(line.text)) return repeat(line, depth);
      if (line.text.find('$') != std::string_view::npos) {
        auto next = parameters_.substitute(line);
        if (!next) return;
        if (next->changed) return expanded(*next, depth);
      }
      if (const auto include = read_include(line)) return include_files(*include, line, depth);
      line = emit(line);
    }
  }

  bool too_deep(const Fragment &line, unsigned depth) {
    if (depth > 0) repeated_bytes_ += line.text.size();
    const bool small = source_.lines().size() < max_lines && source_.expansions().size() < max_expansions &&
                       rounds_ <= max_expansions &&
                       source_.kept_bytes() - file_bytes_ + repeated_bytes_ <= max_expanded_bytes;
    if (depth > max_depth || !small) stop(line, "the configuration expands without end");
    return stopped_;
  }

  /// Nothing more is read: said once.
  void stop(const Fragment &line, std::string message) {
    if (!stopped_) report_at(FindingId::expansion_too_large, line, std::move(message), source_, diagnostics_);
    stopped_ = true;
  }

  void expanded(const Substituted &result, unsigned depth) {
    statement(without_comment(result.line, source_), depth + 1);
    for (const auto &line : result.rest) statement(without_comment(line, source_), depth + 1);
  }

  /// The rest of `@ID REST`, or nothing when it is not for us.
  Fragment conditional(const Fragment &line) const {
    const bool negated = line.text.starts_with("@^");
    const auto id_at = std::size_t{negated ? 2U : 1U};
    const auto blank = std::ranges::find_if(line.text.substr(id_at), is_blank) - line.text.substr(id_at).begin();
    const auto id = line.text.substr(id_at, static_cast<std::size_t>(blank));
    const bool wanted = (id == options_.built_ins.config_id) != negated;
    return wanted ? trimmed(line.sub(id_at + id.size())) : Fragment{};
  }

  void repeat(const Fragment &line, unsigned depth) {
    const auto size = *repetition_size(line.text);
    const auto arguments = parameters_.substitute(line.sub(0, size));
    if (!arguments) return;
    const auto repetition = read_repetition(arguments->line.text);
    if (!repetition) {
      report_at(FindingId::bad_repetition, line.sub(0, size), repetition.error(), source_, diagnostics_);
      return;
    }
    const auto body = trimmed(line.sub(size));
    rounds_ += repetition->rounds.size();
    if (too_deep(line, depth)) return;
    for (const auto &round : repetition->rounds) {
      if (stopped_) return;
      for (std::size_t i = 0; i < round.size(); ++i) define_variable(repetition->variables[i], round[i], line);
      statement(body, depth + 1);
    }
  }

  void define_variable(const std::string &name, const std::string &value, const Fragment &where) {
    Fragment text = where.sub(0, 1);
    text.text = source_.keep(value);
    parameters_.define(name, {text});
  }

  void include_files(const Include &include, const Fragment &line, unsigned depth) {
    const auto checks = checks_;
    IncludeProblems problems{include.checks | checks, line, source_, diagnostics_};
    for (const auto &path : problems.matches(include, directory_, files_)) {
      if (stopped_) return;
      include_file(path, problems, line, depth);
      checks_ = checks;
    }
  }

  void include_file(const std::string &path, IncludeProblems &problems, const Fragment &line, unsigned depth) {
    const auto place = std::filesystem::path{path}.lexically_normal();
    const bool loop = std::ranges::find(open_files_, place) != open_files_.end();
    if (loop || open_files_.size() > max_depth || depth > max_depth) return problems.too_deep(path);
    auto text = files_.read(path);
    if (!text) return problems.unreadable(path, text.error());
    if (source_.files().size() >= max_files || file_bytes_ + text->size() > max_bytes)
      return stop(line, "more files are included than anybody can have meant");
    open_files_.push_back(place);
    read_text(path, std::move(*text), line.position());
    open_files_.pop_back();
  }

  /// Adds the statement up to the next brace, or the brace; returns what follows.
  Fragment emit(const Fragment &line) {
    const auto brace = find_brace(line.text);
    const auto size = brace == 0 ? 1 : std::min(brace, line.text.size());
    const auto part = size == line.text.size() ? line : trimmed(line.sub(0, size));
    pieces_.assign(1, part.first);
    pieces_.insert(pieces_.end(), part.more.begin(), part.more.end());
    source_.add_line(part.text, pieces_);
    report_unknown_parameter(part.text);
    if (part.text.starts_with("include_check")) checks_ = include_checks(part.text, checks_);
    if (source_.lines().size() >= max_lines) too_deep(line, 0);
    return size == line.text.size() ? Fragment{} : trimmed(line.sub(size));
  }

  /// `${NAME}` that is still there stands for nothing.
  void report_unknown_parameter(std::string_view text) {
    const auto begin = text.find("${");
    const auto end = begin == std::string_view::npos ? begin : text.find('}', begin);
    if (end == std::string_view::npos) return;
    const auto size = static_cast<std::uint32_t>(end + 1 - begin);
    const auto line = static_cast<std::uint32_t>(source_.lines().size() - 1);
    const auto use = text.substr(begin, size);
    diagnostics_.add(FindingId::unknown_parameter, {line, static_cast<std::uint32_t>(begin), size},
                     fmt::format("there is no parameter {}", use),
                     fmt::format("define it above, in a line of its own: `${}=VALUE`", use.substr(2, size - 3)));
  }

  const SourceOptions &options_;
  FileReader &files_;
  Diagnostics &diagnostics_;
  Source source_;
  Parameters parameters_;
  IncludeChecks checks_;
  std::string directory_;
  /// The file being read, behind those that include it.
  std::vector<std::filesystem::path> open_files_;
  /// Of repetitions, all together.
  std::size_t rounds_ = 0;
  std::size_t repeated_bytes_ = 0;
  std::size_t file_bytes_ = 0;
  bool open_definition_ = false;
  bool continues_ = false;
  std::string definition_name_;
  std::vector<Fragment> definition_lines_;
  std::vector<Piece> pieces_;
  bool stopped_ = false;
};

}  // namespace

Source read_source(const SourceOptions &options, FileReader &files, Diagnostics &diagnostics) {
  return SourceReader{options, files, diagnostics}.read();
}

}  // namespace sempervivum::parser
