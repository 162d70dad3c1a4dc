/// The configuration as the processes pass it around: parsed once by the parent,
/// handed to children as a value at fork and as a snapshot at a reload.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/expected.hpp"
#include "base/log.hpp"
#include "daemon/command_book.hpp"
#include "daemon/name_book.hpp"
#include "daemon/options.hpp"
#include "daemon/snapshot.hpp"
#include "parser/load.hpp"
#include "parser/model.hpp"

namespace sempervivum::daemon {

struct Configuration {
  parser::Config config;
  /// Which of its commands may be run, and how.
  CommandBook commands;
  NameBook names;
  /// What from_snapshot() makes the same configuration of.
  Snapshot snapshot;
  /// Whether `config` still has what is configured in thousands.
  bool complete = true;

  /// Drops from `config` what only a start or a reload reads: virtual routers and
  /// virtual servers. Who needs them again takes them from the snapshot.
  void thin_out();
};

struct ConfigurationLine {
  base::Severity severity = base::Severity::info;
  std::string text;
};

struct LoadedConfiguration {
  /// Null if not even a part of it can be run.
  std::shared_ptr<Configuration> configuration;
  /// What was read, with all includes, parameters and repetitions put in; only for config_save_dir.
  std::string text;
  /// Everything there is to say about it, in keepalived's words, in order.
  std::vector<ConfigurationLine> lines;
  /// Statements that are wrong: a start goes on without them, a reload does not.
  std::size_t errors = 0;
  /// What the daemon has to leave with when there is no configuration.
  int exit_status = 0;
};

/// How the parser is to read the files the options name.
parser::SourceOptions source_options(const Options &options);

/// Reads the files the options name, and looks at the scripts they name.
LoadedConfiguration load_configuration(const Options &options);

/// In a child: the configuration its parent sent.
base::Expected<std::shared_ptr<Configuration>, std::string> from_snapshot(Snapshot snapshot);

}  // namespace sempervivum::daemon
