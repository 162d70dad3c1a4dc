// Counts what this test program allocates, to hold the rule that a packet costs none.
#include <cstdlib>
#include <new>

#include "catch.hpp"
#include "golden.hpp"
#include "packets.hpp"
#include "vrrp/deadline_queue.hpp"
#include "vrrp/router.hpp"

namespace {

std::size_t allocations = 0;

}  // namespace

// GCC takes the pair of malloc and free in replaced operators for a mismatch.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#endif

void *operator new(std::size_t size) {
  ++allocations;
  if (void *block = std::malloc(size)) return block;
  throw std::bad_alloc{};
}
void operator delete(void *block) noexcept { std::free(block); }
void operator delete(void *block, std::size_t) noexcept { std::free(block); }

using namespace sempervivum;
using namespace sempervivum::vrrp;
using namespace sempervivum::vrrp::test;

namespace {

RouterConfig version3() {
  RouterConfig config;
  config.version = Version::v3;
  return config;
}

/// What a daemon does with each advert it hears as backup.
struct Backup {
  Arrival arrival{.source = address("10.0.0.2"), .destination = address("224.0.0.18")};
  Bytes message = from_hex(goldens[3].message);
  Bytes own = from_hex("c0a80b64");
  Expectation expected;
  Router router{version3(), address("10.0.0.5")};
  Effects effects;
  DeadlineQueue timers;
  base::Instant now{};

  Backup() {
    expected.addresses = AddressList{base::Family::ipv4, own};
    router.start(true, false, now, effects);
  }

  void hear_one() {
    now += std::chrono::milliseconds{1};
    effects.clear();
    const auto advert = decode(message, arrival);
    if (!advert || mismatch(*advert, arrival, expected).reject) return;
    router.hear({arrival.source, advert->priority, advert->interval}, now, effects);
    timers.arm(0, router.deadline(Timer::master_down).value_or(now));
    timers.pop_due(now);
  }
};

}  // namespace

TEST_CASE("hearing an advert allocates nothing") {
  Backup backup;
  backup.hear_one();
  const auto before = allocations;
  for (int count = 0; count < 1000; ++count) backup.hear_one();
  const auto after = allocations;
  CHECK(after == before);
  CHECK(before > 0);
  CHECK(backup.timers.next() == backup.now + backup.router.master_down_interval());
}

TEST_CASE("sending an advert allocates nothing") {
  std::array<std::byte, max_advert_size> buffer{};
  const auto packed = from_hex("c0a80b64");
  const auto source = address("10.0.0.2");
  const auto group = address("224.0.0.18");
  Advert advert;
  advert.addresses = AddressList{base::Family::ipv4, packed};
  const auto before = allocations;
  for (int count = 0; count < 1000; ++count) encode(advert, source, group, buffer);
  CHECK(allocations == before);
}
