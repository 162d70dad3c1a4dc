#include <array>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>

#include "checkers/dns_message.hpp"
#include "checkers/ping_permission.hpp"
#include "servers.hpp"

using namespace sempervivum;
using namespace sempervivum::checkers;
using namespace sempervivum::checkers::test;
using namespace std::chrono_literals;
using Kind = Outcome::Kind;

namespace {

/// So short that only a test of timeouts wants it.
constexpr base::Duration soon = 100ms;

HttpProbe web(std::uint16_t port, base::Duration timeout = 5s) {
  HttpProbe probe;
  probe.target = target(port, timeout);
  HttpPage page;
  page.path = "/";
  page.host = "test";
  page.statuses = {{200, 299}};
  probe.pages.push_back(page);
  return probe;
}

Manner answer(std::string text) {
  return [text](tcp::socket &socket) -> asio::awaitable<void> {
    co_await hear(socket);
    co_await say(socket, text);
  };
}

/// Says nothing until the client goes.
asio::awaitable<void> hang(tcp::socket &socket) {
  for (;;) co_await hear(socket);
}

asio::awaitable<void> trickle(tcp::socket &socket) {
  asio::steady_timer timer{socket.get_executor()};
  co_await say(socket, "HTTP/1.0 200 OK\r\n\r\n");
  for (;;) {
    timer.expires_after(20ms);
    co_await timer.async_wait(asio::use_awaitable);
    co_await say(socket, "x");
  }
}

asio::awaitable<void> flood(tcp::socket &socket) {
  const std::string much(1 << 16, 'x');
  co_await say(socket, "HTTP/1.0 200 OK\r\n\r\n");
  for (;;) co_await say(socket, much);
}

/// Chunks of a thousand bytes each that claim to be endless.
asio::awaitable<void> chunk_bomb(tcp::socket &socket) {
  co_await say(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (;;) co_await say(socket, "7fffffffffffffff\r\n" + std::string(1000, 'x'));
}

asio::awaitable<void> close_at_once(tcp::socket &socket) {
  socket.close();
  co_return;
}

Manner mail_server(std::string greeting, std::string helo) {
  return [greeting, helo](tcp::socket &socket) -> asio::awaitable<void> {
    co_await say(socket, greeting);
    co_await hear(socket);
    co_await say(socket, helo);
    co_await hear(socket);
    co_await say(socket, "221 bye\r\n");
  };
}

/// Answers each datagram with what `reply` makes of it.
class Responder {
 public:
  using Reply = std::function<std::string(std::string)>;
  Responder(asio::io_context &loop, Reply reply)
      : socket_{loop, {asio::ip::address_v4::loopback(), 0}}, reply_{std::move(reply)} {
    asio::co_spawn(loop, serve(), asio::detached);
  }
  std::uint16_t port() const { return socket_.local_endpoint().port(); }

 private:
  asio::awaitable<void> serve() {
    for (;;) {
      std::string bytes(2048, '\0');
      udp::endpoint sender;
      boost::system::error_code error;
      bytes.resize(co_await socket_.async_receive_from(asio::buffer(bytes), sender,
                                                       asio::redirect_error(asio::use_awaitable, error)));
      if (error) co_return;
      const auto answer = reply_(bytes);
      if (!answer.empty()) co_await socket_.async_send_to(asio::buffer(answer), sender, asio::use_awaitable);
    }
  }

  udp::socket socket_;
  Reply reply_;
};

/// A port whose queue is full: who connects now has to wait.
struct FullPort {
  explicit FullPort(asio::io_context &loop) : acceptor{loop, tcp::v4()}, guest{loop} {
    acceptor.bind({asio::ip::address_v4::loopback(), 0});
    acceptor.listen(0);
    guest.connect(acceptor.local_endpoint());
  }
  std::uint16_t port() const { return acceptor.local_endpoint().port(); }

  tcp::acceptor acceptor;
  tcp::socket guest;
};

#define ON_LOOPBACK    \
  IN_NETWORK_NAMESPACE \
  sempervivum::test::ip("link set lo up")

}  // namespace

TEST_CASE("a connection that comes about is good, a refused one bad") {
  ON_LOOPBACK;
  Laboratory lab;
  Server server{lab.loop, hang};
  CHECK(lab.run(TcpProbe{target(server.port())}) == good());
  CHECK(lab.run(TcpProbe{target(1)}) == bad("Connection refused"));
}

TEST_CASE("a connection that takes its time is waited for, but not for ever, nor for nobody") {
  ON_LOOPBACK;
  Laboratory lab;
  FullPort opened{lab.loop};
  FullPort closed{lab.loop};
  FullPort full{lab.loop};
  std::array<Listener, 3> listeners;
  std::array<Begun, 3> begun{lab.begin(TcpProbe{target(opened.port())}, listeners[0]),
                             lab.begin(TcpProbe{target(closed.port())}, listeners[1]),
                             lab.begin(TcpProbe{target(opened.port())}, listeners[2])};
  for (const auto &one : begun) REQUIRE(std::holds_alternative<std::unique_ptr<Underway>>(one));
  CHECK(lab.run(TcpProbe{target(full.port(), soon)}) == bad("connection timeout"));
  begun[2] = good();
  opened.acceptor.accept();
  closed.acceptor.close();
  REQUIRE(sempervivum::test::run_until(lab.loop, [&] { return listeners[0].heard && listeners[1].heard; }));
  CHECK(*listeners[0].heard == good());
  CHECK(*listeners[1].heard == bad("Connection refused"));
  CHECK_FALSE(listeners[2].heard);
}

TEST_CASE("a network that cannot be reached is bad, a source address that is not ours no verdict") {
  ON_LOOPBACK;
  Laboratory lab;
  auto away = target(80);
  away.address = *base::IpAddress::parse("192.0.2.1");
  CHECK(lab.run(TcpProbe{away}) == bad("Network is unreachable"));
  auto strange = target(80);
  strange.source.made().address = *base::IpAddress::parse("192.0.2.9");
  CHECK(lab.run(TcpProbe{strange}).kind == Kind::untried);
  auto nowhere = target(80);
  nowhere.source.made().interface = "none0";
  CHECK(lab.run(TcpProbe{nowhere}).kind == Kind::untried);
}

TEST_CASE("a page is fetched and judged") {
  ON_LOOPBACK;
  Laboratory lab;
  Server fine{lab.loop, answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")};
  Server missing{lab.loop, answer("HTTP/1.1 404 Not Found\r\n\r\n")};
  CHECK(lab.run(web(fine.port())) == good());
  CHECK(lab.run(web(missing.port())) == bad("HTTP status code 404 (url /)"));
}

TEST_CASE("every page has to be good, and one bad one ends it") {
  ON_LOOPBACK;
  Laboratory lab;
  Server fine{lab.loop, answer("HTTP/1.1 200 OK\r\n\r\nhello")};
  auto probe = web(fine.port());
  probe.pages.push_back(probe.pages.front());
  probe.pages.back().digest = std::string(32, '0');
  probe.pages.push_back(probe.pages.front());
  CHECK(lab.run(probe).kind == Kind::bad);
  CHECK(fine.served() == 2);
}

TEST_CASE("whatever a web server does, there is a verdict in time") {
  ON_LOOPBACK;
  struct Row {
    Manner manner;
    std::string_view why;
    base::Duration timeout = 5s;
    std::string_view or_why = why;
  };
  const Row rows[] = {
      {hang, "Timeout WEB read", soon},
      {trickle, "Timeout WEB read", soon},
      // By the clock or by the size, whichever comes first here.
      {flood, "Timeout WEB read", soon, "the page is too long"},
      {chunk_bomb, "Timeout WEB read", soon, "the page is too long"},
      {close_at_once, ""},
      {answer(""), "no data received"},
      {answer("HTTP/1.0 200"), "no complete HTTP header"},
      {answer("\x16\x03\x01\x02"), "no complete HTTP header"},
      {answer(std::string(2000, 'x')), "no HTTP"},
  };
  for (const auto &row : rows) {
    CAPTURE(row.why);
    Laboratory lab;
    Server server{lab.loop, row.manner};
    const auto outcome = lab.run(web(server.port(), row.timeout));
    CHECK(outcome.kind == Kind::bad);
    CAPTURE(outcome.why);
    CHECK((outcome.why.starts_with(row.why) || outcome.why.starts_with(row.or_why)));
  }
}

TEST_CASE("a server that speaks no TLS fails a TLS check") {
  ON_LOOPBACK;
  Laboratory lab;
  Server plain{lab.loop, answer("HTTP/1.0 200 OK\r\n\r\n")};
  Server silent{lab.loop, hang};
  auto probe = web(plain.port());
  probe.tls = true;
  CHECK(lab.run(probe).why.starts_with("SSL handshake/communication error"));
  auto waiting = web(silent.port(), soon);
  waiting.tls = true;
  CHECK(lab.run(waiting).why.starts_with("Timeout SSL handshake"));
}

TEST_CASE("a mail server is greeted and left") {
  ON_LOOPBACK;
  struct Row {
    Manner manner;
    Outcome outcome;
  };
  const Row rows[] = {
      {mail_server("220 hi\r\n", "250 ok\r\n"), good()},
      {mail_server("554 no\r\n", "250 ok\r\n"), bad("Bad greeting banner from server")},
      {mail_server("220 hi\r\n", "501 no\r\n"), bad("Bad HELO response from server")},
      {hang, bad("Read timeout from server")},
  };
  for (const auto &row : rows) {
    CAPTURE(row.outcome.why);
    Laboratory lab;
    Server server{lab.loop, row.manner};
    CHECK(lab.run(SmtpProbe{target(server.port(), row.outcome.why.starts_with("Read timeout") ? soon : 5s), "me"}) ==
          row.outcome);
  }
}

TEST_CASE("a name server has to answer the question asked") {
  ON_LOOPBACK;
  const auto with = [](char flags, char code, bool other_id) {
    return [=](std::string question) {
      question[0] = static_cast<char>(question[0] ^ (other_id ? 1 : 0));
      question[2] = flags;
      question[3] = code;
      return question;
    };
  };
  const auto judged = [](const Responder::Reply &reply, base::Duration timeout) {
    Laboratory lab;
    Responder server{lab.loop, reply};
    return lab.run(DnsProbe{target(server.port(), timeout), parser::DnsType::a, std::string{"example.org"}});
  };
  CHECK(judged(with('\x81', '\x80', false), 5s) == good());
  CHECK(judged(with('\x81', '\x83', false), 5s) == bad("read error occurred. (rcode = 3)"));
  CHECK(judged(with('\x81', '\x80', true), soon) == bad("read timeout from socket."));
  Laboratory lab;
  CHECK(lab.run(DnsProbe{target(1), parser::DnsType::a, std::string{"example.org"}}) ==
        bad("failed to read socket; errno 111 (Connection refused)"));
  CHECK(judged([](const std::string &) { return std::string{}; }, soon) == bad("read timeout from socket."));
}

TEST_CASE("UDP is good unless rejected, or unless a reply is wanted") {
  ON_LOOPBACK;
  Laboratory lab;
  Responder silent{lab.loop, [](const std::string &) { return std::string{}; }};
  Responder polite{lab.loop, [](const std::string &) { return std::string{"pong"}; }};
  UdpProbe probe;
  probe.target = target(silent.port(), soon);
  CHECK(lab.run(probe) == good());
  probe.require_reply = true;
  CHECK(lab.run(probe) == bad("no reply"));
  probe.target = target(polite.port());
  CHECK(lab.run(probe) == good());
  probe.reply = parser::BytePattern{"pang", std::string("\xff\xff\xff\xff")};
  CHECK(lab.run(probe) == bad("reply data mismatch"));
  probe.target = target(1);
  CHECK(lab.run(probe) == bad("Connection refused"));
}

TEST_CASE("a host answers echo requests, over either protocol, and its setting is put back") {
  ON_LOOPBACK;
  Laboratory lab;
  {
    const auto permission = PingPermission::get();
    REQUIRE(permission);
    CHECK(lab.run(PingProbe{target(0)}) == good());
    auto long_one = target(0);
    long_one.address = *base::IpAddress::parse("::1");
    CHECK(lab.run(PingProbe{long_one}) == good());
  }
  CHECK(lab.run(PingProbe{target(0)}).kind == Kind::untried);
}
