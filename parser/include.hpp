/// The include statements and what counts as an error in them (language.md section 4).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parser/diagnostics.hpp"
#include "parser/file_reader.hpp"
#include "parser/fragment.hpp"

namespace sempervivum::parser {

/// Which problems of an include are errors rather than warnings.
struct IncludeChecks {
  bool read = false;
  bool match = false;
  bool wildcard_match = false;
  bool brace_match = false;

  static constexpr IncludeChecks all() { return {true, true, true, true}; }
  IncludeChecks operator|(const IncludeChecks &other) const;
};

struct Include {
  IncludeChecks checks;
  std::string pattern;
};

/// `include PATTERN` and its variants; nothing for any other statement.
std::optional<Include> read_include(const Fragment &line);

/// The checks in force after an `include_check` statement.
IncludeChecks include_checks(std::string_view statement, IncludeChecks before);

/// Resolves one include statement's files and reports what is wrong with them.
class IncludeProblems {
 public:
  IncludeProblems(IncludeChecks checks, const Fragment &line, Source &source, Diagnostics &diagnostics)
      : checks_{checks}, line_{line}, source_{source}, diagnostics_{diagnostics} {}

  /// Paths to read, relative patterns taken from `directory`.
  std::vector<std::string> matches(const Include &include, const std::string &directory, FileReader &files);
  void unreadable(const std::string &path, const FileFailure &failure);
  void too_deep(const std::string &path);

 private:
  IncludeChecks checks_;
  const Fragment &line_;
  Source &source_;
  Diagnostics &diagnostics_;
};

}  // namespace sempervivum::parser
