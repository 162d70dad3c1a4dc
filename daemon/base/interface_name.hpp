/// The name of an interface, or of an address's label, as a plain value.
///
/// At most 15 bytes (IFNAMSIZ less its end), kept in place: there are thousands. The
/// parser refuses longer ones; of one that gets here all the same the rest is dropped.
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>

namespace sempervivum::base {

class InterfaceName {
 public:
  static constexpr std::size_t longest = 15;

  constexpr InterfaceName() = default;
  template <std::convertible_to<std::string_view> Text>
  constexpr InterfaceName(const Text &text) {
    const auto kept = std::string_view{text}.substr(0, longest);
    std::ranges::copy(kept, bytes_.begin());
  }

  constexpr std::string_view view() const { return {bytes_.data(), std::string_view{bytes_.data()}.size()}; }
  constexpr operator std::string_view() const { return view(); }
  std::string text() const { return std::string{view()}; }
  constexpr bool empty() const { return bytes_.front() == '\0'; }

  constexpr auto operator<=>(const InterfaceName &) const = default;
  friend constexpr bool operator==(const InterfaceName &left, std::string_view right) { return left.view() == right; }

 private:
  std::array<char, longest + 1> bytes_{};
};

}  // namespace sempervivum::base
