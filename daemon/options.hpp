/// The command line: keepalived's letters and long names, read by getopt_long.
///
/// One constexpr table (option_table()) declares every option; parsing, the help
/// text and the documentation are made from it. Differences from keepalived:
/// `--check[=strict|json|sarif]` validates the configuration (in keepalived it is the long
/// form of -C), and the letter -C is spelt `--checkers-only`.
///
/// Parsing is a pure function of argv. A wrong option does not end it: all of
/// them are reported, and the exit status is 1 (cli.tsv, option rules).
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/install_paths.hpp"

namespace sempervivum::daemon {

enum class Action : unsigned char {
  run,
  print_usage,
  print_version,
  print_signal,
  check,
  config_test,
  dump_config,
  dump_schema,
};

/// How --check and --dump-config write.
enum class Style : unsigned char { text, json, sarif };

struct Options {
  Action action = Action::run;

  std::string config_file = default_config_file;
  std::string config_id;  // empty: the node name up to its first dot
  bool all_config = false;

  bool run_vrrp = true;
  bool run_checkers = true;
  bool run_bfd = true;
  bool run_all = false;

  bool foreground = false;
  bool respawn = true;
  bool ignore_sigint = false;
  /// --handover: how long VRRP waits for a successor when the daemon is told to stop.
  std::optional<std::chrono::seconds> handover;
  /// --no-new-privileges: scripts cannot gain any.
  bool no_new_privileges = false;
  bool core_dump = false;
  /// -V: addresses stay and no resignation is sent at stop.
  bool release_vrrp = true;
  /// -I: services and servers stay in the kernel at stop.
  bool release_ipvs = true;
  /// -a: addresses that come or go are logged.
  bool log_addresses = false;
  std::optional<mode_t> umask;
  std::optional<std::string> net_namespace;

  /// -x: all of SNMP, whatever the configuration says.
  bool snmp = false;
  /// -A, where the configuration says nothing.
  std::optional<std::string> snmp_socket;

  std::optional<std::string> parent_pid_file;
  std::optional<std::string> vrrp_pid_file;
  std::optional<std::string> checkers_pid_file;
  std::optional<std::string> bfd_pid_file;

  bool log_console = false;
  /// -D: 1, -D -D: 2.
  unsigned log_detail = 0;
  bool syslog = true;
  /// LOG_DAEMON and its like.
  int facility = 3 << 3;
  std::optional<std::string> log_file;
  bool flush_log_file = false;

  /// --color: whether --check colours what it says. Not set: on a terminal, unless NO_COLOR is.
  std::optional<bool> colours;
  /// --check=strict: warnings count as errors.
  bool check_strict = false;
  /// --check=json, --check=sarif, --dump-config=json.
  Style style = Style::text;
  /// -tFILE: where the messages go instead of stderr.
  std::optional<std::string> test_log;
  /// The number --signum asks for.
  int signal = 0;
  /// Long names of options that were given and have no effect in this version.
  std::vector<std::string> without_effect;
};

struct ParsedOptions {
  Options options;
  /// Lines for stderr; any of them means exit 1.
  std::vector<std::string> errors;
  /// Lines for stderr that change nothing.
  std::vector<std::string> remarks;
  /// Arguments that are no options.
  std::vector<std::string> unexpected;
};

enum class Argument : unsigned char { none, required, optional };

struct OptionRow {
  char letter = 0;  // 0: long name only
  const char *name = nullptr;
  Argument argument = Argument::none;
  std::string_view argument_name;
  std::string_view help;
  void (*apply)(ParsedOptions &parsed, std::string_view value) = nullptr;
};

std::span<const OptionRow> option_table();

/// `argv` is main's, program name included.
ParsedOptions parse_options(std::span<char *const> argv);

/// What -h prints.
std::string usage_text();

/// The number of STOP, RELOAD, DATA, STATS, STATS_CLEAR or JSON.
std::optional<int> signal_number(std::string_view word);

/// 0..7, local0..local7, user or daemon as syslog's facility bits.
std::optional<int> facility_number(std::string_view word);

}  // namespace sempervivum::daemon
