/// The configuration as the processes pass it around: parsed once by the parent,
/// handed to children as a value at fork and as a snapshot at a reload.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.hpp"
#include "base/log.hpp"
#include "daemon/options.hpp"
#include "parser/model.hpp"

namespace sempervivum::daemon {

struct Configuration {
  parser::Config config;
  /// What from_snapshot() makes the same configuration of.
  std::string snapshot;
};

struct ConfigurationLine {
  base::Severity severity = base::Severity::info;
  std::string text;
};

struct LoadedConfiguration {
  /// Null if no file could be read.
  std::shared_ptr<const Configuration> configuration;
  /// Everything there is to say about it, in keepalived's words, in order.
  std::vector<ConfigurationLine> lines;
  std::size_t errors = 0;
  /// Errors with which not even a part of it can be run (language.md 59), or an
  /// include that had to be there.
  int exit_status = 0;
};

/// Reads the files the options name.
LoadedConfiguration load_configuration(const Options &options);

/// In a child: the configuration its parent sent.
base::Expected<std::shared_ptr<const Configuration>, std::string> from_snapshot(std::string snapshot);

}  // namespace sempervivum::daemon
