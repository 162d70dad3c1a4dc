#include "checkers/slot.hpp"

#include "catch.hpp"

using namespace sempervivum;
using namespace std::chrono_literals;
using checkers::slot_of;

TEST_CASE("checks begin in slots of a twentieth of their interval, a tenth of a second at most") {
  const base::Instant zero{};
  CHECK(slot_of(zero, 1s) == zero);
  CHECK(slot_of(zero + 49ms, 1s) == zero);
  CHECK(slot_of(zero + 50ms, 1s) == zero + 50ms);
  CHECK(slot_of(zero + 1s + 99ms, 1s) == zero + 1s + 50ms);
  CHECK(slot_of(zero + 60s + 199ms, 60s) == zero + 60s + 100ms);
  CHECK(slot_of(zero + 7ms, 0s) == zero + 7ms);
}

TEST_CASE("a check that keeps its interval stays in its slot") {
  const base::Instant begin{std::chrono::hours{99} + 123456789ns};
  for (const base::Duration interval : {base::Duration{1s}, base::Duration{1500ms}, base::Duration{60s}}) {
    const auto due = slot_of(begin, interval);
    CHECK(due <= begin);
    CHECK(slot_of(due + interval, interval) == due + interval);
  }
}
