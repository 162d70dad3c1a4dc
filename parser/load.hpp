/// The parser's entry: a configuration file to a Config, with everything there is to say about it.
///
///     DiskFiles files;
///     const auto loaded = load({.source = {.file = path, .built_ins = {.config_id = id}}}, files);
///     if (!loaded.runnable()) …
///     fmt::print(stderr, "{}", render(loaded.diagnostics, loaded.source));
///
/// A child process gets `loaded.source.serialise()` from its parent and calls
/// load_snapshot(), which reads no file.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "parser/checks.hpp"
#include "parser/diagnostics.hpp"
#include "parser/file_reader.hpp"
#include "parser/model.hpp"
#include "parser/source.hpp"
#include "parser/source_reader.hpp"

namespace sempervivum::parser {

struct LoadOptions {
  SourceOptions source;
  /// -t: numbers with trailing text are refused, as the incumbent does there.
  bool testing = false;
  /// For the checks that need the host; null leaves them out. Must outlive the call.
  const HostFacts *host = nullptr;
  /// Outweighs the configuration's.
  std::optional<std::string> net_namespace;
};

struct Loaded {
  Config config;
  Diagnostics diagnostics;
  Source source;

  /// Whether the incumbent would run this, and so do we: nothing fatal was found.
  bool runnable() const { return !diagnostics.fatal(); }
  /// Whether nothing is wrong, though something may be doubtful: what --check
  /// and a reload ask for.
  bool valid() const { return diagnostics.count(Severity::error) == 0; }
};

Loaded load(const LoadOptions &options, FileReader &files);

/// From Source::serialise(); bytes that are no snapshot give one fatal finding.
Loaded load_snapshot(std::string_view bytes, const LoadOptions &options);

/// The default config id: a host name up to its first dot.
std::string config_id_of(std::string_view node_name);

}  // namespace sempervivum::parser
