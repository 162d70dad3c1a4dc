/// The log front: what code that has something to say holds.
///
/// `Log` is a cheap handle on a `LogSink`; where the lines go (syslog, console,
/// file) is decided once in daemon/, and a sink never blocks its caller. Tests
/// hand in a sink that remembers. Severities are syslog's own numbers.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string_view>
#include <utility>

namespace sempervivum::base {

enum class Severity : std::uint8_t {
  emergency,
  alert,
  critical,
  error,
  warning,
  notice,
  info,
  debug,
};

class LogSink {
 public:
  LogSink() = default;
  LogSink(const LogSink &) = delete;
  LogSink &operator=(const LogSink &) = delete;
  virtual ~LogSink();

  /// Takes one line, without its newline.
  virtual void write(Severity severity, std::string_view line) noexcept = 0;
};

/// Drops every line.
LogSink &null_sink() noexcept;

class Log {
 public:
  Log() noexcept : sink_{&null_sink()} {}
  explicit Log(LogSink &sink, bool detailed = false) noexcept : sink_{&sink}, detailed_{detailed} {}

  /// Whether -D was given: lines that explain more than they report.
  bool detailed() const noexcept { return detailed_; }

  template <class... Args>
  void write(Severity severity, fmt::format_string<Args...> format, Args &&...args) const {
    put(severity, format, fmt::make_format_args(args...));
  }
  template <class... Args>
  void error(fmt::format_string<Args...> format, Args &&...args) const {
    put(Severity::error, format, fmt::make_format_args(args...));
  }
  template <class... Args>
  void warning(fmt::format_string<Args...> format, Args &&...args) const {
    put(Severity::warning, format, fmt::make_format_args(args...));
  }
  template <class... Args>
  void info(fmt::format_string<Args...> format, Args &&...args) const {
    put(Severity::info, format, fmt::make_format_args(args...));
  }
  /// Like info(), but only under -D.
  template <class... Args>
  void detail(fmt::format_string<Args...> format, Args &&...args) const {
    if (detailed_) put(Severity::info, format, fmt::make_format_args(args...));
  }

 private:
  void put(Severity severity, fmt::string_view format, fmt::format_args args) const noexcept;

  LogSink *sink_;
  bool detailed_ = false;
};

}  // namespace sempervivum::base
