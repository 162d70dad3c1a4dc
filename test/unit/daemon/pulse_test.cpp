#include "daemon/pulse.hpp"

#include "catch.hpp"

using namespace sempervivum;
using namespace std::chrono_literals;
using daemon::Pulse;
using Need = Pulse::Need;

TEST_CASE("a child that answers is asked again at the next beat") {
  Pulse pulse;
  base::Instant now{};
  for (int beat = 0; beat < 5; ++beat) {
    CHECK(pulse.beat(now += 10s, 30s) == Need::question);
    pulse.answered();
  }
}

TEST_CASE("one that does not answer has the whole time for it") {
  Pulse pulse;
  const base::Instant begin{};
  CHECK(pulse.beat(begin, 30s) == Need::question);
  CHECK(pulse.beat(begin + 10s, 30s) == Need::nothing);
  CHECK(pulse.beat(begin + 29s, 30s) == Need::nothing);
  CHECK(pulse.beat(begin + 30s, 30s) == Need::end);
}
