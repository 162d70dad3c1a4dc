/// Lines to the system log as datagrams on a non-blocking socket.
///
/// glibc's syslog() waits for a full or restarting journal; this never does: a
/// line that does not fit now is dropped and counted, and the next one that goes
/// through says how many are missing. A log daemon that was restarted is found
/// again with the next line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/fd.hpp"
#include "base/log.hpp"

namespace sempervivum::daemon {

class SyslogSink final : public base::LogSink {
 public:
  /// `ident` is what stands before the pid ("Keepalived_vrrp"), `facility` the
  /// bits of LOG_DAEMON and its like.
  SyslogSink(std::string ident, int facility, std::string path = "/dev/log");

  void write(base::Severity severity, std::string_view line) noexcept override;

  void rename(std::string ident) { ident_ = std::move(ident); }

  std::uint64_t dropped() const { return dropped_; }

 private:
  void deliver(base::Severity severity, std::string_view line);
  void report_dropped();
  bool send(base::Severity severity, std::string_view line);
  bool send_datagram(std::string_view datagram) const;
  void connect();

  std::string ident_;
  int facility_;
  std::string path_;
  base::UniqueFd socket_;
  std::uint64_t dropped_ = 0;
};

}  // namespace sempervivum::daemon
