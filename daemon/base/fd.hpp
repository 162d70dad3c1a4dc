/// File descriptors: borrowed and owned are two types.
///
/// `Fd` is a number somebody else closes; `UniqueFd` closes its own. A
/// descriptor becomes owned only through the explicit constructor.
#pragma once

#include <utility>

namespace sempervivum::base {

/// A borrowed descriptor: copyable, never closed by its holder.
class Fd {
 public:
  constexpr Fd() = default;
  constexpr explicit Fd(int number) : number_{number} {}

  constexpr int number() const { return number_; }
  constexpr bool is_open() const { return number_ >= 0; }
  constexpr bool operator==(const Fd &) const = default;

 private:
  int number_ = -1;
};

/// An owned descriptor: movable, closed on destruction.
class UniqueFd {
 public:
  UniqueFd() = default;
  explicit UniqueFd(int number) : number_{number} {}
  UniqueFd(UniqueFd &&other) noexcept : number_{std::exchange(other.number_, -1)} {}
  UniqueFd &operator=(UniqueFd &&other) noexcept;
  UniqueFd(const UniqueFd &) = delete;
  UniqueFd &operator=(const UniqueFd &) = delete;
  ~UniqueFd() { close(); }

  Fd borrow() const { return Fd{number_}; }
  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  explicit operator bool() const { return is_open(); }

  /// Gives the descriptor away; the caller closes it.
  int release() { return std::exchange(number_, -1); }
  void close() noexcept;

 private:
  int number_ = -1;
};

}  // namespace sempervivum::base
