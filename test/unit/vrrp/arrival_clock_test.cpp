#include "vrrp/arrival_clock.hpp"

#include "catch.hpp"

using namespace std::chrono_literals;
using sempervivum::base::Instant;
using sempervivum::vrrp::ArrivalClock;

namespace {

const ArrivalClock both{.present = Instant{1000s}, .wall = 1'700'000'000s};

}  // namespace

TEST_CASE("A packet came as long ago as its stamp says") {
  CHECK(both.arrival(both.wall) == both.present);
  CHECK(both.arrival(both.wall - 70us) == both.present - 70us);
  CHECK(both.arrival(both.wall - 10ms) == both.present - 10ms);
}

TEST_CASE("A packet whose stamp cannot be right has just come") {
  CHECK(both.arrival(both.wall + 1ns) == both.present);
  CHECK(both.arrival(both.wall + 3600s) == both.present);
  CHECK(both.arrival(both.wall - 11ms) == both.present);
  CHECK(both.arrival(0ns) == both.present);
}
