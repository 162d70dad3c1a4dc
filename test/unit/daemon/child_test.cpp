#include "daemon/child.hpp"

#include <signal.h>

#include <string>
#include <vector>

#include "catch.hpp"
#include "daemon/runtime_paths.hpp"

using namespace sempervivum;
using namespace daemon;

namespace {

constexpr int exited(int status) { return status << 8; }
constexpr int killed_by(int number) { return number; }

struct Death {
  int wait_status;
  std::string text;
  int permanent;
};

}  // namespace

TEST_CASE("restarts are delayed more and more, up to a minute") {
  RespawnDelay delay;
  std::vector<long> delays;
  for (int restart = 0; restart < 10; ++restart) delays.push_back(delay.next().count());
  CHECK(delays == std::vector<long>{0, 1, 2, 4, 8, 16, 32, 60, 60, 60});
}

TEST_CASE("deaths are told in keepalived's words, and some are final") {
  const std::vector<Death> deaths{
      {exited(0), "", 0},
      {exited(1), "pid 42 exited with permanent error FATAL. Terminating", 1},
      {exited(2), "pid 42 exited with permanent error CONFIG. Terminating", 2},
      {exited(4), "pid 42 exited with permanent error missing permission. Terminating", 4},
      {exited(70), "pid 42 exited with status 70", 0},
      {killed_by(SIGKILL), "pid 42 exited due to signal 9 (Killed)", 0},
      {killed_by(SIGSEGV), "pid 42 exited due to signal 11 (Segmentation fault)", 0},
  };
  for (const auto &death : deaths) {
    const auto judged = judge_death(42, death.wait_status);
    CHECK(judged.text == death.text);
    CHECK(judged.permanent == death.permanent);
  }
}

TEST_CASE("pid files are where keepalived has them") {
  Options options;
  parser::ProcessSettings settings;
  CHECK(parent_pid_path(options, settings) == "/run/keepalived.pid");
  CHECK(child_pid_path(ChildKind::vrrp, options, settings) == "/run/vrrp.pid");

  settings.use_pid_dir = true;
  CHECK(parent_pid_path(options, settings) == "/run/keepalived/keepalived.pid");
  CHECK(child_pid_path(ChildKind::vrrp, options, settings) == "/run/keepalived/vrrp.pid");

  settings.instance.emplace("two");
  CHECK(parent_pid_path(options, settings) == "/run/keepalived/keepalived_two.pid");
  settings.net_namespace.emplace("blue");
  CHECK(child_pid_path(ChildKind::vrrp, options, settings) == "/run/keepalived/blue/vrrp_two.pid");
  options.net_namespace.emplace("red");
  CHECK(child_pid_path(ChildKind::vrrp, options, settings) == "/run/keepalived/red/vrrp_two.pid");

  options.parent_pid_file.emplace("p");
  options.vrrp_pid_file.emplace("r");
  CHECK(parent_pid_path(options, settings) == "p");
  CHECK(child_pid_path(ChildKind::vrrp, options, settings) == "r");
}

TEST_CASE("syslog names tell namespace and instance") {
  const Options options;
  parser::ProcessSettings settings;
  CHECK(syslog_ident("Keepalived", options, settings) == "Keepalived");
  settings.net_namespace.emplace("blue");
  settings.instance.emplace("two");
  CHECK(syslog_ident("Keepalived_vrrp", options, settings) == "Keepalived_vrrp_blue_two");
}
