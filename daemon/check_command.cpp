#include "daemon/check_command.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "base/fd.hpp"
#include "daemon/configuration.hpp"
#include "daemon/exit_code.hpp"
#include "daemon/host_facts.hpp"
#include "parser/dump.hpp"
#include "parser/load.hpp"
#include "parser/manual.hpp"
#include "parser/render.hpp"
#include "parser/render_machine.hpp"

namespace sempervivum::daemon {
namespace {

parser::Loaded load(const Options &options, bool testing) {
  const ThisHost host;
  parser::DiskFiles files;
  return parser::load(
      {.source = source_options(options), .testing = testing, .host = &host, .net_namespace = options.net_namespace},
      files);
}

/// no-color.org: set and not empty.
bool wants_colours() {
  const char *refused = std::getenv("NO_COLOR");
  return isatty(STDOUT_FILENO) == 1 && (refused == nullptr || *refused == '\0');
}

/// Everything, whatever the descriptor takes at a time.
bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const auto written = write(fd, text.data(), text.size());
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// Appends to a file, never through a link.
bool append_to(const std::string &path, std::string_view text) {
  const base::UniqueFd file{open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0644)};
  return file && write_all(file.number(), text);
}

std::string findings_text(const parser::Loaded &loaded, const Options &options) {
  const auto &findings = loaded.diagnostics;
  if (options.style == Style::json) return parser::render_json(findings, loaded.source);
  if (options.style == Style::sarif) return parser::render_sarif(findings, loaded.source, SEMPERVIVUM_VERSION);
  return parser::render(findings, loaded.source, {.colours = options.colours.value_or(wants_colours())});
}

}  // namespace

int run_check(const Options &options) {
  const auto loaded = load(options, false);
  write_all(STDOUT_FILENO, findings_text(loaded, options));
  const bool doubtful = options.check_strict && loaded.diagnostics.count(parser::Severity::warning) > 0;
  return loaded.valid() && !doubtful ? exit_ok : exit_fatal;
}

int run_dump(const Options &options) {
  const auto loaded = load(options, false);
  if (!loaded.valid()) write_all(STDERR_FILENO, parser::render(loaded.diagnostics, loaded.source));
  const auto &config = loaded.config;
  write_all(STDOUT_FILENO, options.style == Style::json ? parser::dump_json(config) : parser::dump_text(config));
  return loaded.valid() ? exit_ok : exit_fatal;
}

int run_schema() { return write_all(STDOUT_FILENO, parser::schema_json()) ? exit_ok : exit_fatal; }

int run_config_test(const Options &options) {
  const auto loaded = load(options, true);
  const auto verdict = parser::render_test(loaded.diagnostics, loaded.source, options.all_config);
  const bool delivered =
      options.test_log ? append_to(*options.test_log, verdict.text) : write_all(STDERR_FILENO, verdict.text);
  if (delivered) return verdict.exit_code;
  write_all(STDERR_FILENO, fmt::format("Cannot write {}\n", options.test_log.value_or("to stderr")));
  return exit_fatal;
}

}  // namespace sempervivum::daemon
