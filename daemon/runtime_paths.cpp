#include "daemon/runtime_paths.hpp"

#include <fmt/format.h>

#include "daemon/install_paths.hpp"

namespace sempervivum::daemon {
namespace {

std::string default_path(std::string_view name, const Options &options, const parser::ProcessSettings &settings) {
  const auto space = network_namespace(options, settings);
  if (space.empty() && !settings.instance && !settings.use_pid_dir)
    return fmt::format("{}/{}.pid", run_directory, name);
  const auto suffix = settings.instance ? "_" + *settings.instance : "";
  const auto folder = space.empty() ? "" : "/" + space;
  return fmt::format("{}/keepalived{}/{}{}.pid", run_directory, folder, name, suffix);
}

const std::optional<std::string> &given_path(ChildKind kind, const Options &options) {
  switch (kind) {
    case ChildKind::checkers: return options.checkers_pid_file;
    case ChildKind::vrrp: break;
  }
  return options.vrrp_pid_file;
}

}  // namespace

std::string parent_pid_path(const Options &options, const parser::ProcessSettings &settings) {
  return options.parent_pid_file ? *options.parent_pid_file : default_path("keepalived", options, settings);
}

std::string child_pid_path(ChildKind kind, const Options &options, const parser::ProcessSettings &settings) {
  const auto &given = given_path(kind, options);
  return given ? *given : default_path(traits(kind).pid_file, options, settings);
}

std::optional<std::string> reload_file_path(const Options &options, const parser::Config &config) {
  const auto &given = config.global.files.reload_file;
  if (!given || !given->empty()) return given;
  const auto pid_file = parent_pid_path(options, config.process);
  return pid_file.substr(0, pid_file.rfind('/') + 1) + "keepalived.reload";
}

std::string syslog_ident(std::string_view base, const Options &options, const parser::ProcessSettings &settings) {
  std::string ident{base};
  if (const auto space = network_namespace(options, settings); !space.empty()) ident += "_" + space;
  if (settings.instance) ident += "_" + *settings.instance;
  return ident;
}

std::string network_namespace(const Options &options, const parser::ProcessSettings &settings) {
  if (options.net_namespace) return *options.net_namespace;
  return settings.net_namespace.value_or("");
}

}  // namespace sempervivum::daemon
