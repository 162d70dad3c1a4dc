/// The number in a tracked file, and what it does to an instance: pure (behaviour F4).
#pragma once

#include <optional>
#include <string_view>

#include "vrrp/tracking.hpp"

namespace sempervivum::vrrp {

/// As C reads integers: blanks, a sign, 0x or 0 in front, and whatever follows is
/// not looked at. 0 if there is no number; nothing if it does not fit.
std::optional<int> file_number(std::string_view contents);

/// Number times weight is added; from -254 down it is a fault. With weight 0 a number
/// other than 0 is a fault, or with `reverse` 0 is.
Track file_track(std::string_view name, int weight, bool reverse, int number);

}  // namespace sempervivum::vrrp
