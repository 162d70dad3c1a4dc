#include "daemon/inbox.hpp"

#include <map>
#include <memory>
#include <thread>

#include "catch.hpp"

using namespace sempervivum;

namespace {

struct Letter {
  int sender = 0;
  int number = 0;
};

bool readable(base::Fd descriptor) {
  pollfd source{descriptor.number(), POLLIN, 0};
  return poll(&source, 1, 0) == 1;
}

}  // namespace

TEST_CASE("an inbox is readable while messages wait, and gives them in their order") {
  daemon::Inbox<int> inbox;
  CHECK_FALSE(readable(inbox.descriptor()));
  for (const int message : {1, 2, 3}) inbox.put(message);
  CHECK(readable(inbox.descriptor()));
  CHECK(inbox.take() == std::vector{1, 2, 3});
  CHECK_FALSE(readable(inbox.descriptor()));
  CHECK(inbox.take().empty());
}

TEST_CASE("what several threads put into an inbox at once arrives whole, each one's in its order") {
  constexpr int senders = 4;
  constexpr int letters = 5000;
  daemon::Inbox<Letter> inbox;
  std::vector<std::thread> threads;
  for (int sender = 0; sender < senders; ++sender)
    threads.emplace_back([&inbox, sender] {
      for (int number = 0; number < letters; ++number) inbox.put({sender, number});
    });
  std::map<int, int> next;
  for (int count = 0; count < senders * letters;) {
    inbox.wait();
    for (const auto &letter : inbox.take()) {
      REQUIRE(letter.number == next[letter.sender]++);
      ++count;
    }
  }
  for (auto &thread : threads) thread.join();
  CHECK_FALSE(readable(inbox.descriptor()));
}

TEST_CASE("messages nobody has taken go with the inbox") {
  const auto message = std::make_shared<int>(1);
  {
    daemon::Inbox<std::shared_ptr<int>> inbox;
    inbox.put(message);
    inbox.put(message);
    CHECK(message.use_count() == 3);
  }
  CHECK(message.use_count() == 1);
}
