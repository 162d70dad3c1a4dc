#include "parser/render.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace sempervivum::parser {

namespace {

struct Palette {
  std::string_view error, warning, note, caret, bold, reset;
};
constexpr Palette plain{};
constexpr Palette coloured{"\x1b[1;31m", "\x1b[1;35m", "\x1b[1;36m", "\x1b[1;32m", "\x1b[1m", "\x1b[0m"};

std::string_view colour_of(const Palette &palette, Severity severity) {
  switch (severity) {
    case Severity::note: return palette.note;
    case Severity::warning: return palette.warning;
    case Severity::error: break;
  }
  return palette.error;
}

std::string where(const Position &position, const Source &source) {
  const auto &name = source.files()[position.file].name;
  return fmt::format("{}:{}:{}", printable(name), position.line, position.column);
}

/// The part of a line that is shown, with tabs and control bytes as blanks.
struct Excerpt {
  std::string text;
  std::size_t caret = 0;  // columns before the caret
};

Excerpt excerpt(std::string_view line, std::size_t column, std::size_t width) {
  const auto begin = column > width * 3 / 4 ? column - width / 2 : 0;
  Excerpt shown{std::string{line.substr(std::min(begin, line.size()), width)}, column - begin};
  shown.text = printable(shown.text);
  return shown;
}

/// Columns a terminal shows: UTF-8 continuation bytes take none.
std::size_t shown_columns(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

class Renderer {
 public:
  Renderer(const Source &source, const RenderOptions &options)
      : source_{source}, options_{options}, palette_{options.colours ? coloured : plain} {}

  void finding(const Finding &finding) {
    const auto trace = source_.trace(finding.span);
    if (!trace.empty()) put("{}{}:{} ", palette_.bold, where(trace.front().position, source_), palette_.reset);
    const auto &kind = finding.kind();
    put("{}{}:{} {}{}{} [{}]\n", colour_of(palette_, kind.severity), to_words(kind.severity), palette_.reset,
        palette_.bold, printable(finding.message), palette_.reset, kind.name);
    if (!trace.empty()) source_line(finding.span, trace.front().position);
    if (!finding.help.empty()) put("  help: {}\n", printable(finding.help));
    for (const auto &related : finding.related) relation(related);
    way(trace);
  }

  void summary(const Diagnostics &diagnostics) {
    std::string line;
    for (const auto severity : {Severity::error, Severity::warning, Severity::note}) {
      const auto count = diagnostics.count(severity);
      if (count == 0) continue;
      if (!line.empty()) line += ", ";
      line += fmt::format("{} {}{}", count, to_words(severity), count == 1 ? "" : "s");
    }
    if (diagnostics.dropped() > 0) line += fmt::format("; {} of them not shown", diagnostics.dropped());
    put("{}\n", line);
  }

  std::string take() { return std::move(out_); }

 private:
  template <class... Args>
  void put(fmt::format_string<Args...> format, Args &&...args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
  }

  void source_line(const SourceSpan &span, const Position &position) {
    auto line = source_.file_line(position);
    auto column = std::size_t{position.column} - 1;
    if (line.empty()) {  // a snapshot has no files: show the statement
      line = source_.lines()[span.line].text;
      column = span.offset;
    }
    if (column > line.size()) return;
    const auto shown = excerpt(line, column, options_.width);
    const auto before = std::string_view{shown.text}.substr(0, shown.caret);
    const auto under = std::string_view{shown.text}.substr(before.size(), span.length);
    const auto length = std::max<std::size_t>(shown_columns(under), 1);
    put("    {}\n    {:{}}{}^{:~<{}}{}\n", shown.text, "", shown_columns(before), palette_.caret, "", length - 1,
        palette_.reset);
  }

  void relation(const Related &related) {
    const auto trace = source_.trace(related.span);
    if (trace.empty()) return;
    put("  {}: {}note:{} {}\n", where(trace.front().position, source_), palette_.note, palette_.reset,
        printable(related.message));
  }

  /// What brought the text there: expansions, then includes.
  void way(const std::vector<TraceStep> &trace) {
    for (const auto &step : trace) {
      if (step.kind == TraceStep::Kind::expanded_from)
        put("  expanded from {} at {}\n", step.name, where(step.position, source_));
      if (step.kind == TraceStep::Kind::included_from) put("  included from {}\n", where(step.position, source_));
    }
  }

  const Source &source_;
  const RenderOptions &options_;
  const Palette &palette_;
  std::string out_;
};

}  // namespace

std::string printable(std::string_view text) {
  std::string shown{text};
  for (auto &c : shown)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return shown;
}

std::string render(const Diagnostics &diagnostics, const Source &source, const RenderOptions &options) {
  if (diagnostics.empty()) return {};
  Renderer renderer{source, options};
  for (const auto &finding : diagnostics.findings())
    if (!finding.implied) renderer.finding(finding);
  renderer.summary(diagnostics);
  return renderer.take();
}

std::string render_line(const Finding &finding, const Source &source) {
  const auto trace = source.trace(finding.span);
  const auto &kind = finding.kind();
  const auto place = trace.empty() ? std::string{} : where(trace.front().position, source) + ": ";
  const auto help = finding.help.empty() ? std::string{} : fmt::format("; {}", finding.help);
  return fmt::format("{}{}: {} [{}]", place, to_words(kind.severity), printable(finding.message + help), kind.name);
}

}  // namespace sempervivum::parser
