#include "daemon/side_thread.hpp"

#include <pthread.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <filesystem>

#include "catch.hpp"
#include "daemon/dbus/bus.hpp"
#include "daemon/dump.hpp"
#include "daemon/script_runner.hpp"
#include "daemon/snmp/snmp_agent.hpp"
#include "temporary_directory.hpp"
#include "vrrp/fake_runner.hpp"

using namespace sempervivum;
using namespace std::chrono_literals;

namespace {

/// While it lives no thread can be made: none has room for such a stack.
class NoThreads {
 public:
  NoThreads() {
    pthread_getattr_default_np(&former_);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, std::size_t{1} << 50);
    pthread_setattr_default_np(&attributes);
    pthread_attr_destroy(&attributes);
  }
  NoThreads(const NoThreads &) = delete;
  NoThreads &operator=(const NoThreads &) = delete;
  ~NoThreads() {
    pthread_setattr_default_np(&former_);
    pthread_attr_destroy(&former_);
  }

 private:
  pthread_attr_t former_{};
};

struct Office {
  boost::asio::io_context io{1};
  ::test::LogBook book;
  base::Log log{book};

  /// Exactly one line, with these words in it.
  bool said(std::string_view words) const {
    return book.lines.size() == 1 && book.lines.front().find(words) != std::string::npos;
  }
};

base::RunResult run(Office &office, daemon::ScriptRunner &runner) {
  std::optional<base::RunResult> result;
  runner.run({"/bin/true", {"true"}, geteuid(), getegid()}, 5s, [&result](const auto &end) { result = end; });
  const auto deadline = base::Clock::now() + 10s;
  while (!result) {
    REQUIRE(base::Clock::now() < deadline);
    office.io.restart();
    office.io.run_one_for(100ms);
  }
  return *result;
}

}  // namespace

TEST_CASE("a side thread has a small stack, does its work and ends") {
  daemon::use_side_stacks();
  std::size_t stack = 0;
  daemon::SideThread thread;
  CHECK(thread.ended_within(0ms));
  REQUIRE(thread.begin([&stack] {
    pthread_attr_t attributes;
    pthread_getattr_np(pthread_self(), &attributes);
    pthread_attr_getstacksize(&attributes, &stack);
    pthread_attr_destroy(&attributes);
  }));
  CHECK(thread.begun());
  REQUIRE(thread.ended_within(10s));
  CHECK(stack <= daemon::side_stack);
}

TEST_CASE("without a thread D-Bus says so, and is none") {
  Office office;
  {
    const NoThreads none;
    daemon::Bus bus{office.io, office.log, {}, {}};
    bus.show({{"VI_1", "/path"}});
    bus.note("VI_1", 2);
    bus.announce_reload();
  }
  CHECK(office.said("there is no thread for it: "));
}

TEST_CASE("without a thread SNMP says so, and is none") {
  Office office;
  {
    const NoThreads none;
    daemon::SnmpAgent agent{office.io, office.log, {}, {}};
    agent.send([] { return std::vector<daemon::SnmpTrap>{}; });
  }
  CHECK(office.said("there is no thread for it: "));
}

TEST_CASE("without a thread there is no dump, and the next one is written") {
  const sempervivum::test::TemporaryDirectory directory;
  Office office;
  {
    daemon::DumpWriter writer{office.io, office.log};
    {
      const NoThreads none;
      writer.write(directory.path("first"), "text");
    }
    CHECK(office.said("No dump to " + directory.path("first")));
    writer.write(directory.path("second"), "text");
  }
  CHECK_FALSE(std::filesystem::exists(directory.path("first")));
  CHECK(std::filesystem::file_size(directory.path("second")) == 4);
}

TEST_CASE("without a thread a script does not run, and the next one does") {
  Office office;
  daemon::ScriptRunner runner{office.io};
  {
    const NoThreads none;
    CHECK(run(office, runner) == base::RunResult{base::RunResult::Kind::not_started, EAGAIN});
  }
  CHECK(run(office, runner) == base::RunResult{base::RunResult::Kind::exited, 0});
}
