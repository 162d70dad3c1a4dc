// The shape and the exit code of the incumbent's `-t`.
#include "parser/render.hpp"

#include <fmt/format.h>

namespace sempervivum::parser {

namespace {

constexpr int fine = 0;
constexpr int missing_parameter = 2;
constexpr int only_fatal_classes = 4;
constexpr int faulty = 5;
constexpr int security = 6;

/// language.md 31, 49, 54 to 57. An unreadable main file counts only with -e.
/// Without its network namespace the incumbent ends early, and with success.
int exit_code(const Diagnostics &diagnostics, bool all_config) {
  if (diagnostics.seen(FindingId::include_unreadable)) return security;
  if (diagnostics.seen(FindingId::unknown_namespace)) return fine;
  if (diagnostics.seen(FindingId::missing_parameter)) return missing_parameter;
  const auto worst = diagnostics.worst_class();
  if (worst == IncumbentClass::security) return security;
  if (worst > IncumbentClass::fatal) return faulty;
  if (worst == IncumbentClass::file_not_found && !all_config) return fine;
  return worst <= IncumbentClass::said ? fine : only_fatal_classes;
}

std::string line_of(const Finding &finding, const Source &source) {
  if (!finding.span.is_set()) return printable(finding.message) + "\n";
  const auto at = source.outermost(finding.span);
  return fmt::format("({}: Line {}) {}\n", printable(source.files()[at.file].name), at.line,
                     printable(finding.message));
}

}  // namespace

TestVerdict render_test(const Diagnostics &diagnostics, const Source &source, bool all_config) {
  TestVerdict verdict;
  for (const auto &finding : diagnostics.findings()) {
    // What the incumbent says nothing about is not its output.
    const bool said = finding.kind().incumbent != IncumbentClass::none || finding.kind().severity != Severity::note;
    const bool ours = finding.kind().incumbent == IncumbentClass::none && finding.kind().severity == Severity::warning;
    if (said && !ours) verdict.text += line_of(finding, source);
  }
  verdict.exit_code = exit_code(diagnostics, all_config);
  return verdict;
}

}  // namespace sempervivum::parser
