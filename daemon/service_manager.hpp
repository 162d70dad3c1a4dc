/// Telling systemd how we are: the sd_notify protocol in one datagram a message.
///
/// libsystemd is not used: loading it would cost a good part of our start-up time.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/fd.hpp"

namespace sempervivum::daemon {

class ServiceManager {
 public:
  /// Nobody listens.
  ServiceManager() = default;

  /// Takes NOTIFY_SOCKET and WATCHDOG_USEC from the environment and removes them
  /// there, so that neither children nor scripts can speak in our name.
  static ServiceManager from_environment();

  /// The daemon runs (also: the reload is over).
  void ready() const;
  void reloading() const;
  void stopping() const;
  /// The line `systemctl status` shows.
  void status(std::string_view text) const;
  /// Why the service ends.
  void failed(int error) const;
  /// The watchdog: within every such time it wants to hear alive(). Zero: it sleeps.
  base::Duration watchdog() const { return watchdog_; }
  void alive() const;
  /// A line of which the service manager keeps the other end until the service is
  /// stopped, and not when it is restarted (FileDescriptorStoreMax=). Then it is cut.
  base::UniqueFd line() const;

 private:
  explicit ServiceManager(std::string path);
  void notify(std::string_view state, base::Fd file = {}) const;

  std::string path_;
  base::UniqueFd socket_;
  base::Duration watchdog_{0};
};

}  // namespace sempervivum::daemon
