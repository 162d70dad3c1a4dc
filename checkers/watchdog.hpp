/// A limit on the waiting steps of a probe.
///
/// allow() begins a step: the socket may wait so long from now, and not beyond
/// `end`; then it is closed and what waits on it ends with an error, which
/// bitten() tells from others. All steps share one timer, which is seldom set: a
/// step that begins only moves the deadline.
#pragma once

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <memory>

#include "base/clock.hpp"

namespace sempervivum::checkers {

/// Whether it is too late to wait at all: what always has something to read would
/// never let a timer have its turn.
inline bool is_over(base::Instant end) { return base::Clock::now() >= end; }

class Watchdog {
 public:
  /// The socket must outlive it.
  template <class Socket>
  Watchdog(Socket &socket, base::Instant end)
      : state_{std::make_shared<State>(socket.get_executor(), &socket, &close<Socket>)}, end_{end} {}
  Watchdog(const Watchdog &) = delete;
  Watchdog &operator=(const Watchdog &) = delete;
  ~Watchdog() { state_->timer.cancel(); }

  void allow(base::Duration step) {
    const auto before = state_->deadline;
    state_->deadline = std::min(base::Clock::now() + step, end_);
    const bool waits = before != base::Instant{};
    if (!waits || state_->deadline < before) wait(state_);
  }

  bool bitten() const { return state_->bitten; }

 private:
  using Close = void (*)(void *socket);
  struct State {
    template <class Executor>
    State(const Executor &executor, void *guarded, Close closes) : timer{executor}, socket{guarded}, close{closes} {}
    boost::asio::steady_timer timer;
    /// The epoch: no step has begun.
    base::Instant deadline{};
    void *socket;
    Close close;
    bool bitten = false;
  };

  template <class Socket>
  static void close(void *socket) {
    boost::system::error_code ignored;
    static_cast<Socket *>(socket)->close(ignored);
  }

  static void wait(const std::shared_ptr<State> &state) {
    state->timer.expires_at(state->deadline);
    state->timer.async_wait([weak = std::weak_ptr<State>{state}](const boost::system::error_code &error) {
      const auto alive = weak.lock();
      if (!alive || error) return;
      if (!is_over(alive->deadline)) return wait(alive);
      alive->bitten = true;
      alive->close(alive->socket);
    });
  }

  std::shared_ptr<State> state_;
  base::Instant end_;
};

}  // namespace sempervivum::checkers
