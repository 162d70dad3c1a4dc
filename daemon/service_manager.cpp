#include "daemon/service_manager.hpp"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/clock.hpp"
#include "base/passed_fd.hpp"

namespace sempervivum::daemon {
namespace {

std::int64_t monotonic_microseconds() {
  return std::chrono::duration_cast<std::chrono::microseconds>(base::Clock::now().time_since_epoch()).count();
}

/// A variable of the environment, which nobody after us shall see.
std::string taken(const char *name) {
  const char *value = std::getenv(name);
  const std::string text = value == nullptr ? "" : value;
  unsetenv(name);
  return text;
}

base::Duration watchdog_time(const std::string &microseconds, const std::string &pid) {
  if (!pid.empty() && pid != std::to_string(getpid())) return base::Duration::zero();
  std::uint32_t count = 0;
  std::from_chars(microseconds.data(), microseconds.data() + microseconds.size(), count);
  return std::chrono::microseconds{count};
}

}  // namespace

ServiceManager ServiceManager::from_environment() {
  for (const auto *name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"}) unsetenv(name);
  const auto path = taken("NOTIFY_SOCKET");
  const auto watchdog = watchdog_time(taken("WATCHDOG_USEC"), taken("WATCHDOG_PID"));
  if (!path.starts_with('/') && !path.starts_with('@')) return {};
  ServiceManager manager{path};
  manager.watchdog_ = watchdog;
  return manager;
}

ServiceManager::ServiceManager(std::string path)
    : path_{std::move(path)}, socket_{socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)} {
  if (path_.front() == '@') path_.front() = '\0';
}

void ServiceManager::ready() const { notify(fmt::format("READY=1\nMAINPID={}", getpid())); }

void ServiceManager::reloading() const {
  notify(fmt::format("RELOADING=1\nMONOTONIC_USEC={}", monotonic_microseconds()));
}

void ServiceManager::stopping() const { notify("STOPPING=1"); }
void ServiceManager::status(std::string_view text) const { notify(fmt::format("STATUS={}", text)); }
void ServiceManager::alive() const { notify("WATCHDOG=1"); }
void ServiceManager::failed(int error) const { notify(fmt::format("ERRNO={}", error)); }

base::UniqueFd ServiceManager::line() const {
  std::array<int, 2> ends{};
  if (!socket_ || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) != 0) return {};
  const base::UniqueFd theirs{ends[0]};
  base::UniqueFd ours{ends[1]};
  notify("FDSTORE=1\nFDNAME=handover", theirs.borrow());
  return ours;
}

void ServiceManager::notify(std::string_view state, base::Fd file) const {
  sockaddr_un address{};
  if (!socket_ || path_.size() > sizeof address.sun_path) return;
  address.sun_family = AF_UNIX;
  std::copy(path_.begin(), path_.end(), address.sun_path);
  iovec text{const_cast<char *>(state.data()), state.size()};
  msghdr header{};
  header.msg_name = &address;
  header.msg_namelen = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path_.size());
  header.msg_iov = &text;
  header.msg_iovlen = 1;
  base::PassedFd passed;
  if (file.number() >= 0) passed.attach(header, file);
  std::ignore = sendmsg(socket_.number(), &header, MSG_NOSIGNAL);
}

}  // namespace sempervivum::daemon
