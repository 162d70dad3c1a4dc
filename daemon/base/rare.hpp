/// Something that is seldom there: a pointer's size where std::optional always has
/// room for all of it. Copies and compares by value, and reads as std::optional does.
#pragma once

#include <memory>
#include <optional>
#include <utility>

namespace sempervivum::base {

template <class T>
class Rare {
 public:
  Rare() = default;
  Rare(T item) : item_{std::make_unique<T>(std::move(item))} {}  // NOLINT: is one
  Rare(std::optional<T> item) {                                  // NOLINT: is one
    if (item) item_ = std::make_unique<T>(std::move(*item));
  }
  Rare(const Rare &other) : item_{other ? std::make_unique<T>(*other) : nullptr} {}
  Rare(Rare &&) noexcept = default;
  Rare &operator=(Rare other) noexcept {
    item_ = std::move(other.item_);
    return *this;
  }
  ~Rare() = default;

  explicit operator bool() const { return item_ != nullptr; }
  const T &operator*() const { return *item_; }
  const T *operator->() const { return item_.get(); }

  /// To be changed; made if it is not there yet.
  T &made() {
    if (!item_) item_ = std::make_unique<T>();
    return *item_;
  }

  friend bool operator==(const Rare &left, const Rare &right) {
    return left && right ? *left == *right : !left && !right;
  }

 private:
  std::unique_ptr<T> item_;
};

}  // namespace sempervivum::base
