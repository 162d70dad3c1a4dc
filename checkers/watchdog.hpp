/// A limit on the waiting steps of a probe.
///
/// allow() begins a step: the socket may wait so long from now, and not beyond
/// `end`; then it is closed and what waits on it ends with an error, which
/// bitten() tells from others. A step that begins only moves a deadline, and one
/// that ends in time costs nothing more.
///
/// Thread: that of the socket's io_context.
#pragma once

#include <boost/asio/execution_context.hpp>
#include <boost/asio/query.hpp>

#include "base/clock.hpp"
#include "checkers/deadline.hpp"

namespace sempervivum::checkers {

/// Whether it is too late to wait at all: what always has something to read would
/// never let a timer have its turn.
inline bool is_over(base::Instant end) { return base::Clock::now() >= end; }

class Watchdog final : private Deadline {
 public:
  /// The socket must outlive it.
  template <class Socket>
  Watchdog(Socket &socket, base::Instant end)
      : Deadline{boost::asio::query(socket.get_executor(), boost::asio::execution::context)},
        guarded_{&socket},
        bite_{&close<Socket>},
        end_{end} {}
  /// Calls guarded.give_up() instead, which may end the watchdog too.
  template <class Guarded>
  Watchdog(boost::asio::execution_context &loop, Guarded &guarded, base::Instant end)
      : Deadline{loop}, guarded_{&guarded}, bite_{&give_up<Guarded>}, end_{end} {}

  void allow(base::Duration step) { allow(step, base::Clock::now()); }
  void allow(base::Duration step, base::Instant now);
  bool bitten() const { return bitten_; }
  base::Instant end() const { return end_; }

 private:
  template <class Socket>
  static void close(void *socket) {
    boost::system::error_code ignored;
    static_cast<Socket *>(socket)->close(ignored);
  }
  template <class Guarded>
  static void give_up(void *guarded) {
    static_cast<Guarded *>(guarded)->give_up();
  }
  void pass(base::Instant now) override;

  void *guarded_;
  void (*bite_)(void *guarded);
  base::Instant end_;
  /// Not before the time it is set to: steps may have begun since.
  base::Instant deadline_{};
  bool bitten_ = false;
};

}  // namespace sempervivum::checkers
