#include "vrrp/timers.hpp"

#include <algorithm>
#include <utility>

namespace sempervivum::vrrp {
namespace {

/// How long before an urgent deadline the loop awakes from deep sleep, and stops sleeping.
constexpr std::chrono::microseconds head_start{250};
constexpr std::chrono::microseconds last_start{60};

}  // namespace

Alarm::Alarm(Timers &timers, Callback callback, Urgency urgency)
    : timers_{timers}, urgency_{urgency}, slot_{timers.add(std::move(callback))} {}

Alarm::~Alarm() {
  cancel();
  timers_.remove(slot_);
}

void Alarm::arm(base::Instant deadline) { timers_.arm(slot_, deadline, urgency_); }

void Alarm::cancel() { timers_.queue(urgency_).cancel(slot_); }

Timers::Timers(boost::asio::io_context &io) : timer_{io} {}

DeadlineQueue::Key Timers::add(Alarm::Callback callback) {
  if (free_slots_.empty()) {
    callbacks_.push_back(std::move(callback));
    return static_cast<DeadlineQueue::Key>(callbacks_.size() - 1);
  }
  const auto slot = free_slots_.back();
  free_slots_.pop_back();
  callbacks_[slot] = std::move(callback);
  return slot;
}

// Most deadlines are moved to a later time: nothing is to be worked out for them.
void Timers::arm(DeadlineQueue::Key slot, base::Instant deadline, Urgency urgency) {
  queue(urgency).arm(slot, deadline);
  if (!armed_for_ || deadline - head_start < *armed_for_) schedule();
}

void Timers::remove(DeadlineQueue::Key slot) {
  callbacks_[slot] = nullptr;
  free_slots_.push_back(slot);
}

std::optional<base::Instant> Timers::next_wake_up() {
  const auto usual = usual_.next();
  const auto urgent = urgent_.next();
  if (!urgent) return usual;
  auto early = *urgent - head_start;
  if (early <= base::Clock::now()) early = *urgent - last_start;
  return usual ? std::min(*usual, early) : early;
}

// Only an earlier wake-up than the armed one costs a system call; a later one is
// picked up at the next wake-up, which finds nothing due and sleeps again.
void Timers::schedule() {
  const auto next = next_wake_up();
  if (next && (!armed_for_ || *next < *armed_for_)) sleep_until(*next);
}

// A time that has passed is no sleep at all but one round of the loop.
void Timers::sleep_until(base::Instant wake_up) {
  armed_for_ = wake_up;
  timer_.expires_at(wake_up);
  timer_.async_wait([this](const boost::system::error_code &error) {
    if (!error) fire();
  });
}

std::optional<DeadlineQueue::Key> Timers::pop_due(base::Instant now) {
  const auto urgent = urgent_.pop_due(now);
  return urgent ? urgent : usual_.pop_due(now);
}

// What is armed meanwhile is looked at once, at the end.
void Timers::fire() {
  armed_for_ = base::Instant::min();
  const auto now = base::Clock::now();
  while (const auto slot = pop_due(now)) {
    // A copy, because the callback may destroy its own alarm.
    const auto callback = callbacks_[*slot];
    callback(now);
  }
  armed_for_.reset();
  schedule();
  if (served_) served_();
}

}  // namespace sempervivum::vrrp
