#include "catch.hpp"
#include "packets.hpp"
#include "vrrp/effect.hpp"
#include "vrrp/fault.hpp"

using namespace sempervivum;
using namespace sempervivum::vrrp;
using namespace sempervivum::vrrp::test;

namespace {

Explain because(Why why) {
  return {.why = why,
          .from = State::master,
          .to = State::backup,
          .own_priority = base::Priority{101},
          .their_priority = base::Priority{102},
          .sender = address("10.0.0.8")};
}

}  // namespace

TEST_CASE("a decision is one readable line") {
  CHECK(to_words(because(Why::higher_priority)) == "lost to 10.0.0.8: priority 102 > 101");
  CHECK(to_words(because(Why::higher_address)) == "lost to 10.0.0.8: equal priority 101, higher address");
  CHECK(to_words(because(Why::master_silent)) == "master is silent: taking over with priority 101");
  CHECK(to_words(because(Why::preempted)) == "preempts 10.0.0.8: priority 102 < 101");
  CHECK(to_words(because(Why::stopped)) == "stopped");
}

TEST_CASE("every decision has words of its own, with all blanks filled in") {
  for (int one = 0; one < static_cast<int>(why_count); ++one) {
    const auto words = to_words(because(static_cast<Why>(one)));
    CHECK_FALSE(words.empty());
    CHECK(words.find('{') == words.npos);
    for (int other = 0; other < one; ++other) CHECK(words != to_words(because(static_cast<Why>(other))));
  }
}

TEST_CASE("states are called what notify scripts call them") {
  CHECK(to_words(State::master) == "MASTER");
  CHECK(to_words(State::backup) == "BACKUP");
  CHECK(to_words(State::fault) == "FAULT");
  CHECK(to_words(State::init) == "INIT");
}

TEST_CASE("a set of faults names each reason and its subject") {
  CHECK(describe(FaultSet{}) == "");
  CHECK(describe(FaultSet{{FaultReason::interface_down, "eth0"}, {FaultReason::tracked_script_failed, "chk"}}) ==
        "interface down (eth0), tracked script failed (chk)");
  CHECK(describe(FaultSet{{FaultReason::no_unicast_peer, ""}}) == "no unicast peer");
}
