/// A limit on one waiting step of a probe.
///
/// While a Watchdog lives its socket may wait until `end`; then it is closed and
/// what waits on it ends with an error. bitten() tells that from other errors.
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
  template <class Socket>
  Watchdog(Socket &socket, base::Duration step, base::Instant end)
      : state_{std::make_shared<State>(socket.get_executor())} {
    state_->timer.expires_at(std::min(base::Clock::now() + step, end));
    state_->timer.async_wait([state = std::weak_ptr<State>{state_}, &socket](const boost::system::error_code &error) {
      const auto alive = state.lock();
      if (!alive || error) return;
      alive->bitten = true;
      boost::system::error_code ignored;
      socket.close(ignored);
    });
  }
  Watchdog(const Watchdog &) = delete;
  Watchdog &operator=(const Watchdog &) = delete;
  ~Watchdog() { state_->timer.cancel(); }

  bool bitten() const { return state_->bitten; }

 private:
  struct State {
    template <class Executor>
    explicit State(const Executor &executor) : timer{executor} {}
    boost::asio::steady_timer timer;
    bool bitten = false;
  };
  std::shared_ptr<State> state_;
};

}  // namespace sempervivum::checkers
