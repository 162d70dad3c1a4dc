#include "daemon/child_process.hpp"

#include <signal.h>
#include <sys/prctl.h>

#include <array>

#include "daemon/exit_code.hpp"
#include "daemon/messages.hpp"

namespace sempervivum::daemon {
namespace {

std::vector<int> watched_signals() {
  return {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2, SIGXCPU, SIGRTMIN + 2, SIGRTMAX - 1};
}

}  // namespace

ChildProcess::ChildProcess(boost::asio::io_context &io, base::Log log, ChildRole role, Engine &engine,
                           PidFile &pid_file, const Options &options)
    : io_{io},
      log_{log},
      configuration_{std::move(role.configuration)},
      engine_{engine},
      pid_file_{pid_file},
      options_{options},
      signals_{io_, watched_signals(), [this](const signalfd_siginfo &info) { on_signal(info); }},
      channel_{io_, std::move(role.control),
               ControlChannel::Handlers{[this](ControlMessage message) { on_message(std::move(message)); },
                                        [this] {
                                          if (!bequest_) stop();
                                        }}} {}

int ChildProcess::run() {
  engine_.show_status_with([this](const std::string &line) {
    channel_.send({ControlMessage::Kind::status, line, {}});
  });
  const int status = engine_.start(*configuration_);
  if (status != exit_ok) return status;
  thin_out_later();
  channel_.send({ControlMessage::Kind::started, {}, {}});
  io_.run();
  log_.info(messages::child_stopped);
  return exit_ok;
}

void ChildProcess::on_signal(const signalfd_siginfo &info) {
  const int number = static_cast<int>(info.ssi_signo);
  if (number == SIGTERM || (number == SIGINT && !options_.ignore_sigint)) return stop();
  if (number == SIGXCPU) log_.warning(messages::realtime_exceeded);
  if (const auto kind = dump_of_signal(number)) engine_.dump(*kind);
}

void ChildProcess::on_message(ControlMessage message) {
  if (message.kind == ControlMessage::Kind::bequeath) return bequeath(std::move(message.file));
  if (message.kind == ControlMessage::Kind::ask) channel_.send({ControlMessage::Kind::alive, {}, {}});
  if (message.kind != ControlMessage::Kind::reload || stopping_) return;
  const auto done = reload(message);
  channel_.send({ControlMessage::Kind::reloaded, done ? std::string{} : done.error(), {}});
}

base::Expected<void, std::string> ChildProcess::reload(const ControlMessage &message) {
  log_.info(messages::child_reloading);
  auto snapshot = read_memory_file(message.file.borrow());
  if (!snapshot) return base::unexpected(snapshot.error().message());
  if (bequest_ && *snapshot == configuration_->snapshot.bytes()) return {};
  auto configuration = from_snapshot(Snapshot{std::move(*snapshot)});
  if (!configuration) return base::unexpected(std::move(configuration.error()));
  if (auto applied = engine_.reload(**configuration); !applied) return applied;
  configuration_ = std::move(*configuration);
  thin_out_later();
  return {};
}

/// Freeing what was read, in thousands of pages shared with the parent, takes as long
/// as bringing it about. The snapshot is for comparing with a successor's.
void ChildProcess::thin_out_later() {
  engine_.when_settled([configuration = configuration_, compared = engine_.bequeaths()] {
    if (!compared) configuration->snapshot = {};
    configuration->thin_out();
  });
}

/// The parent goes, we stay for a successor. Our pid file is the successor's to write.
void ChildProcess::bequeath(base::UniqueFd line) {
  if (stopping_ || bequest_) return;
  const auto limit = options_.handover.value_or(std::chrono::seconds{0});
  Bequest::Handlers handlers{[this](const ControlMessage &message) {
                               const auto done = reload(message);
                               return done ? std::string{} : done.error();
                             },
                             [this] { return engine_.bequeath(); },
                             [this](pid_t successor) {
                               log_.info(messages::handed_over, successor);
                               io_.stop();
                             },
                             [this] {
                               log_.info(messages::no_successor);
                               stop();
                             }};
  auto opened = Bequest::open(io_, pid_file_.path(), limit, std::move(line), std::move(handlers));
  if (!opened) {
    log_.error(messages::cannot_hand_over, opened.error().message());
    return stop();
  }
  bequest_ = std::move(*opened);
  prctl(PR_SET_PDEATHSIG, 0);
  pid_file_ = PidFile{};
  log_.info(messages::awaiting_successor, limit.count());
  channel_.send({ControlMessage::Kind::bequeathed, {}, {}});
}

void ChildProcess::stop() {
  if (stopping_) return;
  stopping_ = true;
  engine_.stop([this] { io_.stop(); });
}

}  // namespace sempervivum::daemon
