/// Numbers that cannot be mistaken for one another.
///
/// `using Vrid = Strong<struct VridTag, std::uint8_t>;` makes a type that is
/// built explicitly, read with value(), compared and hashed, and nothing else.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace sempervivum::base {

template <class Tag, class T>
class Strong {
 public:
  constexpr Strong() = default;
  constexpr explicit Strong(T value) : value_{value} {}

  constexpr T value() const { return value_; }
  constexpr auto operator<=>(const Strong &) const = default;

 private:
  T value_{};
};

/// Virtual router identifier, 1..255 (RFC 9568 section 5.2.3).
using Vrid = Strong<struct VridTag, std::uint8_t>;

/// VRRP priority: 1..254, 255 for the address owner, 0 in an advert that
/// resigns (RFC 9568 section 5.2.4).
using Priority = Strong<struct PriorityTag, std::uint8_t>;

inline constexpr Priority owner_priority{255};
inline constexpr Priority resign_priority{0};

/// The kernel's interface index; 0 names no interface.
using InterfaceIndex = Strong<struct InterfaceIndexTag, std::uint32_t>;

}  // namespace sempervivum::base

template <class Tag, class T>
struct std::hash<sempervivum::base::Strong<Tag, T>> {
  std::size_t operator()(sempervivum::base::Strong<Tag, T> strong) const noexcept {
    return std::hash<T>{}(strong.value());
  }
};
