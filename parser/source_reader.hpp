/// Step 1: files to logical lines (language.md sections 1, 2, 4 to 7).
///
/// Comments go, includes, conditionals `@id`, parameters `$X` and repetitions
/// `~SEQ` are resolved, and a line is cut at its braces. Depth, line length and
/// the total of expanded text are bounded, so that no input hangs or exhausts us.
#pragma once

#include <string>

#include "parser/diagnostics.hpp"
#include "parser/file_reader.hpp"
#include "parser/parameters.hpp"
#include "parser/source.hpp"

namespace sempervivum::parser {

struct SourceOptions {
  /// -f: a pattern; several matches are read one after the other.
  std::string file = "/etc/keepalived/keepalived.conf";
  /// -e: every problem with an include is an error.
  bool all_config = false;
  /// What relative names and ${_PWD} are relative to.
  std::string working_directory;
  BuiltIns built_ins;
};

/// Lines beyond this many, from expansions and files together, are refused.
inline constexpr std::size_t max_lines = 4000000;
/// Uses of parameters, and rounds of repetitions, beyond this many are refused.
inline constexpr std::size_t max_expansions = 500000;
/// Files beyond this many, the main one counted, are refused.
inline constexpr std::size_t max_files = 20000;
/// All files together have at most this many bytes.
inline constexpr std::size_t max_bytes = DiskFiles::limit;
/// All that parameters and repetitions make has at most this many bytes.
inline constexpr std::size_t max_expanded_bytes = 64UL << 20U;
/// Nested includes, repetitions and multi-line parameters beyond this are refused.
inline constexpr unsigned max_depth = 100;
/// The incumbent reads lines of this many characters at most.
inline constexpr std::size_t incumbent_line = 1023;

Source read_source(const SourceOptions &options, FileReader &files, Diagnostics &diagnostics);

}  // namespace sempervivum::parser
