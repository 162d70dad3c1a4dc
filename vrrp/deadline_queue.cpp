#include "vrrp/deadline_queue.hpp"

namespace sempervivum::vrrp {
namespace {

std::size_t parent(std::size_t place) { return (place - 1) / 2; }

}  // namespace

void DeadlineQueue::arm(Key key, base::Instant deadline) {
  if (key >= slots_.size()) slots_.resize(key + std::size_t{1});
  auto &slot = slots_[key];
  slot.deadline = deadline;
  if (slot.place == nowhere) {
    heap_.push_back({});
    put(heap_.size() - 1, {deadline, key});
  } else if (heap_[slot.place].deadline <= deadline) {
    return;
  }
  heap_[slot.place].deadline = deadline;
  rise(slot.place);
}

void DeadlineQueue::cancel(Key key) {
  if (!is_armed(key)) return;
  const auto place = slots_[key].place;
  const auto last = heap_.back();
  heap_.pop_back();
  slots_[key].place = nowhere;
  if (place == heap_.size()) return;
  put(place, last);
  settle(place);
}

void DeadlineQueue::settle_first() {
  while (!heap_.empty() && heap_.front().deadline != slots_[heap_.front().key].deadline) {
    heap_.front().deadline = slots_[heap_.front().key].deadline;
    sink(0);
  }
}

std::optional<base::Instant> DeadlineQueue::next() {
  settle_first();
  if (heap_.empty()) return std::nullopt;
  return heap_.front().deadline;
}

std::optional<DeadlineQueue::Key> DeadlineQueue::pop_due(base::Instant now) {
  if (heap_.empty() || heap_.front().deadline > now) return std::nullopt;
  settle_first();
  if (heap_.front().deadline > now) return std::nullopt;
  const auto key = heap_.front().key;
  cancel(key);
  return key;
}

void DeadlineQueue::put(std::size_t place, const Entry &entry) {
  heap_[place] = entry;
  slots_[entry.key].place = static_cast<std::uint32_t>(place);
}

void DeadlineQueue::rise(std::size_t place) {
  const auto entry = heap_[place];
  for (; place > 0 && entry < heap_[parent(place)]; place = parent(place)) put(place, heap_[parent(place)]);
  put(place, entry);
}

void DeadlineQueue::sink(std::size_t place) {
  const auto entry = heap_[place];
  for (auto child = lesser_child(place); child < heap_.size() && heap_[child] < entry; child = lesser_child(place)) {
    put(place, heap_[child]);
    place = child;
  }
  put(place, entry);
}

void DeadlineQueue::settle(std::size_t place) {
  if (place > 0 && heap_[place] < heap_[parent(place)])
    rise(place);
  else
    sink(place);
}

std::size_t DeadlineQueue::lesser_child(std::size_t place) const {
  const auto left = 2 * place + 1;
  const auto right = left + 1;
  return right < heap_.size() && heap_[right] < heap_[left] ? right : left;
}

}  // namespace sempervivum::vrrp
