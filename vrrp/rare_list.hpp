/// A list that is seldom there: a pointer's size while it is empty, where std::vector
/// takes three. Copies and compares by value, and reads as std::vector does.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <utility>
#include <vector>

namespace sempervivum::vrrp {

template <class T>
class RareList {
 public:
  using value_type = T;

  RareList() = default;
  RareList(std::vector<T> items)  // NOLINT: is one
      : items_{items.empty() ? nullptr : std::make_unique<std::vector<T>>(std::move(items))} {}
  RareList(std::initializer_list<T> items) : RareList{std::vector<T>(items)} {}
  RareList(const RareList &other) : RareList{other.items()} {}
  RareList(RareList &&) noexcept = default;
  RareList &operator=(RareList other) noexcept {
    items_ = std::move(other.items_);
    return *this;
  }
  ~RareList() = default;

  const std::vector<T> &items() const {
    static const std::vector<T> none;
    return items_ ? *items_ : none;
  }
  operator const std::vector<T> &() const { return items(); }  // NOLINT: is one

  bool empty() const { return items_ == nullptr; }
  std::size_t size() const { return items().size(); }
  const T *data() const { return items().data(); }
  const T *begin() const { return data(); }
  const T *end() const { return data() + size(); }
  const T &operator[](std::size_t at) const { return items()[at]; }
  const T &at(std::size_t at) const { return items().at(at); }

  void push_back(T item) {
    if (!items_) items_ = std::make_unique<std::vector<T>>();
    items_->push_back(std::move(item));
  }

  friend bool operator==(const RareList &left, const RareList &right) { return left.items() == right.items(); }

 private:
  /// Never empty.
  std::unique_ptr<std::vector<T>> items_;
};

}  // namespace sempervivum::vrrp
