#include "daemon/syslog_sink.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>

#include "base/clock.hpp"
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
    ++lost_;
  }
}

void SyslogSink::deliver(base::Severity severity, std::string_view line) {
  if (!connected_ && !connect()) {
    ++lost_;
    return;
  }
  flush();
  auto text = datagram(severity, line);
  if (!queue_.empty()) return queue(std::move(text));
  switch (send(text)) {
    case Sent::yes: return;
    case Sent::full: return queue(std::move(text));
    case Sent::refused: ++lost_; return;
  }
}

void SyslogSink::queue(std::string datagram) {
  queue_.push_back(std::move(datagram));
  if (queue_.size() > most_waiting) {
    queue_.pop_front();
    ++lost_;
  }
  if (queue_.size() == 1 && on_waiting_) on_waiting_();
}

void SyslogSink::flush() {
  while (!queue_.empty()) {
    const auto sent = send(queue_.front());
    if (sent == Sent::full) return;
    if (sent == Sent::refused) ++lost_;
    queue_.pop_front();
  }
  if (connected_) report_lost();
}

bool SyslogSink::drain(std::chrono::milliseconds limit) {
  const auto deadline = base::Clock::now() + limit;
  for (flush(); !queue_.empty(); flush()) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - base::Clock::now());
    if (left.count() <= 0) return false;
    pollfd room{socket_.number(), POLLOUT, 0};
    poll(&room, 1, static_cast<int>(left.count()));
  }
  return true;
}

void SyslogSink::report_lost() {
  if (lost_ == 0) return;
  const auto text = datagram(base::Severity::warning, fmt::format("{} lines were not logged", lost_));
  if (send(text) == Sent::yes) lost_ = 0;
}

std::string SyslogSink::datagram(base::Severity severity, std::string_view line) const {
  return fmt::format("<{}>{} {}[{}]: {}", facility_ | static_cast<int>(severity), syslog_stamp(std::time(nullptr)),
                     ident_, getpid(), line);
}

SyslogSink::Sent SyslogSink::send(std::string_view datagram) {
  if (send_now(datagram)) return Sent::yes;
  if (errno == EAGAIN || errno == ENOBUFS) return Sent::full;
  if (!connect()) return Sent::refused;
  if (send_now(datagram)) return Sent::yes;
  return errno == EAGAIN || errno == ENOBUFS ? Sent::full : Sent::refused;
}

bool SyslogSink::send_now(std::string_view datagram) const {
  return ::send(socket_.number(), datagram.data(), datagram.size(), MSG_NOSIGNAL | MSG_DONTWAIT) >= 0;
}

// Where there is no log daemon, as in many a container, this is all a line costs.
bool SyslogSink::connect() {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path_.size() >= sizeof address.sun_path) return false;
  std::copy(path_.begin(), path_.end(), address.sun_path);
  if (!socket_) socket_ = base::UniqueFd{::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  connected_ = ::connect(socket_.number(), reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0;
  return connected_;
}

}  // namespace sempervivum::daemon
