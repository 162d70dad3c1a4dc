/// All deadlines of the process behind one Asio timer.
///
/// An `Alarm` is a member of whoever waits: arm it, cancel it; destroying it
/// unlinks it, so a callback never reaches a dead object. One wake-up serves
/// everything that is due, in order of deadline. Arming and cancelling cost
/// O(log n) and allocate nothing once the number of alarms has settled.
///
/// Thread: the protocol thread only.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "vrrp/deadline_queue.hpp"

namespace sempervivum::vrrp {

class Timers;

/// One deadline and what to do then. Must not outlive its Timers.
class Alarm {
 public:
  /// Called with the time of the wake-up, which is at or after the deadline.
  using Callback = std::function<void(base::Instant now)>;

  Alarm(Timers &timers, Callback callback);
  Alarm(const Alarm &) = delete;
  Alarm &operator=(const Alarm &) = delete;
  ~Alarm();

  /// Replaces an earlier deadline.
  void arm(base::Instant deadline);
  void cancel();

 private:
  Timers &timers_;
  DeadlineQueue::Key slot_;
};

class Timers {
 public:
  explicit Timers(boost::asio::io_context &io);
  Timers(const Timers &) = delete;
  Timers &operator=(const Timers &) = delete;

 private:
  friend class Alarm;

  DeadlineQueue::Key add(Alarm::Callback callback);
  void remove(DeadlineQueue::Key slot);
  void arm(DeadlineQueue::Key slot, base::Instant deadline);
  void cancel(DeadlineQueue::Key slot);
  void schedule();
  void fire();

  boost::asio::steady_timer timer_;
  DeadlineQueue queue_;
  std::vector<Alarm::Callback> callbacks_;
  std::vector<DeadlineQueue::Key> free_slots_;
  /// What timer_ is armed for; later deadlines need no system call.
  std::optional<base::Instant> armed_for_;
};

}  // namespace sempervivum::vrrp
