#include "vrrp/planned_auth.hpp"

#include "catch.hpp"
#include "parser/parse.hpp"

using namespace sempervivum;
using namespace sempervivum::vrrp;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view text_key = "0123456789abcdef0123456789abcdef";

base::Expected<std::string, std::string> files(const std::string &path) {
  if (path == "/etc/key") return std::string{text_key} + "\n";
  return base::unexpected(path + " is not there");
}

PlannedAuth auth_of(const std::string &more) {
  const auto loaded = parse::text(
      "vrrp_instance A {\n interface eth0\n virtual_router_id 1\n virtual_ipaddress {\n "
      "192.0.2.100/24\n}\n" +
      more + "\n}\n");
  INFO(parse::rendered(loaded));
  REQUIRE(loaded.runnable());
  return planned_auth(loaded.config.instances.at(0), files);
}

PlannedAuth hmac_of(const std::string &lines) { return auth_of("auth_hmac {\n" + lines + "\n}\n"); }

}  // namespace

TEST_CASE("the password of AH is kept like that of PASS") {
  for (const auto *type : {"PASS", "AH"}) {
    const auto planned = auth_of("authentication {\n auth_type " + std::string{type} + "\n auth_pass 1234\n}\n");
    CHECK(planned.type == (type[0] == 'P' ? AuthType::pass : AuthType::ah));
    CHECK(planned.password[3] == std::byte{'4'});
  }
}

TEST_CASE("a key is text, hexadecimal or a file") {
  const auto planned = hmac_of(
      "key 1 0123456789abcdef0123456789abcdef\n"
      "key 2 hex:3031323334353637383961626364656630313233343536373839616263646566\n"
      "key 3 file:/etc/key\nactive_key 2");
  REQUIRE(planned.hmac);
  CHECK(planned.type == AuthType::none);
  CHECK(planned.hmac->active_key == 2);
  for (const auto &key : planned.hmac->keys) CHECK(key.secret == planned.hmac->keys[0].secret);
  CHECK(planned.hmac->time_window == 5s);
  CHECK(planned.hmac->mode == HmacMode::enforce);
}

TEST_CASE("the time window follows the interval within its limits") {
  const std::string keys = "auth_hmac {\n key 1 0123456789abcdef0123456789abcdef\n active_key 1\n}\n";
  CHECK(auth_of(keys + "version 3\nadvert_int 4.5").hmac->time_window == 14s);
  CHECK(auth_of(keys + "advert_int 200").hmac->time_window == 300s);
}

TEST_CASE("modes arrive, and strict mode enforces") {
  const std::string lines = "key 1 0123456789abcdef0123456789abcdef\nactive_key 1\nanti_replay monotonic\n";
  CHECK(hmac_of(lines + "mode permissive").hmac->mode == HmacMode::permissive);
  CHECK(hmac_of(lines + "mode receive-only").hmac->mode == HmacMode::receive_only);
  CHECK(hmac_of(lines).hmac->anti_replay == AntiReplay::monotonic);
  CHECK(auth_of("strict_mode on\nauth_hmac {\n" + lines + "mode permissive\n}\n").hmac->mode == HmacMode::enforce);
}

TEST_CASE("what cannot be used says why") {
  struct Row {
    std::string lines;
    std::string problem;
  };
  const std::vector<Row> rows{
      {"key 1 short\nactive_key 1", "key 1 has 5 bytes, not 32 to 64"},
      {"key 1 hex:303\nactive_key 1", "key 1: not pairs of hexadecimal digits"},
      {"key 1 file:/no\nactive_key 1", "key 1: /no is not there"},
      {"key 1 0123456789abcdef0123456789abcdef\nactive_key 2", "active_key names no key"},
      {"key 1 0123456789abcdef0123456789abcdef\nkey 1 0123456789abcdef0123456789abcdef\nactive_key 1",
       "key 1 is there twice"},
  };
  for (const auto &row : rows) {
    const auto planned = hmac_of(row.lines);
    CHECK_FALSE(planned.hmac);
    CHECK(planned.problem == "auth_hmac of A: " + row.problem);
  }
}
