#include "daemon/options.hpp"

#include <fmt/format.h>
#include <getopt.h>
#include <signal.h>
#include <syslog.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <iterator>

namespace sempervivum::daemon {
namespace {

using Parsed = ParsedOptions;
using Value = std::string_view;

/// Makes a table entry of a switch that only sets a member.
template <auto Member, auto To>
constexpr auto set = [](Parsed &parsed, Value) { parsed.options.*Member = To; };

/// Makes a table entry of an option whose value is kept as it is.
template <auto Member>
constexpr auto keep = [](Parsed &parsed, Value value) { parsed.options.*Member = std::string{value}; };

/// Makes a table entry of an option that is understood and does nothing yet.
template <const char *const &Name>
constexpr auto no_effect = [](Parsed &parsed, Value) { parsed.options.without_effect.emplace_back(Name); };

constexpr const char *name_dump_conf = "dump-conf";
constexpr const char *name_pattern = "core-dump-pattern";

/// A number as C writes it: 0x, 0 and decimal.
std::optional<unsigned> parse_number(Value text) {
  int base = 10;
  if (text.starts_with("0x") || text.starts_with("0X")) {
    base = 16;
    text.remove_prefix(2);
  } else if (text.size() > 1 && text.front() == '0') {
    base = 8;
  }
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

void apply_umask(Parsed &parsed, Value value) {
  const auto mask = parse_number(value);
  if (mask && *mask <= 0777)
    parsed.options.umask = static_cast<mode_t>(*mask);
  else
    parsed.remarks.push_back(fmt::format("Invalid --umask option {}", value));
}

void apply_facility(Parsed &parsed, Value value) {
  if (const auto facility = facility_number(value))
    parsed.options.facility = *facility;
  else
    parsed.remarks.push_back(fmt::format("Invalid log facility '{}'", value));
}

void apply_log_file(Parsed &parsed, Value value) {
  parsed.options.log_file = value.empty() ? "/tmp/keepalived.log" : std::string{value};
}

void apply_signum(Parsed &parsed, Value value) {
  parsed.options.action = Action::print_signal;
  if (const auto number = signal_number(value))
    parsed.options.signal = *number;
  else
    parsed.errors.push_back(fmt::format("Unknown sigfunc {}", value));
}

void apply_config_test(Parsed &parsed, Value value) {
  parsed.options.action = Action::config_test;
  if (!value.empty()) parsed.options.test_log = std::string{value};
}

void apply_check(Parsed &parsed, Value value) {
  parsed.options.action = Action::check;
  if (value == "strict")
    parsed.options.check_strict = true;
  else if (value == "json")
    parsed.options.style = Style::json;
  else if (value == "sarif")
    parsed.options.style = Style::sarif;
  else if (!value.empty())
    parsed.errors.push_back(fmt::format("Unknown style --check={}", value));
}

constexpr unsigned usual_handover = 5;

void apply_handover(Parsed &parsed, Value value) {
  const auto seconds = value.empty() ? usual_handover : parse_number(value);
  if (!seconds || *seconds == 0) return parsed.errors.push_back(fmt::format("Invalid time --handover={}", value));
  parsed.options.handover = std::chrono::seconds{*seconds};
}

void apply_color(Parsed &parsed, Value value) {
  if (value.empty() || value == "always")
    parsed.options.colours = true;
  else if (value == "never")
    parsed.options.colours = false;
  else if (value == "auto")
    parsed.options.colours.reset();
  else
    parsed.errors.push_back(fmt::format("Unknown choice --color={}", value));
}

void apply_dump(Parsed &parsed, Value value) {
  parsed.options.action = Action::dump_config;
  if (value == "json")
    parsed.options.style = Style::json;
  else if (!value.empty())
    parsed.errors.push_back(fmt::format("Unknown style --dump-config={}", value));
}

void apply_genhash(Parsed &parsed, Value) { parsed.errors.emplace_back("--genhash has to be the first option"); }

using enum Argument;
constexpr std::array table{
    OptionRow{'f', "use-file", required, "FILE", "read FILE instead of the system's keepalived.conf",
              keep<&Options::config_file>},
    OptionRow{'P', "vrrp", none, "", "run no health checkers", set<&Options::run_checkers, false>},
    OptionRow{'C', "checkers-only", none, "", "run no VRRP", set<&Options::run_vrrp, false>},
    OptionRow{'B', "no_bfd", none, "", "run no BFD", set<&Options::run_bfd, false>},
    OptionRow{0, "all", none, "", "start every child process, also with nothing to do", set<&Options::run_all, true>},
    OptionRow{'l', "log-console", none, "", "log to the console too", set<&Options::log_console, true>},
    OptionRow{'D', "log-detail", none, "", "log in detail; twice: in more detail",
              [](Parsed &parsed, Value) { ++parsed.options.log_detail; }},
    OptionRow{'S', "log-facility", required, "FACILITY", "syslog facility: 0-7, local0-local7, user or daemon",
              apply_facility},
    OptionRow{'g', "log-file", optional, "FILE", "log to FILE too (/tmp/keepalived.log)", apply_log_file},
    OptionRow{0, "flush-log-file", none, "", "write each line of the log file at once",
              set<&Options::flush_log_file, true>},
    OptionRow{'G', "no-syslog", none, "", "do not log to syslog", set<&Options::syslog, false>},
    OptionRow{'u', "umask", required, "MASK", "mask for the modes of new files (0177)", apply_umask},
    // Addresses of ours never stay when the master's place is lost, however that came about.
    OptionRow{'X', "release-vips", none, "", "remove addresses that lost their place by a signal (always done)",
              [](Parsed &, Value) {}},
    OptionRow{'V', "dont-release-vrrp", none, "", "leave addresses in place when stopping",
              set<&Options::release_vrrp, false>},
    OptionRow{'I', "dont-release-ipvs", none, "", "leave IPVS in place when stopping",
              set<&Options::release_ipvs, false>},
    OptionRow{'R', "dont-respawn", none, "", "stop instead of restarting a child that died",
              set<&Options::respawn, false>},
    OptionRow{'n', "dont-fork", none, "", "stay in the foreground", set<&Options::foreground, true>},
    OptionRow{'d', name_dump_conf, none, "", "log the configuration as understood", no_effect<name_dump_conf>},
    OptionRow{'p', "pid", required, "FILE", "pid file of the parent", keep<&Options::parent_pid_file>},
    OptionRow{'r', "vrrp_pid", required, "FILE", "pid file of the VRRP child", keep<&Options::vrrp_pid_file>},
    OptionRow{'c', "checkers_pid", required, "FILE", "pid file of the checker child",
              keep<&Options::checkers_pid_file>},
    OptionRow{'b', "bfd_pid", required, "FILE", "pid file of the BFD child", keep<&Options::bfd_pid_file>},
    OptionRow{'T', "genhash", none, "", "become the genhash utility", apply_genhash},
    OptionRow{'a', "address-monitoring", none, "", "log every address that comes or goes",
              set<&Options::log_addresses, true>},
    OptionRow{'x', "snmp", none, "", "serve SNMP", set<&Options::snmp, true>},
    OptionRow{'A', "snmp-agent-socket", required, "ADDRESS", "the AgentX master to connect to",
              keep<&Options::snmp_socket>},
    OptionRow{'s', "namespace", required, "NAME", "run in the network namespace NAME", keep<&Options::net_namespace>},
    OptionRow{'m', "core-dump", none, "", "dump core when crashing", set<&Options::core_dump, true>},
    OptionRow{'M', name_pattern, optional, "PATTERN", "set the kernel's core_pattern too", no_effect<name_pattern>},
    OptionRow{'e', "all-config", none, "", "a missing included file is an error", set<&Options::all_config, true>},
    OptionRow{'i', "config-id", required, "ID", "the ID that lines beginning with @ID are for",
              keep<&Options::config_id>},
    OptionRow{0, "signum", required, "WORD",
              "print the number of the signal for STOP, RELOAD, DATA, STATS, STATS_CLEAR or JSON", apply_signum},
    OptionRow{0, "check", optional, "strict|json|sarif", "check the configuration, explain what is wrong, and exit",
              apply_check},
    OptionRow{0, "color", optional, "always|never|auto",
              "colours in what --check says (auto: on a terminal, unless NO_COLOR is set)", apply_color},
    OptionRow{0, "dump-config", optional, "json", "print the configuration as understood, and exit", apply_dump},
    OptionRow{0, "dump-schema", none, "", "print all configuration keywords as JSON, and exit",
              set<&Options::action, Action::dump_schema>},
    OptionRow{'t', "config-test", optional, "FILE", "check the configuration as keepalived does, into FILE (stderr)",
              apply_config_test},
    OptionRow{0, "ignore-sigint", none, "", "do not stop on SIGINT", set<&Options::ignore_sigint, true>},
    OptionRow{0, "handover", optional, "SECONDS",
              "when stopped, let VRRP run on for a successor (5 seconds), which takes over without an election",
              apply_handover},
    OptionRow{0, "no-new-privileges", none, "", "let scripts gain no privileges (sudo, set-user-ID files)",
              set<&Options::no_new_privileges, true>},
    OptionRow{'v', "version", none, "", "print the version", set<&Options::action, Action::print_version>},
    OptionRow{'h', "help", none, "", "print this help", set<&Options::action, Action::print_usage>},
};

/// getopt's values for options without a letter: their row, beyond any character.
constexpr int long_only = 256;

int getopt_value(std::size_t row) {
  return table[row].letter != 0 ? table[row].letter : long_only + static_cast<int>(row);
}

const OptionRow *find_row(int value) {
  if (value >= long_only) return &table[static_cast<std::size_t>(value - long_only)];
  const auto *found = std::ranges::find(table, static_cast<char>(value), &OptionRow::letter);
  return found != table.end() ? found : nullptr;
}

std::string short_options() {
  std::string letters{":"};
  for (const auto &row : table) {
    if (row.letter == 0) continue;
    letters += row.letter;
    letters.append(static_cast<std::size_t>(row.argument), ':');
  }
  return letters;
}

std::vector<option> long_options() {
  std::vector<option> options;
  for (std::size_t row = 0; row < table.size(); ++row)
    options.push_back({table[row].name, static_cast<int>(table[row].argument), nullptr, getopt_value(row)});
  options.push_back({});
  return options;
}

/// How the user spelt the option getopt stopped at.
std::string spelling(const std::vector<char *> &argv, int value) {
  const std::string_view word = argv[static_cast<std::size_t>(optind - 1)];
  if (word.starts_with("--")) return std::string{word};
  return fmt::format("-{}", static_cast<char>(value));
}

std::string missing_parameter(const OptionRow &row, bool by_long_name) {
  return by_long_name ? fmt::format("Missing parameter for option --{}", row.name)
                      : fmt::format("Missing parameter for option -{}", row.letter);
}

/// Handles one answer of getopt_long.
void take(Parsed &parsed, const std::vector<char *> &argv, int value) {
  const bool by_long_name = std::string_view{argv[static_cast<std::size_t>(optind - 1)]}.starts_with("--");
  if (value == '?') {
    parsed.errors.push_back("Unknown option " + spelling(argv, optopt));
    return;
  }
  const auto *row = find_row(value == ':' ? optopt : value);
  const bool empty = optarg == nullptr || *optarg == '\0';
  if (value == ':' || (empty && row->argument == required)) {
    parsed.errors.push_back(missing_parameter(*row, by_long_name || row->letter == 0));
    return;
  }
  row->apply(parsed, optarg != nullptr ? Value{optarg} : Value{});
}

/// -v, -h and --signum are answered where they stand; what follows is not read.
bool answers_at_once(Action action) {
  return action == Action::print_version || action == Action::print_usage || action == Action::print_signal;
}

std::string usage_line(const OptionRow &row) {
  std::string name =
      row.letter != 0 ? fmt::format("  -{}, --{}", row.letter, row.name) : fmt::format("      --{}", row.name);
  if (row.argument == required) name += fmt::format("={}", row.argument_name);
  if (row.argument == optional) name += fmt::format("[={}]", row.argument_name);
  return fmt::format("{:<34} {}\n", name, row.help);
}

}  // namespace

std::span<const OptionRow> option_table() { return table; }

ParsedOptions parse_options(std::span<char *const> argv) {
  Parsed parsed;
  std::vector<char *> words{argv.begin(), argv.end()};
  words.push_back(nullptr);
  const auto letters = short_options();
  const auto names = long_options();
  optind = 0;  // glibc: begin afresh
  opterr = 0;
  const auto next = [&] {
    return getopt_long(static_cast<int>(argv.size()), words.data(), letters.c_str(), names.data(), nullptr);
  };
  for (int value = next(); value != -1; value = next()) {
    take(parsed, words, value);
    if (answers_at_once(parsed.options.action)) return parsed;
  }
  parsed.unexpected.assign(words.begin() + optind, words.end() - 1);
  return parsed;
}

std::string usage_text() {
  std::string text = "Usage: keepalived [OPTION...]\n";
  for (const auto &row : table) text += usage_line(row);
  return text;
}

std::optional<int> signal_number(std::string_view word) {
  if (word == "STOP") return SIGTERM;
  if (word == "RELOAD") return SIGHUP;
  if (word == "DATA") return SIGUSR1;
  if (word == "STATS") return SIGUSR2;
  if (word == "STATS_CLEAR") return SIGRTMAX - 1;
  if (word == "JSON") return SIGRTMIN + 2;
  return std::nullopt;
}

std::optional<int> facility_number(std::string_view word) {
  if (word == "daemon") return LOG_DAEMON;
  if (word == "user") return LOG_USER;
  if (word.starts_with("local")) word.remove_prefix(5);
  if (word.size() != 1 || word.front() < '0' || word.front() > '7') return std::nullopt;
  return LOG_LOCAL0 + ((word.front() - '0') << 3);
}

}  // namespace sempervivum::daemon
