#include "base/lifeline.hpp"

#include <functional>
#include <optional>

#include "catch.hpp"

using sempervivum::base::Lifeline;

TEST_CASE("a guarded callback is called as long as its lifeline lives") {
  std::optional<Lifeline> lifeline{std::in_place};
  int sum = 0;
  const std::function<void(int)> guarded = lifeline->guard([&sum](int number) { sum += number; });
  guarded(3);
  CHECK(sum == 3);
  lifeline.reset();
  guarded(4);
  CHECK(sum == 3);
}
