#include "daemon/syslog_sink.hpp"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>

#include "daemon/line_stamp.hpp"

namespace sempervivum::daemon {

SyslogSink::SyslogSink(std::string ident, int facility, std::string path)
    : ident_{std::move(ident)}, facility_{facility}, path_{std::move(path)} {
  connect();
}

void SyslogSink::write(base::Severity severity, std::string_view line) noexcept {
  try {
    deliver(severity, line);
  } catch (...) {
    ++dropped_;
  }
}

void SyslogSink::deliver(base::Severity severity, std::string_view line) {
  if (dropped_ > 0) report_dropped();
  if (!send(severity, line)) ++dropped_;
}

void SyslogSink::report_dropped() {
  if (send(base::Severity::warning, fmt::format("{} lines were not logged", dropped_))) dropped_ = 0;
}

bool SyslogSink::send(base::Severity severity, std::string_view line) {
  const auto datagram = fmt::format("<{}>{} {}[{}]: {}", facility_ | static_cast<int>(severity),
                                    syslog_stamp(std::time(nullptr)), ident_, getpid(), line);
  if (send_datagram(datagram)) return true;
  if (errno == EAGAIN || errno == ENOBUFS) return false;
  connect();
  return send_datagram(datagram);
}

bool SyslogSink::send_datagram(std::string_view datagram) const {
  return ::send(socket_.number(), datagram.data(), datagram.size(), MSG_NOSIGNAL | MSG_DONTWAIT) >= 0;
}

void SyslogSink::connect() {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path_.size() >= sizeof address.sun_path) return;
  std::copy(path_.begin(), path_.end(), address.sun_path);
  socket_ = base::UniqueFd{socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  // A failure shows at the next send, which tries again.
  std::ignore = ::connect(socket_.number(), reinterpret_cast<const sockaddr *>(&address), sizeof address);
}

}  // namespace sempervivum::daemon
