#include "daemon/run.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <memory>
#include <utility>

#include "daemon/child_main.hpp"
#include "daemon/configuration.hpp"
#include "daemon/daemonise.hpp"
#include "daemon/dump.hpp"
#include "daemon/exit_code.hpp"
#include "daemon/global_dump.hpp"
#include "daemon/logging.hpp"
#include "daemon/messages.hpp"
#include "daemon/pid_file.hpp"
#include "daemon/privileges.hpp"
#include "daemon/process_settings.hpp"
#include "daemon/process_tuning.hpp"
#include "daemon/reading_record.hpp"
#include "daemon/runtime_paths.hpp"
#include "daemon/service_manager.hpp"
#include "daemon/signals.hpp"
#include "daemon/supervisor.hpp"
#include "daemon/version.hpp"
#include "daemon/waited_script.hpp"

namespace sempervivum::daemon {
namespace {

std::string quoted(std::span<char *const> argv) {
  std::string line;
  for (const char *word : argv) line += fmt::format(" '{}'", word);
  return line;
}

SupervisorSettings supervisor_settings(const Options &options) {
  return {options.run_vrrp, options.run_checkers,  options.run_all,
          options.respawn,  options.ignore_sigint, options.handover.has_value()};
}

/// What the parent has to have, for its children inherit it.
std::uint64_t union_of_privileges(const parser::ProcessSettings &settings) {
  std::uint64_t set = 0;
  for (const auto &child : child_table) set |= privilege_set(child.kind, settings);
  return set;
}

constexpr std::string_view parent_ident = "Keepalived";

/// The parent's life, up to its end or to a fork's return in a child.
class Parent {
 public:
  explicit Parent(const Options &options)
      : options_{options},
        manager_{ServiceManager::from_environment()},
        record_{options},
        logging_{options, std::string{parent_ident}, Delivery::direct},
        log_{logging_.log()} {}

  Outcome run(std::span<char *const> argv) {
    log_.info(messages::starting, product_line());
    log_.info(messages::running_on, kernel_line());
    log_.info(messages::command_line, quoted(argv));
    for (const auto &name : options_.without_effect) log_.warning(messages::option_without_effect, name);
    auto outcome = run_checked();
    if (const auto *status = std::get_if<int>(&outcome)) {
      log_.info(messages::stopped, product_line());
      launcher_.release(*status);
    }
    return outcome;
  }

 private:
  Outcome run_checked() {
    if (const auto missing = missing_capabilities(); !missing.empty()) {
      log_.error(messages::missing_capabilities, missing);
      return exit_permission;
    }
    if (!options_.foreground && !go_to_background()) return exit_fatal;
    auto loaded = load();
    for (const auto &line : loaded.lines) log_.write(line.severity, "{}", line.text);
    if (loaded.exit_status != 0) return loaded.exit_status;
    return run_configured(std::move(loaded.configuration));
  }

  LoadedConfiguration load() {
    auto loaded = load_configuration(options_);
    record_.note(loaded, log_);
    return loaded;
  }

  bool go_to_background() {
    auto launcher = daemon::go_to_background();
    if (!launcher) {
      log_.error(messages::cannot_daemonise, launcher.error().message());
      return false;
    }
    launcher_ = std::move(*launcher);
    return true;
  }

  Outcome run_configured(std::shared_ptr<Configuration> configuration) {
    const auto &config = configuration->config;
    apply(config);
    const auto path = parent_pid_path(options_, config.process);
    if (is_running(path)) {
      log_.info(messages::already_running);
      return exit_ok;
    }
    auto pid_file = PidFile::write(path);
    if (!pid_file) {
      const bool locked = pid_file.error().code == EWOULDBLOCK;
      if (locked) log_.info(messages::already_running);
      if (!locked) log_.error(messages::pid_file_failed, path, pid_file.error().message());
      return locked ? exit_ok : exit_fatal;
    }
    if (!enter_namespace(config)) return exit_fatal;
    launcher_.release(exit_ok);
    if (!options_.foreground) detach_streams();
    return run_supervised(std::move(configuration));
  }

  Outcome run_supervised(const std::shared_ptr<Configuration> &configuration) {
    const auto &global = configuration->config.global;
    const auto &commands = configuration->commands;
    keep_privileges(union_of_privileges(configuration->config.process));
    run_and_wait("startup_script", global.startup_script, global.startup_script_timeout, commands, log_);
    Supervisor supervisor{supervisor_settings(options_),
                          log_,
                          manager_,
                          configuration,
                          [this] { return load(); },
                          [this](const Configuration &running) { dump(running); }};
    auto outcome = supervisor.run();
    if (std::holds_alternative<int>(outcome))
      run_and_wait("shutdown_script", global.shutdown_script, global.shutdown_script_timeout, commands, log_);
    return outcome;
  }

  void dump(const Configuration &configuration) {
    log_.info(messages::printing_parent, getpid());
    const auto path = dump_path(DumpKind::data, "_parent", options_, configuration.config);
    const auto done = write_dump(path, global_dump(configuration, options_, false));
    if (!done) log_.error("{}", done.error().message());
  }

  void apply(const parser::Config &config) {
    logging_.rename(syslog_ident(parent_ident, options_, config.process));
    umask(options_.umask.value_or(config.global.umask.value_or(default_umask)));
    if (options_.core_dump) allow_core_dumps();
    if (options_.no_new_privileges) forbid_new_privileges();
    name_parent(config.global);
  }

  bool enter_namespace(const parser::Config &config) const {
    const auto name = network_namespace(options_, config.process);
    if (name.empty()) return true;
    const auto entered = enter_network_namespace(name);
    if (!entered) log_.error(messages::cannot_enter_namespace, entered.error().message());
    return entered.has_value();
  }

  const Options &options_;
  ServiceManager manager_;
  ReadingRecord record_;
  Logging logging_;
  base::Log log_;
  Launcher launcher_;
};

}  // namespace

int run_daemon(const Options &options, std::span<char *const> argv) {
  drop_inherited_state();
  hold_signals();
  umask(options.umask.value_or(default_umask));
  auto outcome = Parent{options}.run(argv);
  if (const auto *status = std::get_if<int>(&outcome)) return *status;
  return run_child(options, std::get<ChildRole>(std::move(outcome)));
}

}  // namespace sempervivum::daemon
