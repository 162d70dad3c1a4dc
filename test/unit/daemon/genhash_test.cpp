#include "daemon/genhash.hpp"

#include "catch.hpp"

using namespace sempervivum;
using namespace sempervivum::daemon;

namespace {

class Words {
 public:
  Words(std::initializer_list<std::string> words) : words_{words} {
    for (auto &word : words_) pointers_.push_back(word.data());
  }
  std::span<char *const> span() const { return pointers_; }

 private:
  std::vector<std::string> words_;
  std::vector<char *> pointers_;
};

}  // namespace

TEST_CASE("the program is genhash by name or by its first option") {
  CHECK(is_genhash(Words{"/usr/bin/genhash", "-h"}.span()));
  CHECK(is_genhash(Words{"keepalived", "--genhash"}.span()));
  CHECK(is_genhash(Words{"keepalived", "-T", "-h"}.span()));
  CHECK_FALSE(is_genhash(Words{"keepalived", "-n", "-T"}.span()));
  CHECK_FALSE(is_genhash(Words{"keepalived"}.span()));
}

TEST_CASE("genhash's options fill a probe") {
  const auto parsed = parse_genhash(Words{"genhash", "-S", "-I", "-s", "192.0.2.1", "--port", "8443", "-u", "/x", "-V",
                                          "vs.example", "-P", "1.1", "-t", "9", "-m", "7", "-v"}
                                        .span());
  REQUIRE(parsed.options);
  const auto &probe = parsed.options->probe;
  CHECK(probe.tls);
  CHECK(probe.pages.front().sni == "vs.example");
  CHECK(probe.target.port == 8443);
  CHECK(probe.target.source->mark == 7);
  CHECK(probe.target.timeout == std::chrono::seconds{9});
  CHECK(probe.protocol == parser::HttpProtocol::http_1_1);
  CHECK(probe.pages.front().host == "vs.example");
  CHECK(probe.pages.front().path == "/x");
  CHECK(parsed.options->verbose);
}

TEST_CASE("without a virtual host the address stands in its place") {
  const auto parsed = parse_genhash(Words{"genhash", "-s", "2001:db8::1", "-p", "80", "-u", "/"}.span());
  REQUIRE(parsed.options);
  CHECK(parsed.options->probe.pages.front().host == "[2001:db8::1]:80");
}

TEST_CASE("what genhash cannot use is told in keepalived's words") {
  const auto lines = [](std::initializer_list<std::string> words) { return parse_genhash(Words{words}.span()).lines; };
  using Lines = std::vector<std::string>;
  CHECK(lines({"genhash", "-s", "foo", "-p", "80", "-u", "/"}) == Lines{"server should be an IP, not foo"});
  CHECK(lines({"genhash", "-s", "192.0.2.1", "-p", "99999", "-u", "/"}) == Lines{"invalid port number '99999'"});
  CHECK(lines({"genhash", "-z"}) == Lines{"Unknown option -z"});
  CHECK(lines({"genhash", "-P", "2"}) == Lines{"invalid HTTP protocol version '2'"});
  CHECK_FALSE(parse_genhash(Words{"genhash", "-s", "192.0.2.1", "-p", "80"}.span()).options);
}
