#include "checkers/deadline.hpp"

#include <functional>
#include <memory>
#include <vector>

#include "catch.hpp"

using namespace sempervivum;
using namespace std::chrono_literals;
using checkers::Deadline;

namespace {

/// Notes its number when it passes.
struct Note final : Deadline {
  Note(boost::asio::io_context &loop, int own, std::vector<int> &passed) : Deadline{loop}, number{own}, all{passed} {}
  void pass(base::Instant) override {
    all.push_back(number);
    if (then) then();
  }
  using Deadline::cancel;
  using Deadline::is_set;
  using Deadline::set;

  int number;
  std::vector<int> &all;
  std::function<void()> then;
};

}  // namespace

TEST_CASE("deadlines pass in their order, but those that were cancelled, moved or have gone") {
  boost::asio::io_context loop{1};
  std::vector<int> passed;
  Note late{loop, 3, passed};
  Note early{loop, 1, passed};
  Note cancelled{loop, 9, passed};
  Note moved{loop, 2, passed};
  auto gone = std::make_unique<Note>(loop, 8, passed);
  const auto now = base::Clock::now();
  late.set(now + 6ms);
  early.set(now + 2ms);
  cancelled.set(now + 1ms);
  gone->set(now + 1ms);
  moved.set(now);
  moved.set(now + 4ms);
  cancelled.cancel();
  gone.reset();
  loop.run();
  CHECK(passed == std::vector{1, 2, 3});
  CHECK_FALSE(late.is_set());
}

TEST_CASE("one that passes may set itself again and end others") {
  boost::asio::io_context loop{1};
  std::vector<int> passed;
  Note again{loop, 1, passed};
  auto other = std::make_unique<Note>(loop, 2, passed);
  const auto now = base::Clock::now();
  again.then = [&] {
    other.reset();
    if (passed.size() < 3) again.set(base::Clock::now());
  };
  again.set(now);
  other->set(now + 1us);
  loop.run();
  CHECK(passed == std::vector{1, 1, 1});
}

TEST_CASE("many that pass at once leave turns to the loop's other work") {
  boost::asio::io_context loop{1};
  std::vector<int> passed;
  std::vector<std::unique_ptr<Note>> notes;
  for (int number = 0; number < 100; ++number) notes.push_back(std::make_unique<Note>(loop, number, passed));
  const auto past = base::Clock::now() - 1ms;
  for (const auto &note : notes) note->set(past);
  while (passed.empty()) loop.run_one();
  CHECK(passed.size() < notes.size());
  loop.run();
  CHECK(passed.size() == notes.size());
}
