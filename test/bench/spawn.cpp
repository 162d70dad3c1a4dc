// What running a script costs: CPU time of the whole tree per run of /bin/true,
// through the daemon's runner and through the barest vfork and exec there is.
// Prints both medians in milliseconds; run it on a quiet machine.
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <string_view>
#include <vector>

#include "daemon/script_runner.hpp"

namespace {

using namespace sempervivum;
using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr int rounds = 21;
constexpr int runs_per_round = 100;

Milliseconds to_ms(const timeval &time) {
  return std::chrono::seconds{time.tv_sec} + std::chrono::microseconds{time.tv_usec};
}

Milliseconds cpu_used() {
  Milliseconds sum{0};
  for (const auto who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
    rusage usage{};
    getrusage(who, &usage);
    sum += to_ms(usage.ru_utime) + to_ms(usage.ru_stime);
  }
  return sum;
}

void run_barely() {
  const auto pid = vfork();
  if (pid == 0) {
    execl("/bin/true", "true", nullptr);
    _exit(127);
  }
  waitpid(pid, nullptr, 0);
}

class Runner {
 public:
  void run() {
    runner_.run(command_, std::chrono::seconds{5}, [](const base::RunResult &) {});
    io_.restart();
    while (runner_.running() > 0) io_.run_one();
  }

 private:
  boost::asio::io_context io_{1};
  daemon::ScriptRunner runner_{io_};
  base::Command command_{"/bin/true", {"/bin/true"}, geteuid(), getegid()};
};

double round_of(const std::function<void()> &run) {
  const auto before = cpu_used();
  for (int count = 0; count < runs_per_round; ++count) run();
  return (cpu_used() - before).count() / runs_per_round;
}

void report(std::string_view name, std::vector<double> costs) {
  std::ranges::sort(costs);
  fmt::print("{:<8} {:.3f} ms of CPU a run (median of {} x {}, {:.3f} .. {:.3f})\n", name, costs[costs.size() / 2],
             rounds, runs_per_round, costs.front(), costs.back());
}

}  // namespace

int main() {
  Runner runner;
  std::vector<double> ours;
  std::vector<double> bare;
  for (int round = 0; round < rounds; ++round) {
    ours.push_back(round_of([&runner] { runner.run(); }));
    bare.push_back(round_of(run_barely));
  }
  report("runner", ours);
  report("floor", bare);
}
