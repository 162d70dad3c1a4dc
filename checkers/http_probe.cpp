// HTTP_GET and SSL_GET: each page in turn; status, digest and regular expression
// have to be right (M7, M8).
#include <fmt/format.h>
#include <openssl/ssl.h>

#include <array>
#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

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

template <class Stream>
asio::awaitable<Failed> ask(Stream &stream, Fetch fetch) {
  const auto request = http_request(fetch.page, fetch.plan.protocol);
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
  if (auto failed = co_await ask(stream, fetch)) co_return failed;
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

}  // namespace

asio::awaitable<Failed> fetch_page(const HttpProbe &plan, const HttpPage &page, HttpReply &reply, ProbeTools tools,
                                   base::Instant end) {
  tcp::socket socket{tools.loop};
  Watchdog watchdog{socket, end};
  if (auto failed = co_await connect(socket, plan.target, watchdog)) co_return failed;
  const Fetch fetch{plan, page, reply, socket, watchdog, end};
  if (plan.tls) co_return co_await exchange_secretly(fetch, tools.tls);
  co_return co_await exchange(socket, fetch);
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
