#include "vrrp/script_phase.hpp"

#include "catch.hpp"

using namespace sempervivum;
using vrrp::second_run_offset;
using namespace std::chrono_literals;

static_assert(second_run_offset(0, 1, 2s) == 2s);

TEST_CASE("scripts of one interval run evenly spread") {
  const std::size_t count = GENERATE(2U, 3U, 7U, 200U);
  for (std::size_t index = 0; index < count; ++index) {
    const auto offset = second_run_offset(index, count, 2s);
    CHECK(offset > 1s);
    CHECK(offset < 3s);
    const auto next =
        index + 1 < count ? second_run_offset(index + 1, count, 2s) : second_run_offset(0, count, 2s) + 2s;
    const base::Duration even = base::Duration{2s} / static_cast<base::Duration::rep>(count);
    CHECK(next - offset >= even - 1us);
    CHECK(next - offset <= even + 1us);
  }
}

TEST_CASE("a year's interval of many scripts does not overflow") {
  constexpr base::Duration year = std::chrono::hours{24 * 365};
  CHECK(second_run_offset(999, 1000, year) < year * 3 / 2);
  CHECK(second_run_offset(999, 1000, year) > year);
}
