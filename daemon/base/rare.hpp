/// An optional value that is seldom there: a pointer's size when it is not, where
/// std::optional always has room for all of it. Copies and compares by value, and reads
/// as std::optional does.
#pragma once

#include <memory>
#include <optional>
#include <utility>

namespace sempervivum::base {

template <class T>
class Rare {
 public:
  Rare() = default;
  Rare(T value) : held_{std::make_unique<T>(std::move(value))} {}  // NOLINT: converts as std::optional does
  Rare(std::optional<T> value) {                                   // NOLINT: is one
    if (value) held_ = std::make_unique<T>(std::move(*value));
  }
  Rare(const Rare &other) : held_{other ? std::make_unique<T>(*other) : nullptr} {}
  Rare(Rare &&) noexcept = default;
  Rare &operator=(Rare other) noexcept {
    held_ = std::move(other.held_);
    return *this;
  }
  ~Rare() = default;

  bool has_value() const { return held_ != nullptr; }
  explicit operator bool() const { return has_value(); }
  T &operator*() { return *held_; }
  const T &operator*() const { return *held_; }
  T *operator->() { return held_.get(); }
  const T *operator->() const { return held_.get(); }

  /// To be changed; made if it is not there yet.
  T &made() { return held_ ? *held_ : emplace(); }
  /// A new one in its place.
  T &emplace() { return *(held_ = std::make_unique<T>()); }
  void reset() { held_.reset(); }

  friend bool operator==(const Rare &left, const Rare &right) {
    return left && right ? *left == *right : !left && !right;
  }

 private:
  std::unique_ptr<T> held_;
};

}  // namespace sempervivum::base
