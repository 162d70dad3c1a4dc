/// Signals as events of the loop, through a signalfd: no handlers, nothing that
/// a fork would share.
#pragma once

#include <signal.h>
#include <sys/signalfd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <span>

#include "base/lifeline.hpp"

namespace sempervivum::daemon {

/// SIGTERM, SIGINT, SIGHUP, SIGCHLD, the dump signals: what any of our processes
/// wants to read and not die of.
sigset_t handled_signals();

/// Blocks handled_signals() for this thread and all it will start. From here on
/// a signal waits until somebody watches for it. SIGPIPE is ignored.
void hold_signals();

class SignalWatcher {
 public:
  using Callback = std::function<void(const signalfd_siginfo &)>;

  /// Reports each of `numbers`, which hold_signals() must have blocked.
  SignalWatcher(boost::asio::io_context &io, std::span<const int> numbers, Callback callback);
  SignalWatcher(const SignalWatcher &) = delete;
  SignalWatcher &operator=(const SignalWatcher &) = delete;

 private:
  void wait();
  void read_one();

  boost::asio::posix::stream_descriptor descriptor_;
  Callback callback_;
  base::Lifeline lifeline_;
};

}  // namespace sempervivum::daemon
