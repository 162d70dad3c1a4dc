#include "vrrp/herald.hpp"

#include <boost/asio/io_context.hpp>

#include "catch.hpp"
#include "fake_runner.hpp"
#include "plans.hpp"

using namespace sempervivum;
using namespace sempervivum::vrrp;
using base::Priority;

namespace {

class Record final : public base::Messenger {
 public:
  void write_line(std::string_view line) override { lines.emplace_back(line); }
  void send(base::Mail mail) override { mails.push_back(std::move(mail)); }

  std::vector<std::string> lines;
  std::vector<base::Mail> mails;
};

struct Office {
  boost::asio::io_context io;
  Timers timers{io};
  test::FakeRunner runner;
  Record record;
  Notifier notifier{runner, timers, base::Log{}};
  Herald herald{notifier, record};
};

Notice notice(Subject::Kind kind, Event event) { return {{kind, "A"}, event, Priority{100}}; }

}  // namespace

TEST_CASE("scripts, FIFOs and people are all told") {
  Office office;
  NotifyPlan plan;
  plan.set_any(test::command("/any"));
  plan.mails = true;
  office.herald.tell(notice(Subject::Kind::instance, Event::master), plan);
  CHECK(office.runner.started == std::vector<std::string>{"/any"});
  CHECK(office.record.lines == std::vector<std::string>{"INSTANCE \"A\" MASTER 100"});
  CHECK(office.record.mails.size() == 1);
}

TEST_CASE("an instance and a group of one name do not wait for each other") {
  Office office;
  NotifyPlan plan;
  plan.set_any(test::command("/any"));
  office.herald.tell(notice(Subject::Kind::instance, Event::master), plan);
  office.herald.tell(notice(Subject::Kind::group, Event::master), plan);
  CHECK(office.runner.running() == 2);
}

TEST_CASE("priorities are told to those who asked") {
  Office office;
  NotifyPlan plan;
  office.herald.tell_priority("A", State::master, Priority{90}, plan);
  CHECK(office.record.lines.empty());
  plan.tells_priority = true;
  office.herald.tell_priority("A", State::master, Priority{90}, plan);
  CHECK(office.record.lines.size() == 1);
}
