// HTTP_GET and SSL_GET: each page in turn; status, digest and regular expression
// have to be right (M7, M8).
#include <fmt/format.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>
#include <string_view>

#include "checkers/endpoint.hpp"
#include "checkers/http_fetch.hpp"
#include "checkers/http_request.hpp"
#include "checkers/tls.hpp"
#include "checkers/watchdog.hpp"

namespace sempervivum::checkers {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using Failed = std::optional<Outcome>;

constexpr std::size_t room = 4 * 1024;
constexpr unsigned reads_in_a_turn = 16;

/// How one page is fetched; `socket` is what `stream` is made of.
struct Fetch {
  const HttpProbe &plan;
  const HttpPage &page;
  HttpReply &reply;
  tcp::socket &socket;
  Watchdog &watchdog;
  base::Instant end;

  void begin_step() const { watchdog.allow(plan.target.timeout); }
};

/// Sends the request, or the rest of it.
template <class Stream>
asio::awaitable<Failed> ask(Stream &stream, Fetch fetch, std::string_view request) {
  error_code error;
  fetch.begin_step();
  co_await asio::async_write(stream, asio::buffer(request), asio::redirect_error(asio::use_awaitable, error));
  if (fetch.watchdog.bitten()) co_return bad("Timeout WEB write");
  if (error) co_return bad("Cannot send get request: " + error.message());
  co_return std::nullopt;
}

/// Whether the error is but the end of what the server had to say.
bool is_end(const error_code &error, const HttpPage &page) {
  if (error == asio::error::eof) return true;
  return error == asio::ssl::error::stream_truncated && !page.tls_compliant;
}

template <class Stream>
asio::awaitable<Failed> listen(Stream &stream, Fetch fetch) {
  std::array<char, room> bytes;
  auto state = HttpReply::State::more;
  while (state == HttpReply::State::more) {
    if (is_over(fetch.end)) co_return bad("Timeout WEB read");
    error_code error;
    fetch.begin_step();
    const auto size =
        co_await stream.async_read_some(asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, error));
    if (fetch.watchdog.bitten()) co_return bad("Timeout WEB read");
    if (size != 0) state = fetch.reply.feed({bytes.data(), size});
    if (error && is_end(error, fetch.page)) break;
    if (error) co_return bad("Read error: " + error.message());
  }
  co_return std::nullopt;
}

template <class Stream>
asio::awaitable<Failed> exchange(Stream &stream, Fetch fetch) {
  const auto request = http_request(fetch.page, fetch.plan.protocol);
  if (auto failed = co_await ask(stream, fetch, request)) co_return failed;
  co_return co_await listen(stream, fetch);
}

asio::awaitable<Failed> exchange_secretly(Fetch fetch, TlsContext &tls) {
  asio::ssl::stream<tcp::socket &> stream{fetch.socket, tls.get()};
  if (!fetch.page.sni.empty())
    SSL_ctrl(stream.native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
             const_cast<char *>(fetch.page.sni.c_str()));
  error_code error;
  fetch.begin_step();
  co_await stream.async_handshake(asio::ssl::stream_base::client, asio::redirect_error(asio::use_awaitable, error));
  if (fetch.watchdog.bitten()) co_return bad("Timeout SSL handshake");
  if (error) co_return bad("SSL handshake/communication error: " + error.message());
  co_return co_await exchange(stream, fetch);
}

/// What a readable socket had to say.
enum class Heard : std::uint8_t { all, more, failed };

// The room is on the stack of this call and not in a coroutine's frame, of which there
// are as many as there are servers that let us wait. An endless page gets one turn.
Heard hear(int fd, HttpReply &reply, error_code &error) {
  std::array<char, room> bytes;
  for (unsigned reads = 0; reads < reads_in_a_turn; ++reads) {
    const auto size = ::recv(fd, bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (size == 0) return Heard::all;
    if (size < 0 && errno == EAGAIN) return Heard::more;
    if (size < 0) {
      error.assign(errno, boost::system::system_category());
      return Heard::failed;
    }
    if (reply.feed({bytes.data(), static_cast<std::size_t>(size)}) != HttpReply::State::more) return Heard::all;
  }
  return Heard::more;
}

/// Near servers take a request at once; what is left of it goes the long way.
asio::awaitable<Failed> exchange_plainly(Fetch fetch) {
  const auto request = http_request(fetch.page, fetch.plan.protocol);
  const int fd = fetch.socket.native_handle();
  const auto sent = std::max<ssize_t>(::send(fd, request.data(), request.size(), MSG_DONTWAIT | MSG_NOSIGNAL), 0);
  const auto rest = std::string_view{request}.substr(static_cast<std::size_t>(sent));
  if (!rest.empty())
    if (auto failed = co_await ask(fetch.socket, fetch, rest)) co_return failed;
  for (;;) {
    if (is_over(fetch.end)) co_return bad("Timeout WEB read");
    error_code error;
    fetch.begin_step();
    co_await fetch.socket.async_wait(asio::socket_base::wait_read, asio::redirect_error(asio::use_awaitable, error));
    if (fetch.watchdog.bitten()) co_return bad("Timeout WEB read");
    const auto heard = error ? Heard::failed : hear(fd, fetch.reply, error);
    if (heard == Heard::failed) co_return bad("Read error: " + error.message());
    if (heard == Heard::all) co_return std::nullopt;
  }
}

}  // namespace

asio::awaitable<Failed> fetch_page(const HttpProbe &plan, const HttpPage &page, HttpReply &reply, ProbeTools tools,
                                   base::Instant end) {
  tcp::socket socket{tools.loop};
  Watchdog watchdog{socket, end};
  if (auto failed = co_await finish_connection(socket, begin_connection(plan.target), plan.target, watchdog))
    co_return failed;
  const Fetch fetch{plan, page, reply, socket, watchdog, end};
  if (plan.tls) co_return co_await exchange_secretly(fetch, tools.tls);
  co_return co_await exchange_plainly(fetch);
}

Probing probe(const HttpProbe &plan, ProbeTools tools, base::Instant end) {
  for (const auto &page : plan.pages) {
    HttpReply reply{page};
    const auto failed = co_await fetch_page(plan, page, reply, tools, end);
    auto outcome = failed ? *failed : reply.judge();
    if (outcome.kind == Outcome::Kind::good) continue;
    outcome.why += fmt::format(" (url {})", page.path);
    co_return outcome;
  }
  co_return good();
}

}  // namespace sempervivum::checkers
