/// Servers that behave as a test wants, on 127.0.0.1, in the test's own loop.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <string>

#include "checkers/probe.hpp"
#include "checkers/tls.hpp"
#include "namespace.hpp"

namespace sempervivum::checkers::test {

namespace asio = boost::asio;
using asio::ip::tcp;
using asio::ip::udp;

/// What a server does with one connection.
using Manner = std::function<asio::awaitable<void>(tcp::socket &)>;

/// Listens at a port of its own choice until the end of the scope.
class Server {
 public:
  Server(asio::io_context &loop, Manner manner)
      : acceptor_{loop, {asio::ip::address_v4::loopback(), 0}}, manner_{std::move(manner)} {
    asio::co_spawn(loop, serve(), asio::detached);
  }

  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  int served() const { return served_; }

 private:
  asio::awaitable<void> serve() {
    for (;;) {
      boost::system::error_code error;
      auto socket = co_await acceptor_.async_accept(asio::redirect_error(asio::use_awaitable, error));
      if (error) co_return;
      ++served_;
      try {
        co_await manner_(socket);
      } catch (const boost::system::system_error &) {
        // The client has gone.
      }
    }
  }

  tcp::acceptor acceptor_;
  Manner manner_;
  int served_ = 0;
};

inline asio::awaitable<void> say(tcp::socket &socket, std::string text) {
  co_await asio::async_write(socket, asio::buffer(text), asio::use_awaitable);
}

inline asio::awaitable<std::string> hear(tcp::socket &socket) {
  std::string text(1024, '\0');
  text.resize(co_await socket.async_read_some(asio::buffer(text), asio::use_awaitable));
  co_return text;
}

/// Scripts, where a test has none.
class NoScripts final : public base::ScriptRunner {
 public:
  void run(const base::Command &, base::Duration, Done done) override { done({base::RunResult::Kind::not_started, 2}); }
};

/// Remembers what came of a probe.
struct Listener final : Asker {
  void hear(Outcome outcome) override { heard = std::move(outcome); }
  std::optional<Outcome> heard;
};

/// Everything a probe needs, and running one to its end.
struct Laboratory {
  asio::io_context loop{1};
  NoScripts scripts;
  TlsContext tls;

  ProbeTools tools{loop, scripts, tls};

  Begun begin(Probe probe, Asker &asker) {
    auto plan = std::make_shared<CheckPlan>();
    plan->probe = std::move(probe);
    plan->verdict.delay_loop = std::chrono::milliseconds{900};
    return begin_probe(plan, 1, tools, asker);
  }

  Outcome run(Probe probe) {
    Listener listener;
    auto begun = begin(std::move(probe), listener);
    if (auto *outcome = std::get_if<Outcome>(&begun)) return std::move(*outcome);
    REQUIRE(sempervivum::test::run_until(loop, [&] { return listener.heard.has_value(); }));
    return *listener.heard;
  }
};

inline Target target(std::uint16_t port, base::Duration timeout = std::chrono::seconds{5}) {
  Target target;
  target.address = *base::IpAddress::parse("127.0.0.1");
  target.port = port;
  target.timeout = timeout;
  return target;
}

}  // namespace sempervivum::checkers::test
