#include "daemon/child_main.hpp"

#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>

#include "daemon/checkers_engine.hpp"
#include "daemon/child_process.hpp"
#include "daemon/exit_code.hpp"
#include "daemon/logging.hpp"
#include "daemon/messages.hpp"
#include "daemon/messenger.hpp"
#include "daemon/pid_file.hpp"
#include "daemon/privileges.hpp"
#include "daemon/process_settings.hpp"
#include "daemon/process_tuning.hpp"
#include "daemon/runtime_paths.hpp"
#include "daemon/script_runner.hpp"
#include "daemon/side_thread.hpp"
#include "daemon/syslog_pump.hpp"
#include "daemon/vrrp_engine.hpp"

namespace sempervivum::daemon {
namespace {

/// For the last lines to get out to a terminal or disk that hardly moves.
constexpr std::chrono::milliseconds drain_limit{200};
/// For a predecessor whose parent was killed to put its addresses away.
constexpr std::chrono::seconds predecessor_limit{5};

std::unique_ptr<Engine> make_engine(ChildKind kind, boost::asio::io_context &io, base::Log log, ScriptRunner &runner,
                                    Messenger &messenger, const Options &options) {
  if (kind == ChildKind::checkers) return std::make_unique<CheckersEngine>(io, log, runner, messenger, options);
  return std::make_unique<VrrpEngine>(io, log, runner, messenger, options);
}

const parser::ProcessTuning &tuning(ChildKind kind, const parser::GlobalDefs &global) {
  return kind == ChildKind::checkers ? global.checker_tuning : global.vrrp_tuning;
}

/// Whether all of the configuration is there: a parent that runs has only its snapshot.
bool completed(ChildRole &role, base::Log log) {
  if (role.configuration->complete) return true;
  auto whole = from_snapshot(std::move(role.configuration->snapshot));
  if (!whole) log.error(messages::cannot_run, whole.error());
  if (whole) role.configuration = std::move(*whole);
  return whole.has_value();
}

int run_logged(const Options &options, ChildRole role, Logging &logging) {
  const auto log = logging.log();
  const auto configuration = role.configuration;
  const auto path = child_pid_path(role.kind, options, configuration->config.process);
  wait_for_predecessor(path, predecessor_limit);
  auto pid_file = PidFile::write(path);
  if (!pid_file) {
    log.error(messages::pid_file_failed, path, pid_file.error().message());
    return exit_fatal;
  }
  // Descriptors are this thread's own; other threads only post, or write to an eventfd.
  boost::asio::io_context io{BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO};
  std::optional<SyslogPump> pump;
  if (auto *syslog = logging.syslog()) pump.emplace(io, *syslog);
  ScriptRunner runner{io};
  Messenger messenger{io, log, runner.starter()};
  tune_process(tuning(role.kind, configuration->config.global), log);
  const auto engine = make_engine(role.kind, io, log, runner, messenger, options);
  ChildProcess process{io, log, std::move(role), *engine, *pid_file, options};
  return process.run();
}

}  // namespace

int run_child(const Options &options, ChildRole role) {
  const auto &config = role.configuration->config;
  name_child(role.kind, config.global);
  keep_privileges(privilege_set(role.kind, config.process));
  int status = exit_ok;
  {
    Logging logging{options, syslog_ident(traits(role.kind).ident, options, config.process), Delivery::queued};
    status = completed(role, logging.log()) ? run_logged(options, std::move(role), logging) : exit_fatal;
    if (!logging.drain(drain_limit)) _exit(status);
  }
  if (threads_left_behind()) _exit(status);
  return status;
}

}  // namespace sempervivum::daemon
