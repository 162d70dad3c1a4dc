#include "vrrp/rival_watch.hpp"

#include "catch.hpp"

using namespace sempervivum;
using namespace sempervivum::vrrp;
using namespace std::chrono_literals;

TEST_CASE("a second master appears once, however often it is heard, until it has been silent for a while") {
  RivalWatch rivals;
  const base::Instant start{};
  CHECK(rivals.appears(start, 3600ms));
  CHECK_FALSE(rivals.appears(start + 1s, 3600ms));
  CHECK_FALSE(rivals.appears(start + 4s, 3600ms));
  CHECK(rivals.appears(start + 8s, 3600ms));
}
