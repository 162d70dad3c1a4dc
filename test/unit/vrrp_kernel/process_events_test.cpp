// The kernel's process events; it has none for containers.
#include "vrrp/process_events.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

#include "catch.hpp"
#include "namespace.hpp"

using namespace sempervivum;
using sempervivum::test::run_until;
using vrrp::ProcessEvent;
using vrrp::ProcessEvents;

namespace {

struct Ear {
  boost::asio::io_context io;
  std::vector<ProcessEvent> heard;
  base::SystemResult<std::unique_ptr<ProcessEvents>> events =
      ProcessEvents::open(io, {}, [this](const ProcessEvent &event) { heard.push_back(event); });

  bool hears(ProcessEvent::Kind kind, pid_t process) {
    return run_until(io, [&] {
      return std::ranges::any_of(
          heard, [&](const ProcessEvent &event) { return event.kind == kind && event.process == process; });
    });
  }

  /// As its fork was told; others come and go meanwhile. 0: it was not.
  pid_t parent_of(pid_t process) const {
    const auto found = std::ranges::find_if(heard, [process](const ProcessEvent &event) {
      return event.kind == ProcessEvent::Kind::forked && event.process == process;
    });
    return found == heard.end() ? 0 : found->parent;
  }
};

/// Runs true(1) to its end.
pid_t run_something() {
  const auto process = fork();
  if (process == 0) {
    execl("/bin/true", "true", nullptr);
    _exit(127);
  }
  waitpid(process, nullptr, 0);
  return process;
}

void check_hearing() {
  Ear ear;
  if (!ear.events) {
    WARN("no process events here: " << ear.events.error().message());
    return;
  }
  const auto process = run_something();
  CHECK(ear.hears(ProcessEvent::Kind::forked, process));
  CHECK(ear.parent_of(process) == getpid());
  CHECK(ear.hears(ProcessEvent::Kind::changed, process));
  CHECK(ear.hears(ProcessEvent::Kind::ended, process));
}

}  // namespace

TEST_CASE("processes that begin, become another program and end are told of") { check_hearing(); }

TEST_CASE("another network namespace hears of them as well") {
  IN_NETWORK_NAMESPACE
  check_hearing();
}
