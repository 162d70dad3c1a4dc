// The real servers of test/bench/checkers: all of 127.0.0.0/8 at one port, in one process
// that costs as little as can be. `responder PORT`; reads lines: "await COUNT" prints
// "ready" once so many different addresses have been checked; "begin" starts counting,
// "end" prints how many checks came and how late after a second since the one before to
// the same address, in milliseconds.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/fd.hpp"

namespace {

using sempervivum::base::UniqueFd;
using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr Milliseconds period{1000};
constexpr int backlog = 8192;
constexpr std::string_view answer = "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok";

class Tally {
 public:
  void await(std::size_t count) {
    awaited_ = count;
    tell_ready();
  }

  void begin() {
    counting_ = true;
    late_.clear();
    last_.clear();
    count_ = 0;
  }

  void note(std::uint32_t address) {
    if (met_.insert(address).second) tell_ready();
    if (!counting_) return;
    ++count_;
    const auto now = Clock::now();
    const auto [last, fresh] = last_.try_emplace(address, now);
    if (fresh) return;
    late_.push_back(Milliseconds{now - last->second} - period);
    last->second = now;
  }

  void end() {
    counting_ = false;
    std::ranges::sort(late_);
    fmt::print(R"({{"checks": {}, "p50": {:.2f}, "p99": {:.2f}, "max": {:.2f}}})"
               "\n",
               count_, late(0.5), late(0.99), late(1));
    std::fflush(stdout);
  }

 private:
  void tell_ready() {
    if (awaited_ == 0 || met_.size() < awaited_) return;
    awaited_ = 0;
    fmt::print("ready\n");
    std::fflush(stdout);
  }

  double late(double share) const {
    if (late_.empty()) return -1;
    return late_[std::min(late_.size() - 1, static_cast<std::size_t>(share * static_cast<double>(late_.size())))]
        .count();
  }

  std::size_t awaited_ = 0;
  std::unordered_set<std::uint32_t> met_;
  bool counting_ = false;
  std::size_t count_ = 0;
  std::vector<Milliseconds> late_;
  std::unordered_map<std::uint32_t, Clock::time_point> last_;
};

class Responder {
 public:
  explicit Responder(std::uint16_t port)
      : listener_{socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)},
        epoll_{epoll_create1(EPOLL_CLOEXEC)} {
    const int yes = 1;
    setsockopt(listener_.number(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    if (bind(listener_.number(), reinterpret_cast<sockaddr *>(&address), sizeof address) != 0 ||
        listen(listener_.number(), backlog) != 0)
      std::exit(1);
    watch(listener_.number());
    watch(STDIN_FILENO);
  }

  void run() {
    std::array<epoll_event, 256> events{};
    while (!ended_) {
      const int count = epoll_wait(epoll_.number(), events.data(), static_cast<int>(events.size()), -1);
      for (int at = 0; at < count; ++at) handle(events[static_cast<std::size_t>(at)].data.fd);
    }
  }

 private:
  void watch(int fd) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    epoll_ctl(epoll_.number(), EPOLL_CTL_ADD, fd, &event);
  }

  void handle(int fd) {
    if (fd == listener_.number()) return accept_all();
    if (fd == STDIN_FILENO) return obey();
    std::array<char, 2048> room{};
    if (read(fd, room.data(), room.size()) > 0 && write(fd, answer.data(), answer.size()) < 0) std::exit(1);
    close(fd);
  }

  void accept_all() {
    for (;;) {
      const int fd = accept4(listener_.number(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (fd < 0) return;
      sockaddr_in own{};
      socklen_t size = sizeof own;
      getsockname(fd, reinterpret_cast<sockaddr *>(&own), &size);
      tally_.note(own.sin_addr.s_addr);
      watch(fd);
    }
  }

  void obey() {
    std::array<char, 64> room{};
    const auto size = read(STDIN_FILENO, room.data(), room.size());
    if (size <= 0) ended_ = true;
    const std::string_view word{room.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
    if (word.starts_with("await ")) tally_.await(static_cast<std::size_t>(std::atol(room.data() + 6)));
    if (word.starts_with("begin")) tally_.begin();
    if (word.starts_with("end")) tally_.end();
  }

  UniqueFd listener_;
  UniqueFd epoll_;
  Tally tally_;
  bool ended_ = false;
};

}  // namespace

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  Responder{static_cast<std::uint16_t>(std::atoi(argv[1]))}.run();
}
