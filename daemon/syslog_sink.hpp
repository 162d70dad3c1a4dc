/// Lines to the system log daemon, over the socket syslog(3) uses.
///
/// The C library's function blocks while the daemon does not read; this never does.
/// Lines that do not fit now wait in a queue of `most_waiting` and leave with the
/// next one, or when a SyslogPump sees that there is room. Beyond that the oldest are
/// lost, and the log says how many. A log daemon that was restarted is found again
/// with the next line.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "base/fd.hpp"
#include "base/log.hpp"

namespace sempervivum::daemon {

class SyslogSink final : public base::LogSink {
 public:
  static constexpr std::size_t most_waiting = 2000;

  /// `ident` is what stands before the pid ("Keepalived_vrrp"), `facility` the
  /// bits of LOG_DAEMON and its like.
  SyslogSink(std::string ident, int facility, std::string path = "/dev/log");

  void write(base::Severity severity, std::string_view line) noexcept override;

  void rename(std::string ident) { ident_ = std::move(ident); }

  /// Sends what waits, as far as there is room.
  void flush();
  /// The same, for so long. False: some is still waiting.
  bool drain(std::chrono::milliseconds limit);
  /// Called when the first line has to wait.
  void when_waiting(std::function<void()> callback) { on_waiting_ = std::move(callback); }
  std::size_t waiting() const { return queue_.size(); }
  base::Fd socket() const { return socket_.borrow(); }

  /// Lines lost and not yet reported.
  std::uint64_t lost() const { return lost_; }

 private:
  /// `full`: there is no room now. `refused`: nobody will ever take it.
  enum class Sent : unsigned char { yes, full, refused };

  void deliver(base::Severity severity, std::string_view line);
  void queue(std::string datagram);
  void report_lost();
  std::string datagram(base::Severity severity, std::string_view line) const;
  Sent send(std::string_view datagram);
  bool send_now(std::string_view datagram) const;
  bool connect();

  std::string ident_;
  int facility_;
  std::string path_;
  base::UniqueFd socket_;
  bool connected_ = false;
  std::deque<std::string> queue_;
  std::uint64_t lost_ = 0;
  std::function<void()> on_waiting_;
};

}  // namespace sempervivum::daemon
