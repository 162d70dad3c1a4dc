/// Findings for machines (--check=json, --check=sarif).
///
/// JSON, version 1: an object with
///   version    1
///   summary    {errors, warnings, notes, not_shown}: the last are among the others,
///              but too many to be findings
///   findings   in the order of the lines; each {id, severity, message} and where
///              known {file, line, column, length}, {help}, {suggestion}, {related:
///              [{file, line, column, message}]}, {trace: [{kind, file, line,
///              column, name}]} with the kinds expanded_from and included_from
/// Lines and columns count from 1, columns and lengths in bytes. Keys may be added
/// within a version.
#pragma once

#include <string>

#include "parser/diagnostics.hpp"
#include "parser/source.hpp"

namespace sempervivum::parser {

inline constexpr int findings_version = 1;

std::string render_json(const Diagnostics &diagnostics, const Source &source);

/// SARIF 2.1.0 (OASIS standard), one run; `program_version` is ours. Columns count
/// characters, a name with a leading slash becomes a file URI.
std::string render_sarif(const Diagnostics &diagnostics, const Source &source, std::string_view program_version);

}  // namespace sempervivum::parser
