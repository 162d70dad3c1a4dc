#include "daemon/fifo_reader.hpp"

#include <signal.h>

#include <system_error>
#include <utility>

#include "daemon/messages.hpp"

namespace sempervivum::daemon {

FifoReader::FifoReader(boost::asio::io_context &io, base::Log log, ScriptStarter &starter, base::Command command)
    : log_{log}, starter_{starter}, command_{std::move(command)}, pidfd_{io} {
  start();
}

FifoReader::~FifoReader() {
  if (pid_ > 0) kill(-pid_, SIGTERM);
}

void FifoReader::start() {
  if (starting_ || pid_ > 0) return;
  starting_ = true;
  starter_.start(command_, {}, true, [this, there = lifeline_.watch()](base::SystemResult<base::Spawned> spawned) {
    if (there()) return begin(std::move(spawned));
    if (spawned) kill(-spawned->pid, SIGTERM);
  });
}

void FifoReader::begin(base::SystemResult<base::Spawned> spawned) {
  starting_ = false;
  if (!spawned) {
    const auto why = std::generic_category().message(spawned.error().code);
    return log_.error(messages::fifo_script_not_started, command_.path, why);
  }
  pid_ = spawned->pid;
  if (!spawned->pidfd) return;
  pidfd_.assign(spawned->pidfd.release());
  wait();
}

void FifoReader::wait() {
  pidfd_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                    lifeline_.guard([this](const boost::system::error_code &error) {
                      if (!error) ended();
                    }));
}

void FifoReader::ended() {
  if (!base::reap(pid_)) return wait();
  log_.info(messages::fifo_script_ended, command_.path);
  pidfd_.close();
  pid_ = 0;
}

}  // namespace sempervivum::daemon
