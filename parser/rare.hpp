/// An optional value that is seldom there: a pointer's size when it is not, where
/// std::optional always takes the value's. Copies and compares by value, and reads
/// as std::optional does.
#pragma once

#include <memory>
#include <utility>

namespace sempervivum::parser {

template <class T>
class Rare {
 public:
  Rare() = default;
  Rare(T value) : held_{std::make_unique<T>(std::move(value))} {}  // NOLINT: converts as std::optional does
  Rare(const Rare &other) : held_{other.held_ ? std::make_unique<T>(*other.held_) : nullptr} {}
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

  T &emplace() { return *(held_ = std::make_unique<T>()); }
  void reset() { held_.reset(); }

  bool operator==(const Rare &other) const {
    return has_value() == other.has_value() && (!has_value() || **this == *other);
  }

 private:
  std::unique_ptr<T> held_;
};

}  // namespace sempervivum::parser
