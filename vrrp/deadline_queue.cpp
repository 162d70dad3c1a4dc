#include "vrrp/deadline_queue.hpp"

namespace sempervivum::vrrp {
namespace {

std::size_t parent(std::size_t place) { return (place - 1) / 2; }

}  // namespace

void DeadlineQueue::arm(Key key, base::Instant deadline) {
  if (key >= places_.size()) places_.resize(key + std::size_t{1}, nowhere);
  if (places_[key] == nowhere) {
    heap_.push_back({});
    put(heap_.size() - 1, {deadline, key});
  }
  const auto place = places_[key];
  heap_[place].deadline = deadline;
  settle(place);
}

void DeadlineQueue::cancel(Key key) {
  if (!is_armed(key)) return;
  const auto place = places_[key];
  const auto last = heap_.back();
  heap_.pop_back();
  places_[key] = nowhere;
  if (place == heap_.size()) return;
  put(place, last);
  settle(place);
}

std::optional<base::Instant> DeadlineQueue::next() const {
  if (heap_.empty()) return std::nullopt;
  return heap_.front().deadline;
}

std::optional<DeadlineQueue::Key> DeadlineQueue::pop_due(base::Instant now) {
  if (heap_.empty() || heap_.front().deadline > now) return std::nullopt;
  const auto key = heap_.front().key;
  cancel(key);
  return key;
}

void DeadlineQueue::put(std::size_t place, const Entry &entry) {
  heap_[place] = entry;
  places_[entry.key] = place;
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
