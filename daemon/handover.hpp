/// A VRRP process that outlives its parent for a moment, and the one that takes over
/// from it (option --handover; behind it are vrrp::Estate and Engine::bequeath()).
///
/// A parent that is to stop leaves its VRRP child running: adverts go on. The child
/// listens on a socket that carries the name of its pid file, so that daemons of
/// several pid files or network namespaces do not meet. A new VRRP process finds it
/// there, gives it its configuration, which the old one takes as a reload, and at the
/// last moment claims the estate; with the answer the old one ends and leaves
/// everything where it is. Nobody sees a difference but by the process number.
///
/// When no successor comes in time, or the line to the service manager is cut, or the
/// new configuration cannot be run, the old process stops as any other does.
///
/// Both sides speak only with processes of their own user.
#pragma once

#include <sys/types.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/expected.hpp"
#include "base/fd.hpp"
#include "base/lifeline.hpp"
#include "daemon/control_channel.hpp"

namespace sempervivum::daemon {

/// The old side: waits for a successor.
class Bequest {
 public:
  struct Handlers {
    /// The successor's configuration; an error text refuses it.
    std::function<std::string(const ControlMessage &message)> reload;
    /// What is left; the process ends when it is on its way.
    std::function<std::string()> estate;
    std::function<void(pid_t successor)> over;
    /// Nobody takes it.
    std::function<void()> unclaimed;
  };

  /// `line` may be none. EADDRINUSE: another process waits there.
  static base::SystemResult<std::unique_ptr<Bequest>> open(boost::asio::io_context &io, const std::string &pid_file,
                                                           std::chrono::seconds limit, base::UniqueFd line,
                                                           Handlers handlers);
  Bequest(const Bequest &) = delete;
  Bequest &operator=(const Bequest &) = delete;

 private:
  Bequest(boost::asio::io_context &io, base::UniqueFd socket, base::UniqueFd line, Handlers handlers);
  void listen();
  void accept();
  void answer(const ControlMessage &message);
  void hand_over();
  void watch_line();
  void give_up();

  boost::asio::io_context &io_;
  boost::asio::posix::stream_descriptor listener_;
  std::optional<boost::asio::posix::stream_descriptor> line_;
  boost::asio::steady_timer limit_;
  Handlers handlers_;
  pid_t successor_ = 0;
  std::unique_ptr<ControlChannel> channel_;
  base::Lifeline lifeline_;
};

/// The new side. It waits for answers, for it has nothing to do before them.
class Inheritance {
 public:
  /// None if nobody waits there.
  static std::optional<Inheritance> find(const std::string &pid_file);

  /// Whether the old process runs this configuration now. If it does not, it stops.
  bool agree(const std::string &snapshot);
  /// The estate; empty if the old process has left none. It has ended now, or is about to.
  std::string claim();
  /// Until the old process has ended, or for some seconds.
  void outlast();
  pid_t predecessor() const { return predecessor_; }

 private:
  Inheritance(base::UniqueFd socket, pid_t predecessor) : socket_{std::move(socket)}, predecessor_{predecessor} {}
  std::optional<ControlMessage> await(ControlMessage::Kind kind, std::chrono::milliseconds limit);

  base::UniqueFd socket_;
  pid_t predecessor_;
};

}  // namespace sempervivum::daemon
