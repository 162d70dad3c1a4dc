#include "daemon/syslog_pump.hpp"

#include <fcntl.h>

namespace sempervivum::daemon {

SyslogPump::SyslogPump(boost::asio::io_context &io, SyslogSink &sink) : sink_{sink}, socket_{io} {
  sink_.when_waiting([this] { wait(); });
}

SyslogPump::~SyslogPump() { sink_.when_waiting({}); }

// On a copy: what we wait on is ours to close. The sink keeps its socket when it connects anew.
void SyslogPump::wait() {
  socket_.close();
  const int copy = fcntl(sink_.socket().number(), F_DUPFD_CLOEXEC, 0);
  if (copy < 0) return;
  socket_.assign(copy);
  socket_.async_wait(boost::asio::posix::stream_descriptor::wait_write,
                     lifeline_.guard([this](const boost::system::error_code &error) {
                       if (error) return;
                       sink_.flush();
                       if (sink_.waiting() > 0) wait();
                     }));
}

}  // namespace sempervivum::daemon
