/// Sends what waits in a SyslogSink as soon as the log daemon reads again.
///
/// Thread: the one that runs the loop and writes to the sink.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include "base/lifeline.hpp"
#include "daemon/syslog_sink.hpp"

namespace sempervivum::daemon {

class SyslogPump {
 public:
  SyslogPump(boost::asio::io_context &io, SyslogSink &sink);
  SyslogPump(const SyslogPump &) = delete;
  SyslogPump &operator=(const SyslogPump &) = delete;
  ~SyslogPump();

 private:
  void wait();

  SyslogSink &sink_;
  boost::asio::posix::stream_descriptor socket_;
  base::Lifeline lifeline_;
};

}  // namespace sempervivum::daemon
