#include "vrrp/counters.hpp"

#include "catch.hpp"

using namespace sempervivum;
using namespace sempervivum::vrrp;
using namespace std::chrono_literals;

TEST_CASE("one line a minute for each reason, and the next says how many were held back") {
  RejectLog log;
  const base::Instant start{};
  CHECK(log.admit(RejectReason::ttl, start) == 0U);
  CHECK_FALSE(log.admit(RejectReason::ttl, start + 1s));
  CHECK_FALSE(log.admit(RejectReason::ttl, start + 59s));
  CHECK(log.admit(RejectReason::checksum, start + 59s) == 0U);
  CHECK(log.admit(RejectReason::ttl, start + 60s) == 2U);
  CHECK_FALSE(log.admit(RejectReason::ttl, start + 61s));
}
