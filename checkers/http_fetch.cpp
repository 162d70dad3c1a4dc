#include "checkers/http_fetch.hpp"

#include <openssl/ssl.h>

#include <array>
#include <boost/asio/async_result.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <memory>
#include <string>

#include "checkers/endpoint.hpp"
#include "checkers/http_request.hpp"
#include "checkers/plain_fetch.hpp"
#include "checkers/tls.hpp"
#include "checkers/watchdog.hpp"

namespace sempervivum::checkers {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using Failed = std::optional<Outcome>;
using Stream = asio::ssl::stream<tcp::socket &>;

constexpr std::size_t room = 4 * 1024;

/// How a page is fetched through TLS.
struct Fetch {
  const HttpProbe &plan;
  const HttpPage &page;
  HttpReply &reply;
  Stream &stream;
  Watchdog &watchdog;

  void begin_step() const { watchdog.allow(plan.target.timeout); }
};

asio::awaitable<Failed> shake_hands(Fetch fetch) {
  if (!fetch.page.sni.empty())
    SSL_ctrl(fetch.stream.native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
             const_cast<char *>(fetch.page.sni.c_str()));
  error_code error;
  fetch.begin_step();
  co_await fetch.stream.async_handshake(asio::ssl::stream_base::client,
                                        asio::redirect_error(asio::use_awaitable, error));
  if (fetch.watchdog.bitten()) co_return bad("Timeout SSL handshake");
  if (error) co_return bad("SSL handshake/communication error: " + error.message());
  co_return std::nullopt;
}

asio::awaitable<Failed> ask(Fetch fetch) {
  const auto request = http_request(fetch.page, fetch.plan.protocol);
  error_code error;
  fetch.begin_step();
  co_await asio::async_write(fetch.stream, asio::buffer(request), asio::redirect_error(asio::use_awaitable, error));
  if (fetch.watchdog.bitten()) co_return bad("Timeout WEB write");
  if (error) co_return bad("Cannot send get request: " + error.message());
  co_return std::nullopt;
}

/// Whether the error is but the end of what the server had to say.
bool is_end(const error_code &error, const HttpPage &page) {
  if (error == asio::error::eof) return true;
  return error == asio::ssl::error::stream_truncated && !page.tls_compliant;
}

asio::awaitable<Failed> hear(Fetch fetch) {
  std::array<char, room> bytes;
  auto state = HttpReply::State::more;
  while (state == HttpReply::State::more) {
    if (is_over(fetch.watchdog.end())) co_return bad("Timeout WEB read");
    error_code error;
    fetch.begin_step();
    const auto size =
        co_await fetch.stream.async_read_some(asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, error));
    if (fetch.watchdog.bitten()) co_return bad("Timeout WEB read");
    if (size != 0) state = fetch.reply.feed({bytes.data(), size});
    if (error && is_end(error, fetch.page)) break;
    if (error) co_return bad("Read error: " + error.message());
  }
  co_return std::nullopt;
}

asio::awaitable<Failed> fetch_secretly(const HttpProbe &plan, const HttpPage &page, HttpReply &reply, ProbeTools tools,
                                       base::Instant end) {
  tcp::socket socket{tools.loop};
  Watchdog watchdog{socket, end};
  if (auto failed = co_await connect(socket, plan.target, watchdog)) co_return failed;
  Stream stream{socket, tools.tls.get()};
  const Fetch fetch{plan, page, reply, stream, watchdog};
  if (auto failed = co_await shake_hands(fetch)) co_return failed;
  if (auto failed = co_await ask(fetch)) co_return failed;
  co_return co_await hear(fetch);
}

/// A coroutine's way to a PlainFetch.
asio::awaitable<Failed> fetch_plainly(const HttpProbe &plan, const HttpPage &page, HttpReply &reply, ProbeTools tools,
                                      base::Instant end) {
  std::function<void(Failed)> resume;
  PlainFetch fetch{tools.loop, plan, page, reply, end, [&](Failed failed) { resume(std::move(failed)); }};
  if (auto failed = fetch.begin(base::Clock::now())) co_return failed;
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<> &, void(Failed)>(
      [&resume](auto handler) {
        auto held = std::make_shared<decltype(handler)>(std::move(handler));
        resume = [held](Failed failed) {
          // It ends all this, itself included.
          auto last = std::move(*held);
          std::move(last)(std::move(failed));
        };
      },
      asio::use_awaitable);
}

}  // namespace

asio::awaitable<Failed> fetch_page(const HttpProbe &plan, const HttpPage &page, HttpReply &reply, ProbeTools tools,
                                   base::Instant end) {
  return plan.tls ? fetch_secretly(plan, page, reply, tools, end) : fetch_plainly(plan, page, reply, tools, end);
}

}  // namespace sempervivum::checkers
