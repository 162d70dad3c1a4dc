/// A limit on the waiting steps of a probe.
///
/// allow() begins a step: the socket may wait so long from now, and not beyond
/// `end`; then it is closed and what waits on it ends with an error, which
/// bitten() tells from others. All watchdogs of a loop share one timer, which is
/// seldom set: a step that begins only moves a deadline, and one that ends in time
/// costs nothing more.
///
/// Thread: that of the socket's io_context.
#pragma once

#include <algorithm>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/set.hpp>
#include <optional>

#include "base/clock.hpp"

namespace sempervivum::checkers {

/// Whether it is too late to wait at all: what always has something to read would
/// never let a timer have its turn.
inline bool is_over(base::Instant end) { return base::Clock::now() >= end; }

class WatchdogPack;

class Watchdog : public boost::intrusive::set_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  /// The socket must outlive it.
  template <class Socket>
  Watchdog(Socket &socket, base::Instant end)
      : pack_{pack_of(boost::asio::query(socket.get_executor(), boost::asio::execution::context))},
        socket_{&socket},
        close_{&close<Socket>},
        end_{end} {}
  Watchdog(const Watchdog &) = delete;
  Watchdog &operator=(const Watchdog &) = delete;

  void allow(base::Duration step);
  bool bitten() const { return bitten_; }

  /// By when they are looked at.
  friend bool operator<(const Watchdog &left, const Watchdog &right) { return left.looked_at_ < right.looked_at_; }

 private:
  friend class WatchdogPack;

  template <class Socket>
  static void close(void *socket) {
    boost::system::error_code ignored;
    static_cast<Socket *>(socket)->close(ignored);
  }
  static WatchdogPack &pack_of(boost::asio::execution_context &context);
  void bite();

  WatchdogPack &pack_;
  void *socket_;
  void (*close_)(void *socket);
  base::Instant end_;
  /// The epoch: no step has begun.
  base::Instant deadline_{};
  /// Not after the deadline; before it if steps have begun since.
  base::Instant looked_at_{};
  bool bitten_ = false;
};

/// All watchdogs of a loop.
class WatchdogPack : public boost::asio::execution_context::service {
 public:
  using key_type = WatchdogPack;
  static inline boost::asio::execution_context::id id;

  explicit WatchdogPack(boost::asio::execution_context &context);
  void watch(Watchdog &one);

 private:
  void shutdown() override { timer_.reset(); }
  void await(base::Instant when);
  void look();

  boost::intrusive::multiset<Watchdog, boost::intrusive::constant_time_size<false>> all_;
  std::optional<boost::asio::steady_timer> timer_;
  /// When the timer ends; nothing: it is not set.
  std::optional<base::Instant> awaited_;
};

}  // namespace sempervivum::checkers
