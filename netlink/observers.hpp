/// Telling several listeners, each of which may leave at any moment.
///
/// A Subscription unlinks its listener when it is destroyed: from outside, from
/// inside a call, or after the Observers themselves are gone. A listener added
/// during a call is first told of the next event.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace sempervivum::netlink {

class Subscription {
 public:
  Subscription() = default;
  explicit Subscription(std::shared_ptr<bool> alive) : alive_{std::move(alive)} {}
  Subscription(Subscription &&) noexcept = default;
  Subscription &operator=(Subscription &&other) noexcept {
    cancel();
    alive_ = std::move(other.alive_);
    return *this;
  }
  Subscription(const Subscription &) = delete;
  Subscription &operator=(const Subscription &) = delete;
  ~Subscription() { cancel(); }

  void cancel() noexcept {
    if (alive_) *alive_ = false;
    alive_.reset();
  }

 private:
  std::shared_ptr<bool> alive_;
};

template <class Event>
class Observers {
 public:
  using Observer = std::function<void(const Event &)>;

  [[nodiscard]] Subscription add(Observer observer) {
    auto alive = std::make_shared<bool>(true);
    entries_.push_back(std::make_shared<Entry>(Entry{alive, std::move(observer)}));
    return Subscription{std::move(alive)};
  }

  void tell(const Event &event) {
    std::erase_if(entries_, [](const auto &entry) { return !*entry->alive; });
    const auto count = entries_.size();
    for (std::size_t i = 0; i < count && i < entries_.size(); ++i) {
      const auto entry = entries_[i];  // survives growth of the list and its own unsubscription
      if (*entry->alive) entry->observer(event);
    }
  }

 private:
  struct Entry {
    std::shared_ptr<bool> alive;
    Observer observer;
  };
  std::vector<std::shared_ptr<Entry>> entries_;
};

}  // namespace sempervivum::netlink
