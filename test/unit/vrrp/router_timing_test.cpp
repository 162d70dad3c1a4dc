#include <vector>

#include "catch.hpp"
#include "router_bench.hpp"

using namespace sempervivum;
using namespace sempervivum::vrrp;
using namespace sempervivum::vrrp::test;
using namespace std::chrono_literals;

namespace {

struct Timing {
  Version version;
  std::uint8_t priority;
  base::Duration interval;
  unsigned adverts;
  base::Duration skew;
  base::Duration down;
};

// RFC 3768 and RFC 9568 section 6.1, worked out by hand.
const std::vector<Timing> timings{
    {Version::v2, 100, 1s, 3, 609'375us, 3'609'375us},
    {Version::v2, 255, 1s, 3, 3'906'250ns, 3'003'906'250ns},
    {Version::v2, 1, 1s, 3, 996'093'750ns, 3'996'093'750ns},
    {Version::v2, 100, 10s, 3, 609'375us, 30'609'375us},
    {Version::v2, 100, 1s, 5, 609'375us, 5'609'375us},
    {Version::v3, 100, 1s, 3, 609'375us, 3'609'375us},
    {Version::v3, 100, 100ms, 3, 60'937'500ns, 360'937'500ns},
    {Version::v3, 254, 10ms, 3, 78'125ns, 30'078'125ns},
    {Version::v3, 128, 40s, 3, 20s, 140s},
};

void version3(RouterConfig &config) { config.version = Version::v3; }

}  // namespace

TEST_CASE("skew time and master down interval are the RFC's, to the nanosecond") {
  const auto &timing = GENERATE(from_range(timings));
  Bench bench{[&](RouterConfig &config) {
    config.version = timing.version;
    config.priority = base::Priority{timing.priority};
    config.advert_interval = timing.interval;
    config.down_timer_adverts = timing.adverts;
  }};
  CHECK(bench.router().skew_time() == timing.skew);
  CHECK(bench.router().master_down_interval() == timing.down);
}

TEST_CASE("a version 3 backup takes the master's interval") {
  Bench bench{version3};
  CHECK(bench.run("start; hear 10.0.0.8 102 200") == "master_down@721.875; following BACKUP>BACKUP");
  CHECK(bench.run("hear 10.0.0.8 0") == "master_down@121.875; master_resigned BACKUP>BACKUP");
}

TEST_CASE("a version 2 backup keeps its own") {
  Bench bench;
  CHECK(bench.run("start; hear 10.0.0.8 102 200") == "master_down@3609.38; following BACKUP>BACKUP");
}

TEST_CASE("a version 3 master that loses takes the winner's interval") {
  Bench bench{version3};
  bench.run("start; expire master_down; hear 10.0.0.8 102 200");
  CHECK(bench.due(Timer::master_down) == Approx(3609.375 + 721.875));
}

TEST_CASE("a version 3 master sends at its own interval, whatever it learned before") {
  Bench bench{version3};
  bench.run("start; hear 10.0.0.8 102 200; expire master_down");
  CHECK(bench.due(Timer::advert) == Approx(721.875 + 1000));
  CHECK(bench.router().master_down_interval() == 3'609'375us);
}

TEST_CASE("the learned interval outlives a fault") {
  Bench bench{version3};
  CHECK(bench.run("start; hear 10.0.0.8 102 200; fault; clear") ==
        "master_down@721.875; recovered FAULT>BACKUP; notify backup");
}

TEST_CASE("an advert that is not followed teaches nothing") {
  Bench bench{version3};
  bench.run("start; hear 10.0.0.8 99 200");
  CHECK(bench.router().master_down_interval() == 3'609'375us);
}

TEST_CASE("a thousand late wake-ups do not move the schedule") {
  Bench bench;
  bench.run("start; expire master_down");
  const auto first = bench.due(Timer::advert);
  for (int count = 0; count < 1000; ++count) bench.run("expire advert 7");
  CHECK(bench.due(Timer::advert) == Approx(first + 1000 * 1000.0));
}

TEST_CASE("routers of another turn send at other times, and every interval") {
  Bench bench;
  bench.router().set_turn(32);
  CHECK(bench.run("start; expire master_down").find("advert@4359.38") != std::string::npos);
  CHECK(bench.run("expire advert") == "send 100; advert@5359.38");
}

TEST_CASE("no turn takes half an interval away") {
  const unsigned turn = GENERATE(1u, 63u, 64u, 255u);
  Bench bench;
  bench.router().set_turn(turn);
  bench.run("start; expire master_down");
  CHECK(bench.due(Timer::advert) <= 4609.375);
  CHECK(bench.due(Timer::advert) > 4609.375 - 500);
}

TEST_CASE("a router that is held back neither hears nor takes over until then") {
  Bench bench;
  bench.router().hold_back(base::Instant{10s});
  CHECK(bench.run("start").find("master_down@13609.4") != std::string::npos);
  CHECK(bench.run("hear 10.0.0.8 102 200").empty());
}

TEST_CASE("an owner that is held back is master one interval later") {
  Bench bench{[](RouterConfig &config) { config.priority = base::owner_priority; }};
  bench.router().hold_back(base::Instant{10s});
  CHECK(bench.run("start").find("master_down@11000") != std::string::npos);
  CHECK(bench.router().state() == State::backup);
}

TEST_CASE("a backup that hears its master just before taking over says so") {
  Bench bench;
  CHECK(bench.run("start; hear 10.0.0.8 102; wait 1000; hear 10.0.0.8 102") == "master_down@4609.38");
  CHECK(bench.run("wait 2000; hear 10.0.0.8 102") == "master_down@6609.38");
  CHECK(bench.run("wait 3000; hear 10.0.0.8 102") == "master_down@9609.38; nearly_silent BACKUP>BACKUP");
}

TEST_CASE("where the first missed advert is a take-over, no advert is the last but one") {
  Bench bench{[](RouterConfig &config) { config.down_timer_adverts = 1; }};
  CHECK(bench.run("start; hear 10.0.0.8 102; wait 1500; hear 10.0.0.8 102") == "master_down@3109.38");
}

TEST_CASE("a master that had resigned and goes on is no near take-over") {
  Bench bench;
  CHECK(bench.run("start; hear 10.0.0.8 102; hear 10.0.0.8 0; wait 500; hear 10.0.0.8 102") == "master_down@4109.38");
}

TEST_CASE("an advert as the last one moves the deadline, by what holds now") {
  Bench bench;
  CHECK(bench.run("start; hear 10.0.0.8 102; wait 1000; hear 10.0.0.8 102") == "master_down@4609.38");
  SECTION("another priority of ours") {
    bench.run("priority 50");
    CHECK(bench.run("hear 10.0.0.8 102") == "master_down@4804.69");
  }
  SECTION("another priority of the master") {
    CHECK(bench.run("wait 1000; hear 10.0.0.8 103") == "master_down@5609.38");
    CHECK(bench.run("wait 1000; hear 10.0.0.8 102") == "master_down@6609.38");
  }
  SECTION("its resignation") {
    bench.run("hear 10.0.0.8 0");
    CHECK(bench.run("hear 10.0.0.8 102") == "master_down@4609.38");
  }
  SECTION("our own address") {
    bench.router().set_own_address(*base::IpAddress::parse("10.0.0.8"));
    bench.run("priority 102");
    CHECK(bench.run("wait 1000; hear 10.0.0.8 102").empty());
  }
  SECTION("a fault, which hears nothing") {
    bench.run("fault");
    CHECK(bench.run("hear 10.0.0.8 102").empty());
  }
  SECTION("the end, after which nothing is heard") {
    bench.run("stop");
    CHECK(bench.run("hear 10.0.0.8 102").empty());
  }
}
