#include "vrrp/deadline_queue.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <utility>
#include <vector>

#include "catch.hpp"

using namespace sempervivum;
using vrrp::DeadlineQueue;

namespace {

base::Instant at(int milliseconds) { return base::Instant{std::chrono::milliseconds{milliseconds}}; }

std::vector<DeadlineQueue::Key> due(DeadlineQueue &queue, int milliseconds) {
  std::vector<DeadlineQueue::Key> keys;
  while (const auto key = queue.pop_due(at(milliseconds))) keys.push_back(*key);
  return keys;
}

using Keys = std::vector<DeadlineQueue::Key>;

}  // namespace

TEST_CASE("keys leave when they are due, in order") {
  DeadlineQueue queue;
  CHECK_FALSE(queue.next());
  queue.arm(7, at(30));
  queue.arm(2, at(10));
  queue.arm(5, at(20));
  queue.arm(1, at(20));
  CHECK(queue.next() == at(10));
  CHECK(due(queue, 9).empty());
  CHECK(due(queue, 20) == Keys{2, 1, 5});
  CHECK(due(queue, 100) == Keys{7});
  CHECK(queue.size() == 0);
}

TEST_CASE("arming an armed key moves it either way") {
  DeadlineQueue queue;
  queue.arm(0, at(10));
  queue.arm(1, at(20));
  queue.arm(0, at(30));
  CHECK(queue.next() == at(20));
  queue.arm(0, at(5));
  CHECK(queue.next() == at(5));
  CHECK(queue.size() == 2);
}

TEST_CASE("a cancelled key does not fire, and cancelling twice is harmless") {
  DeadlineQueue queue;
  queue.arm(0, at(10));
  queue.arm(1, at(10));
  queue.cancel(0);
  queue.cancel(0);
  queue.cancel(99);
  CHECK_FALSE(queue.is_armed(0));
  CHECK(queue.is_armed(1));
  CHECK(due(queue, 10) == Keys{1});
}

TEST_CASE("a key may be armed again while the due ones are taken out") {
  DeadlineQueue queue;
  queue.arm(0, at(10));
  queue.arm(1, at(10));
  REQUIRE(queue.pop_due(at(10)) == 0U);
  queue.arm(0, at(20));
  queue.cancel(1);
  CHECK(due(queue, 10).empty());
  CHECK(queue.next() == at(20));
}

TEST_CASE("whatever is armed, moved and cancelled, the queue agrees with a sorted map") {
  const auto seed = GENERATE(range(0U, 50U));
  std::minstd_rand random{seed + 1};
  DeadlineQueue queue;
  std::map<DeadlineQueue::Key, int> model;
  for (int step = 0; step < 500; ++step) {
    const auto key = static_cast<DeadlineQueue::Key>(random() % 40);
    if (random() % 3 == 0) {
      queue.cancel(key);
      model.erase(key);
    } else {
      model[key] = static_cast<int>(random() % 100);
      queue.arm(key, at(model[key]));
    }
    std::vector<std::pair<int, DeadlineQueue::Key>> sorted;
    for (const auto &[armed, deadline] : model) sorted.emplace_back(deadline, armed);
    std::ranges::sort(sorted);
    REQUIRE(queue.size() == sorted.size());
    if (random() % 4 == 0) REQUIRE((sorted.empty() || queue.next() == at(sorted.front().first)));
    if (step % 50 != 49) continue;
    Keys expected;
    for (const auto &[deadline, armed] : sorted)
      if (deadline <= 50) expected.push_back(armed), model.erase(armed);
    REQUIRE(due(queue, 50) == expected);
  }
}
