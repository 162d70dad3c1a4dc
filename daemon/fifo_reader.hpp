/// The script that reads a notify FIFO: runs as long as we do, and gets the FIFO's
/// path as its last argument (behaviour J4).
///
/// It is not restarted when it ends by itself, but at the next reload. At our end it
/// gets SIGTERM, and may go on reading what is still in the FIFO.
///
/// Thread: one. Never blocks.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <string>

#include "base/lifeline.hpp"
#include "base/log.hpp"
#include "base/process.hpp"
#include "base/script.hpp"
#include "daemon/script_starter.hpp"

namespace sempervivum::daemon {

class FifoReader {
 public:
  FifoReader(boost::asio::io_context &io, base::Log log, ScriptStarter &starter, base::Command command);
  FifoReader(const FifoReader &) = delete;
  FifoReader &operator=(const FifoReader &) = delete;
  ~FifoReader();

  /// Has it started unless it is running.
  void start();

 private:
  void begin(base::SystemResult<base::Spawned> spawned);
  void wait();
  void ended();

  base::Log log_;
  ScriptStarter &starter_;
  base::Command command_;
  boost::asio::posix::stream_descriptor pidfd_;
  bool starting_ = false;
  pid_t pid_ = 0;
  base::Lifeline lifeline_;
};

}  // namespace sempervivum::daemon
