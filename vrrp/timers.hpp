/// All deadlines of the process behind one Asio timer.
///
/// An `Alarm` is a member of whoever waits: arm it, cancel it; destroying it
/// unlinks it, so a callback never reaches a dead object. One wake-up serves
/// everything that is due, in order of deadline. Arming and cancelling cost
/// O(log n) and allocate nothing once the number of alarms has settled.
///
/// A processor that sleeps deeply needs some 0.1 ms to wake up and as long again to
/// find its caches. Nobody sees that of an advert, but at a take-over clients wait
/// for it: the loop awakes a moment before an urgent deadline, naps once more, which
/// costs little now, and for the last instant goes round, still reading what comes
/// in, until it is due. It does not go round for longer: the scheduler would let
/// others run first just when there is something to send.
///
/// Thread: the protocol thread only.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "vrrp/deadline_queue.hpp"

namespace sempervivum::vrrp {

class Timers;

enum class Urgency : std::uint8_t { usual, urgent };

/// One deadline and what to do then. Must not outlive its Timers.
class Alarm {
 public:
  /// Called with the time of the wake-up, which is at or after the deadline.
  using Callback = std::function<void(base::Instant now)>;

  Alarm(Timers &timers, Callback callback, Urgency urgency = Urgency::usual);
  Alarm(const Alarm &) = delete;
  Alarm &operator=(const Alarm &) = delete;
  ~Alarm();

  /// Replaces an earlier deadline.
  [[gnu::hot]] void arm(base::Instant deadline);
  void cancel();

 private:
  Timers &timers_;
  Urgency urgency_;
  DeadlineQueue::Key slot_;
};

class Timers {
 public:
  explicit Timers(boost::asio::io_context &io);
  Timers(const Timers &) = delete;
  Timers &operator=(const Timers &) = delete;

  /// Called after each wake-up, when all that was due has had its turn.
  void when_served(std::function<void()> callback) { served_ = std::move(callback); }

 private:
  friend class Alarm;

  DeadlineQueue::Key add(Alarm::Callback callback);
  void remove(DeadlineQueue::Key slot);
  DeadlineQueue &queue(Urgency urgency) { return urgency == Urgency::urgent ? urgent_ : usual_; }
  [[gnu::hot]] void arm(DeadlineQueue::Key slot, base::Instant deadline, Urgency urgency);
  void schedule();
  void sleep_until(base::Instant wake_up);
  void fire();
  std::optional<base::Instant> next_wake_up();
  std::optional<DeadlineQueue::Key> pop_due(base::Instant now);

  /// Of the loop itself: an executor of any kind costs as much as the rest of a wake-up.
  using LoopTimer = boost::asio::basic_waitable_timer<base::Clock, boost::asio::wait_traits<base::Clock>,
                                                      boost::asio::io_context::executor_type>;

  LoopTimer timer_;
  DeadlineQueue usual_;
  DeadlineQueue urgent_;
  std::vector<Alarm::Callback> callbacks_;
  std::vector<DeadlineQueue::Key> free_slots_;
  /// What timer_ is armed for; later deadlines need no system call.
  std::optional<base::Instant> armed_for_;
  std::function<void()> served_;
};

}  // namespace sempervivum::vrrp
