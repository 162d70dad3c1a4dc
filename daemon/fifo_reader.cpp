#include "daemon/fifo_reader.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <system_error>
#include <utility>

#include "base/fd.hpp"
#include "daemon/messages.hpp"
#include "daemon/script_runner.hpp"

namespace sempervivum::daemon {

FifoReader::FifoReader(boost::asio::io_context &io, base::Log log, base::Spawner &spawner, base::Command command)
    : log_{log}, spawner_{spawner}, command_{std::move(command)}, pidfd_{io} {
  start();
}

FifoReader::~FifoReader() {
  if (pid_ > 0) kill(-pid_, SIGTERM);
}

void FifoReader::start() {
  if (pid_ > 0) return;
  const base::UniqueFd null{open("/dev/null", O_RDWR | O_CLOEXEC)};
  const auto environment = script_environment();
  auto spawned = spawner_.spawn({&command_, environment.get(), null.borrow(), {}, true});
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
