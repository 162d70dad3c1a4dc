/// A sink that never blocks its caller in front of one that may.
///
/// Lines go through spdlog's bounded queue to one worker thread; when the worker
/// cannot keep up (a stopped terminal, a full or dead disk) the oldest lines are
/// lost. Make it after the last fork: a thread does not survive one.
#pragma once

#include <chrono>
#include <memory>
#include <string_view>

#include "base/log.hpp"
#include "daemon/stream_sink.hpp"

namespace sempervivum::daemon {

class AsyncSink final : public base::LogSink {
 public:
  explicit AsyncSink(std::unique_ptr<StreamSink> target);
  /// Waits for the worker: drain() first, and end the process if it fails.
  ~AsyncSink() override;

  void write(base::Severity severity, std::string_view line) noexcept override;

  /// Waits until everything written so far is out. False: the target is stuck,
  /// and destroying this object would wait for it.
  bool drain(std::chrono::milliseconds limit);

 private:
  struct Worker;
  std::unique_ptr<Worker> worker_;
};

}  // namespace sempervivum::daemon
