#include "daemon/notify_fifo.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "daemon/messages.hpp"

namespace sempervivum::daemon {
namespace {

base::SystemError failed(const char *action) { return {errno, action}; }

base::Command with_path(base::Command command, const std::string &path) {
  command.argv.push_back(path);
  return command;
}

}  // namespace

NotifyFifo::NotifyFifo(boost::asio::io_context &io, base::Log log, ScriptStarter &starter, FifoSettings settings)
    : log_{log}, settings_{std::move(settings)}, fifo_{io} {
  auto fifo = open();
  if (!fifo) {
    log_.error(messages::fifo_failed, settings_.path, fifo.error().message());
    return;
  }
  fifo_.assign(fifo->release());
  if (settings_.reader) reader_.emplace(io, log_, starter, with_path(*settings_.reader, settings_.path));
}

NotifyFifo::~NotifyFifo() {
  flush();
  if (!waiting_.empty()) lost_ += waiting_.size();
  report_lost();
  if (made_) unlink(settings_.path.c_str());
}

base::SystemResult<base::UniqueFd> NotifyFifo::open() {
  const auto *path = settings_.path.c_str();
  made_ = mkfifo(path, 0666) == 0;
  if (!made_ && errno != EEXIST) return base::unexpected(failed("make it"));
  base::UniqueFd fifo{::open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW)};
  if (!fifo) return base::unexpected(failed("open it"));
  struct stat facts {};
  if (fstat(fifo.number(), &facts) != 0) return base::unexpected(failed("look at it"));
  if (!S_ISFIFO(facts.st_mode)) return base::unexpected(base::SystemError{EINVAL, "use what is no FIFO"});
  if (facts.st_uid != geteuid() && facts.st_uid != settings_.owner.user)
    return base::unexpected(base::SystemError{EPERM, "use a FIFO of somebody else"});
  if (fchown(fifo.number(), settings_.owner.user, settings_.owner.group) != 0)
    return base::unexpected(failed("change its owner"));
  return fifo;
}

void NotifyFifo::write(std::string_view line) {
  if (!fifo_.is_open()) return;
  std::string text{line};
  text += '\n';
  if (!waiting_.empty() || !put(text)) queue(std::move(text));
}

void NotifyFifo::revive() {
  if (reader_) reader_->start();
}

/// A line is shorter than PIPE_BUF: it is written whole or not at all.
bool NotifyFifo::put(std::string_view bytes) {
  while (::write(fifo_.native_handle(), bytes.data(), bytes.size()) < 0) {
    if (errno == EINTR) continue;
    return false;
  }
  return true;
}

void NotifyFifo::queue(std::string line) {
  waiting_.push_back(std::move(line));
  if (waiting_.size() == 1) wait();
  if (waiting_.size() <= most_waiting) return;
  waiting_.pop_front();
  if (lost_++ == 0) log_.warning(messages::fifo_full, settings_.path);
}

void NotifyFifo::wait() {
  fifo_.async_wait(boost::asio::posix::stream_descriptor::wait_write,
                   lifeline_.guard([this](const boost::system::error_code &error) {
                     if (error) return;
                     flush();
                     if (!waiting_.empty()) wait();
                   }));
}

void NotifyFifo::flush() {
  while (!waiting_.empty() && put(waiting_.front())) waiting_.pop_front();
  if (waiting_.empty()) report_lost();
}

void NotifyFifo::report_lost() {
  if (lost_ > 0) log_.warning(messages::fifo_lost, settings_.path, std::exchange(lost_, 0));
}

}  // namespace sempervivum::daemon
