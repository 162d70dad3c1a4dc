/// Which check of a service.
#pragma once

#include <compare>
#include <cstddef>

namespace sempervivum::checkers {

/// Places in the plan.
struct CheckId {
  std::size_t server = 0;
  std::size_t check = 0;

  auto operator<=>(const CheckId &) const = default;
};

}  // namespace sempervivum::checkers
