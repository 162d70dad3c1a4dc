/// Where a process's log lines go, put together from the options.
///
/// The parent writes directly. A child that must not block writes through a
/// queue: open it after the fork, drain it before the end.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.hpp"
#include "daemon/async_sink.hpp"
#include "daemon/options.hpp"
#include "daemon/syslog_sink.hpp"

namespace sempervivum::daemon {

/// Whether console and file are written by the caller or by a worker thread.
enum class Delivery : unsigned char { direct, queued };

class Logging final : public base::LogSink {
 public:
  /// `ident` names the process in syslog. A log file that cannot be opened is
  /// reported on the other targets.
  Logging(const Options &options, std::string ident, Delivery delivery);

  void write(base::Severity severity, std::string_view line) noexcept override;
  base::Log log() { return base::Log{*this, detailed_}; }

  /// Another name in syslog from now on.
  void rename(std::string ident);

  /// The system log, if lines go there: for a SyslogPump.
  SyslogSink *syslog() { return syslog_; }

  /// True when all queued lines are out. False: end the process without
  /// destructors, a target is stuck.
  bool drain(std::chrono::milliseconds limit);

 private:
  void add_stream(std::unique_ptr<StreamSink> stream, Delivery delivery);
  void add_file(const std::string &path, Delivery delivery);

  std::vector<std::unique_ptr<base::LogSink>> targets_;
  std::vector<AsyncSink *> queues_;
  SyslogSink *syslog_ = nullptr;
  bool detailed_;
};

}  // namespace sempervivum::daemon
