#include "vrrp/timers.hpp"

#include <utility>

namespace sempervivum::vrrp {

Alarm::Alarm(Timers &timers, Callback callback) : timers_{timers}, slot_{timers.add(std::move(callback))} {}
Alarm::~Alarm() { timers_.remove(slot_); }
void Alarm::arm(base::Instant deadline) { timers_.arm(slot_, deadline); }
void Alarm::cancel() { timers_.cancel(slot_); }

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

void Timers::remove(DeadlineQueue::Key slot) {
  queue_.cancel(slot);
  callbacks_[slot] = nullptr;
  free_slots_.push_back(slot);
}

void Timers::arm(DeadlineQueue::Key slot, base::Instant deadline) {
  queue_.arm(slot, deadline);
  schedule();
}

void Timers::cancel(DeadlineQueue::Key slot) { queue_.cancel(slot); }

// Only an earlier deadline than the armed one costs a system call; a later one
// is picked up at the next wake-up, which finds nothing due and sleeps again.
void Timers::schedule() {
  const auto next = queue_.next();
  if (!next || (armed_for_ && *armed_for_ <= *next)) return;
  armed_for_ = next;
  timer_.expires_at(*next);
  timer_.async_wait([this](const boost::system::error_code &error) {
    if (!error) fire();
  });
}

void Timers::fire() {
  armed_for_.reset();
  const auto now = base::Clock::now();
  while (const auto slot = queue_.pop_due(now)) {
    // A copy, because the callback may destroy its own alarm.
    const auto callback = callbacks_[*slot];
    callback(now);
  }
  schedule();
}

}  // namespace sempervivum::vrrp
