#include "daemon/configuration.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <string_view>
#include <utility>

#include "daemon/byte_stream.hpp"
#include "daemon/command_survey.hpp"
#include "daemon/exit_code.hpp"
#include "daemon/messages.hpp"
#include "daemon/system_view.hpp"
#include "parser/render.hpp"

namespace sempervivum::daemon {
namespace {

std::string node_name() {
  std::array<char, 256> name{};
  gethostname(name.data(), name.size() - 1);
  return name.data();
}

std::optional<std::string> environment(std::string_view name) {
  const char *value = std::getenv(std::string{name}.c_str());
  if (value == nullptr) return std::nullopt;
  return value;
}

/// A finding that means that a file which had to be there could not be read.
bool is_unreadable(const parser::Finding &finding) {
  return finding.id == parser::FindingId::file_unreadable || finding.id == parser::FindingId::include_unreadable;
}

int exit_status_of(const parser::Diagnostics &diagnostics) {
  if (!diagnostics.fatal()) return exit_ok;
  return std::ranges::any_of(diagnostics.findings(), is_unreadable) ? exit_no_config : exit_config;
}

ConfigurationLine first_line(const Options &options, int exit_status) {
  if (exit_status == exit_no_config)
    return {base::Severity::error, fmt::format(messages::missing_file, options.config_file)};
  return {base::Severity::info, fmt::format(messages::configuration_file, options.config_file)};
}

void add_lines(std::vector<ConfigurationLine> &lines, std::string_view text) {
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.push_back({base::Severity::warning, std::string{text.substr(0, end)}});
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

/// Its lines, and before those of each file its name as a comment.
std::string consolidated(const parser::Source &source) {
  std::string text;
  auto file = parser::SourceFile::no_file;
  for (const auto &line : source.lines()) {
    if (line.hidden) continue;
    const auto pieces = source.pieces(line);
    const auto at = pieces.empty() ? file : pieces.front().position.file;
    if (at != file) text += fmt::format("# {}\n", source.files()[at].name);
    file = at;
    (text += line.text) += '\n';
  }
  return text;
}

Snapshot snapshot_of(const parser::Source &source, const CommandBook &commands, const NameBook &names) {
  ByteWriter out;
  out.text(source.serialise());
  out.text(commands.serialise());
  out.text(names.serialise());
  return Snapshot::fresh(out.take());
}

}  // namespace

void Configuration::thin_out() {
  config.instances = std::vector<parser::VrrpInstance>{};
  config.virtual_servers = std::vector<parser::VirtualServer>{};
  config.virtual_server_groups = std::vector<parser::VirtualServerGroup>{};
  complete = false;
  snapshot.pack();
}

parser::SourceOptions source_options(const Options &options) {
  std::error_code none;
  return {.file = options.config_file,
          .all_config = options.all_config,
          .working_directory = std::filesystem::current_path(none).string(),
          .built_ins = {.config_id = options.config_id.empty() ? parser::config_id_of(node_name()) : options.config_id,
                        .environment = environment,
                        .random_seed = static_cast<std::uint32_t>(std::time(nullptr))}};
}

LoadedConfiguration load_configuration(const Options &options) {
  parser::DiskFiles files;
  auto parsed = parser::load({.source = source_options(options), .net_namespace = options.net_namespace}, files);
  LoadedConfiguration loaded;
  loaded.errors = parsed.diagnostics.count(parser::Severity::error);
  loaded.exit_status = exit_status_of(parsed.diagnostics);
  loaded.lines.push_back(first_line(options, loaded.exit_status));
  add_lines(loaded.lines, parser::render_test(parsed.diagnostics, parsed.source, options.all_config).text);
  if (loaded.exit_status != exit_ok) return loaded;
  const ThisSystem system;
  auto survey = survey_commands(parsed.config, system);
  auto names = survey_names(parsed.config, system, survey.lines);
  for (auto &line : survey.lines) loaded.lines.push_back({base::Severity::warning, std::move(line)});
  if (parsed.config.global.files.config_save_dir) loaded.text = consolidated(parsed.source);
  auto snapshot = snapshot_of(parsed.source, survey.book, names);
  loaded.configuration = std::make_shared<Configuration>(
      Configuration{std::move(parsed.config), std::move(survey.book), std::move(names), std::move(snapshot)});
  return loaded;
}

base::Expected<std::shared_ptr<Configuration>, std::string> from_snapshot(Snapshot snapshot) {
  const auto contents = snapshot.contents();
  if (!contents) return base::unexpected(std::string{"a damaged snapshot"});
  ByteReader in{*contents};
  const auto source = in.text();
  const auto commands = in.text();
  const auto names = in.text();
  if (!source || !commands || !names) return base::unexpected(std::string{"a damaged snapshot"});
  auto loaded = parser::load_snapshot(*source, {});
  if (!loaded.runnable()) return base::unexpected(std::string{"a snapshot that cannot be run"});
  auto book = CommandBook::deserialise(*commands);
  if (!book) return base::unexpected(std::move(book.error()));
  auto name_book = NameBook::deserialise(*names);
  if (!name_book) return base::unexpected(std::string{"a damaged list of names"});
  return std::make_shared<Configuration>(
      Configuration{std::move(loaded.config), std::move(*book), std::move(*name_book), std::move(snapshot)});
}

}  // namespace sempervivum::daemon
