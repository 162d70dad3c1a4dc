/// What the exit status of our processes means (cli.tsv, exit rows).
#pragma once

namespace sempervivum::daemon {

enum ExitCode : int {
  exit_ok = 0,
  /// A wrong option, or a resource we cannot do without.
  exit_fatal = 1,
  /// A configuration that cannot be run; --check: wrong usage.
  exit_config = 2,
  /// Capabilities are missing; -t: only file, interface and fatal errors.
  exit_permission = 4,
  /// -t: configuration errors.
  exit_test_config = 5,
  /// No configuration file can be read; -t: script security.
  exit_no_config = 6,
  /// An error of ours (EX_SOFTWARE).
  exit_internal = 70,
};

}  // namespace sempervivum::daemon
