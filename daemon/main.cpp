#include <unistd.h>

#include <cstdio>
#include <exception>
#include <new>
#include <span>

#include "daemon/check_command.hpp"
#include "daemon/exit_code.hpp"
#include "daemon/genhash.hpp"
#include "daemon/options.hpp"
#include "daemon/run.hpp"
#include "daemon/side_thread.hpp"
#include "daemon/version.hpp"

namespace {

using namespace sempervivum::daemon;

constexpr int exit_out_of_memory = 204;

void print(std::FILE *stream, const std::string &text) { std::fputs(text.c_str(), stream); }

void report(const ParsedOptions &parsed) {
  for (const auto &line : parsed.remarks) print(stderr, line + "\n");
  for (const auto &line : parsed.errors) print(stderr, line + "\n");
  if (parsed.unexpected.empty()) return;
  std::string line = "Unexpected argument(s):";
  for (const auto &word : parsed.unexpected) line += " " + word;
  print(stdout, line + "\n");
  std::fflush(stdout);
}

int perform(const Options &options, std::span<char *const> argv) {
  switch (options.action) {
    case Action::print_usage: print(stderr, usage_text()); return exit_ok;
    case Action::print_version: print(stderr, version_text()); return exit_ok;
    case Action::print_signal: print(stdout, std::to_string(options.signal) + "\n"); return exit_ok;
    case Action::check: return run_check(options);
    case Action::config_test: return run_config_test(options);
    case Action::dump_config: return run_dump(options);
    case Action::dump_schema: return run_schema();
    case Action::run: break;
  }
  use_side_stacks();
  return run_daemon(options, argv);
}

/// --check has a status of its own for wrong usage.
int usage_status(const ParsedOptions &parsed) {
  return parsed.options.action == Action::check ? exit_config : exit_fatal;
}

}  // namespace

int main(int argc, char *argv[]) try {
  const std::span<char *const> words{argv, static_cast<std::size_t>(argc)};
  if (is_genhash(words)) return run_genhash(words);
  const auto parsed = parse_options(words);
  report(parsed);
  return parsed.errors.empty() ? perform(parsed.options, words) : usage_status(parsed);
} catch (const std::bad_alloc &) {
  print(stderr, "keepalived: out of memory\n");
  return exit_out_of_memory;
} catch (const std::exception &error) {
  print(stderr, std::string{"keepalived: "} + error.what() + "\n");
  return exit_internal;
}
