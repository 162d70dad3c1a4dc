#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "catch.hpp"
#include "daemon/control_channel.hpp"
#include "daemon/service_manager.hpp"
#include "daemon/signals.hpp"
#include "daemon/temporary_directory.hpp"

using namespace sempervivum;
using namespace std::chrono_literals;
using daemon::ControlChannel;
using daemon::ControlMessage;
using Kind = ControlMessage::Kind;

namespace {

/// Both ends of a channel on one loop; the right one remembers what it hears.
struct Wire {
  boost::asio::io_context io{1};
  std::vector<ControlMessage> heard;
  bool closed = false;
  std::optional<ControlChannel> left;
  std::optional<ControlChannel> right;

  Wire() {
    auto ends = daemon::make_channel();
    REQUIRE(ends);
    left.emplace(io, std::move(ends->first), ControlChannel::Handlers{[](const ControlMessage &) {}, [] {}});
    right.emplace(io, std::move(ends->second),
                  ControlChannel::Handlers{[this](ControlMessage message) { heard.push_back(std::move(message)); },
                                           [this] { closed = true; }});
  }

  void turn() {
    io.restart();
    io.run_for(50ms);
  }
};

}  // namespace

TEST_CASE("messages arrive whole and in order") {
  Wire wire;
  CHECK(wire.left->send({Kind::started, {}, {}}));
  CHECK(wire.left->send({Kind::status, "VI_1 MASTER", {}}));
  wire.turn();
  REQUIRE(wire.heard.size() == 2);
  CHECK(wire.heard[0].kind == Kind::started);
  CHECK(wire.heard[0].text.empty());
  CHECK(wire.heard[1].kind == Kind::status);
  CHECK(wire.heard[1].text == "VI_1 MASTER");
}

TEST_CASE("a memory file travels along and can be read") {
  Wire wire;
  const std::string contents(100000, 'x');
  auto file = daemon::memory_file("test", contents);
  REQUIRE(file);
  CHECK(wire.left->send({Kind::reload, {}, std::move(*file)}));
  wire.turn();
  REQUIRE(wire.heard.size() == 1);
  CHECK(daemon::read_memory_file(wire.heard[0].file.borrow()) == contents);
}

TEST_CASE("the end of one side is told to the other") {
  Wire wire;
  wire.left.reset();
  wire.turn();
  CHECK(wire.closed);
  CHECK_FALSE(wire.right->send({Kind::started, {}, {}}));
}

TEST_CASE("a destroyed channel calls nobody") {
  Wire wire;
  CHECK(wire.left->send({Kind::started, {}, {}}));
  wire.right.reset();
  wire.turn();
  CHECK(wire.heard.empty());
  CHECK_FALSE(wire.closed);
}

TEST_CASE("a reader that does not read blocks nobody") {
  Wire wire;
  const std::string text(4096, 'x');
  int sent = 0;
  while (wire.left->send({Kind::status, text, {}})) REQUIRE(++sent < 100000);
  wire.turn();
  CHECK(wire.heard.size() == static_cast<std::size_t>(sent));
}

TEST_CASE("signals arrive through the loop") {
  daemon::hold_signals();
  boost::asio::io_context io{1};
  std::vector<int> seen;
  constexpr std::array numbers{SIGUSR1, SIGHUP};
  const daemon::SignalWatcher watcher{
      io, numbers, [&seen](const signalfd_siginfo &info) { seen.push_back(static_cast<int>(info.ssi_signo)); }};
  kill(getpid(), SIGUSR1);
  kill(getpid(), SIGHUP);
  io.run_for(50ms);
  std::ranges::sort(seen);
  CHECK(seen == std::vector<int>{SIGHUP, SIGUSR1});
}

TEST_CASE("the service manager hears what happens, and the variable is gone") {
  const test::TemporaryDirectory directory;
  const auto path = directory.path("notify");
  const base::UniqueFd socket_fd{socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0)};
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::copy(path.begin(), path.end(), address.sun_path);
  REQUIRE(bind(socket_fd.number(), reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0);
  const auto next = [&socket_fd] {
    std::array<char, 256> text{};
    recv(socket_fd.number(), text.data(), text.size() - 1, 0);
    return std::string{text.data()};
  };
  setenv("NOTIFY_SOCKET", path.c_str(), 1);
  const auto manager = daemon::ServiceManager::from_environment();
  CHECK(getenv("NOTIFY_SOCKET") == nullptr);
  manager.ready();
  CHECK(next() == "READY=1\nMAINPID=" + std::to_string(getpid()));
  manager.reloading();
  CHECK(next().starts_with("RELOADING=1\nMONOTONIC_USEC="));
  manager.stopping();
  CHECK(next() == "STOPPING=1");
  manager.status("VI_1 MASTER");
  CHECK(next() == "STATUS=VI_1 MASTER");
  manager.failed(22);
  CHECK(next() == "ERRNO=22");
}

TEST_CASE("without a service manager nothing is sent") {
  unsetenv("NOTIFY_SOCKET");
  daemon::ServiceManager::from_environment().ready();
  CHECK(getenv("NOTIFY_SOCKET") == nullptr);
}
