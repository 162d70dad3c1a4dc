#include "vrrp/errands.hpp"

#include <string>
#include <vector>

#include "catch.hpp"

using namespace sempervivum;
using namespace sempervivum::vrrp;

namespace {

/// Notes what it does, and may take its time for it.
struct Doer final : Errands::Doer {
  Doer(std::string its_name, std::vector<std::string> &its_notes) : name{std::move(its_name)}, notes{its_notes} {}

  void run_errand(const Effect &effect, base::Priority priority) override {
    notes.push_back(name + std::to_string(std::get<Announce>(effect).rounds) + "/" + std::to_string(priority.value()));
    for (const auto end = base::Clock::now() + takes; base::Clock::now() < end;) continue;
  }
  void prepare() override { notes.push_back(name + " prepares"); }

  std::string name;
  std::vector<std::string> &notes;
  base::Duration takes{0};
};

struct Office {
  boost::asio::io_context io;
  std::vector<std::string> notes;
  Errands errands{io, [this] { notes.emplace_back("adverts"); }};
  Doer one{"one", notes};
  Doer other{"other", notes};

  void give(Doer &doer, unsigned number) { errands.give(doer, Announce{number}, base::Priority{100}); }
};

using Notes = std::vector<std::string>;

}  // namespace

TEST_CASE("errands are done after adverts, in the order in which they were given, whoever gave them") {
  Office office;
  office.give(office.one, 1);
  office.give(office.other, 2);
  office.errands.give_preparation(office.other);
  office.give(office.one, 3);
  CHECK(office.notes.empty());
  office.io.run();
  CHECK(office.notes == Notes{"adverts", "one1/100", "other2/100", "other prepares", "one3/100"});
}

TEST_CASE("what takes longer than a turn goes on in the next, after the adverts of that") {
  Office office;
  office.one.takes = std::chrono::milliseconds{3};
  office.give(office.one, 1);
  office.give(office.one, 2);
  office.errands.run();
  CHECK(office.notes == Notes{"adverts", "one1/100"});
  office.io.run();
  CHECK(office.notes == Notes{"adverts", "one1/100", "adverts", "one2/100"});
}

TEST_CASE("whoever must not go on before everything is done says so") {
  Office office;
  office.one.takes = std::chrono::milliseconds{3};
  for (const unsigned number : {1U, 2U, 3U}) office.give(office.one, number);
  office.errands.finish();
  CHECK(office.notes.size() == 4);
}

TEST_CASE("what somebody has given who is gone is not done") {
  Office office;
  office.give(office.one, 1);
  office.give(office.other, 2);
  office.errands.forget(office.one);
  office.io.run();
  CHECK(office.notes == Notes{"adverts", "other2/100"});
}

TEST_CASE("whoever waits for the last errand is told once, at once if there is none") {
  Office office;
  unsigned told = 0;
  office.errands.then([&told] { ++told; });
  CHECK(told == 1);
  office.give(office.one, 1);
  office.errands.then([&told] { ++told; });
  CHECK(told == 1);
  office.io.run();
  CHECK(told == 2);
  office.give(office.one, 2);
  office.io.restart();
  office.io.run();
  CHECK(told == 2);
}

TEST_CASE("when a crowd has been served somebody may give back what it took") {
  Office office;
  unsigned relieved = 0;
  office.errands.when_relieved([&relieved] { ++relieved; });
  office.give(office.one, 1);
  office.errands.finish();
  CHECK(relieved == 0);
  for (unsigned number = 0; number < 1000; ++number) office.give(office.one, number);
  office.errands.finish();
  CHECK(relieved == 1);
}
