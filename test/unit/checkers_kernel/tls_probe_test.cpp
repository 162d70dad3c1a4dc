// SSL_GET against servers whose TLS is not what it should be.
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <memory>

#include "catch.hpp"
#include "servers.hpp"

using namespace sempervivum;
using namespace sempervivum::checkers;
using namespace sempervivum::checkers::test;
using namespace std::chrono_literals;
using Kind = Outcome::Kind;

namespace {

struct Free {
  void operator()(EVP_PKEY *key) const { EVP_PKEY_free(key); }
  void operator()(X509 *certificate) const { X509_free(certificate); }
};

constexpr long day = 86400;

/// A server's context whose certificate ended yesterday; says which name it was asked for.
class Expired {
 public:
  Expired() {
    const std::unique_ptr<EVP_PKEY, Free> key{EVP_EC_gen("P-256")};
    const std::unique_ptr<X509, Free> certificate{X509_new()};
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -2 * day);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), -day);
    X509_set_pubkey(certificate.get(), key.get());
    REQUIRE(X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0);
    REQUIRE(SSL_CTX_use_certificate(context_.native_handle(), certificate.get()) == 1);
    REQUIRE(SSL_CTX_use_PrivateKey(context_.native_handle(), key.get()) == 1);
  }

  Manner manner() {
    return [this](tcp::socket &socket) -> asio::awaitable<void> {
      asio::ssl::stream<tcp::socket &> stream{socket, context_};
      co_await stream.async_handshake(asio::ssl::stream_base::server, asio::use_awaitable);
      const auto *name = SSL_get_servername(stream.native_handle(), TLSEXT_NAMETYPE_host_name);
      asked_for_ = name != nullptr ? name : "";
      std::string request(1024, '\0');
      co_await stream.async_read_some(asio::buffer(request), asio::use_awaitable);
      const std::string answer = "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok";
      co_await asio::async_write(stream, asio::buffer(answer), asio::use_awaitable);
    };
  }

  const std::string &asked_for() const { return asked_for_; }

 private:
  asio::ssl::context context_{asio::ssl::context::tls_server};
  std::string asked_for_;
};

HttpProbe secret_web(std::uint16_t port, base::Duration timeout = 5s) {
  HttpProbe probe;
  probe.target = target(port, timeout);
  probe.tls = true;
  HttpPage page;
  page.path = "/";
  page.host = "test";
  page.statuses = {{200, 299}};
  probe.pages.push_back(page);
  return probe;
}

#define ON_LOOPBACK    \
  IN_NETWORK_NAMESPACE \
  sempervivum::test::ip("link set lo up")

}  // namespace

TEST_CASE("an expired certificate is fine, as nobody verifies it") {
  ON_LOOPBACK;
  Laboratory lab;
  Expired tls;
  Server server{lab.loop, tls.manner()};
  CHECK(lab.run(secret_web(server.port())) == good());
  CHECK(tls.asked_for().empty());
}

TEST_CASE("the name for SNI goes out as it was given") {
  ON_LOOPBACK;
  Laboratory lab;
  Expired tls;
  Server server{lab.loop, tls.manner()};
  auto probe = secret_web(server.port());
  probe.pages.front().sni = "inside.example";
  CHECK(lab.run(probe) == good());
  CHECK(tls.asked_for() == "inside.example");
}

TEST_CASE("garbage instead of TLS is bad, whatever it is and however it ends") {
  ON_LOOPBACK;
  const std::string pieces[] = {
      std::string("\x16\x03\x03\xff\xff", 5) + std::string(70000, 'x'),  // a record that is too long
      std::string("\x15\x03\x03\x00\x02\x02\x28", 7),                    // an alert
      std::string("\x16\x03\x03\x00\x04\x02\x00\xff\xff", 9),            // a cut server hello
      std::string(100, '\0'),
      "",
  };
  for (const auto &piece : pieces) {
    Laboratory lab;
    Server server{lab.loop, [piece](tcp::socket &socket) -> asio::awaitable<void> {
                    co_await hear(socket);
                    co_await say(socket, piece);
                  }};
    const auto outcome = lab.run(secret_web(server.port(), 300ms));
    CHECK(outcome.kind == Kind::bad);
    CHECK_FALSE(outcome.why.empty());
  }
}
