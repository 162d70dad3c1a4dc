/// A FIFO that is told what happens, line by line (keywords notify_fifo,
/// vrrp_notify_fifo, lvs_notify_fifo).
///
/// It is made if it does not exist, and then removed at the end. What is there
/// already must be a FIFO that belongs to us or to the owner configured: anything
/// else is not written to. We keep it open for reading as well, so that writing
/// does not depend on a reader.
///
/// Writing never blocks. While the FIFO is full, lines wait; of those that wait the
/// oldest are lost beyond `most_waiting`, and the log says how many.
///
/// Thread: one.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "base/expected.hpp"
#include "base/fd.hpp"
#include "base/lifeline.hpp"
#include "base/log.hpp"
#include "base/script.hpp"
#include "daemon/fifo_reader.hpp"
#include "daemon/system_view.hpp"

namespace sempervivum::daemon {

struct FifoSettings {
  std::string path;
  UserFacts owner;
  /// Without the path as its last argument.
  std::optional<base::Command> reader;

  bool operator==(const FifoSettings &) const = default;
};

class NotifyFifo {
 public:
  static constexpr std::size_t most_waiting = 4096;

  /// What does not work is logged, and lines go nowhere then.
  NotifyFifo(boost::asio::io_context &io, base::Log log, ScriptStarter &starter, FifoSettings settings);
  NotifyFifo(const NotifyFifo &) = delete;
  NotifyFifo &operator=(const NotifyFifo &) = delete;
  ~NotifyFifo();

  const FifoSettings &settings() const { return settings_; }
  /// One line, without its newline.
  void write(std::string_view line);
  /// A reload leaves it as it is, but a reader that has ended is started again.
  void revive();

 private:
  base::SystemResult<base::UniqueFd> open();
  bool put(std::string_view bytes);
  void queue(std::string line);
  void wait();
  void flush();
  void report_lost();

  base::Log log_;
  FifoSettings settings_;
  bool made_ = false;
  boost::asio::posix::stream_descriptor fifo_;
  std::deque<std::string> waiting_;
  std::uint64_t lost_ = 0;
  std::optional<FifoReader> reader_;
  base::Lifeline lifeline_;
};

}  // namespace sempervivum::daemon
