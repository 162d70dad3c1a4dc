#include "checkers/http_reply.hpp"

#include <random>

#include "catch.hpp"
#include "checkers/http_request.hpp"

using namespace sempervivum;
using namespace sempervivum::checkers;

namespace {

HttpPage page() {
  HttpPage page;
  page.path = "/x";
  page.host = "vs.example";
  page.statuses = {{200, 299}};
  return page;
}

template <class Change>
HttpPage page_with(Change &&change) {
  auto it = page();
  change(it);
  return it;
}

Outcome judged(const HttpPage &page, std::string_view answer, std::size_t piece = 1 << 20) {
  HttpReply reply{page};
  for (std::size_t at = 0; at < answer.size(); at += piece)
    if (reply.feed(answer.substr(at, piece)) != HttpReply::State::more) break;
  return reply.judge();
}

const std::string hello = "HTTP/1.1 200 OK\r\nServer: x\r\n\r\nhello";
constexpr std::string_view hello_digest = "5d41402abc4b2a76b9719d911017c592";

}  // namespace

TEST_CASE("a request is keepalived's, byte for byte") {
  using P = parser::HttpProtocol;
  CHECK(http_request(page(), P::http_1_0) ==
        "GET /x HTTP/1.0\r\nUser-Agent: KeepAliveClient\r\nHost: vs.example\r\n\r\n");
  CHECK(http_request(page(), P::http_1_0c) ==
        "GET /x HTTP/1.0\r\nUser-Agent: KeepAliveClient\r\nConnection: close\r\nHost: vs.example\r\n\r\n");
  CHECK(http_request(page(), P::http_1_1) ==
        "GET /x HTTP/1.1\r\nUser-Agent: KeepAliveClient\r\nConnection: close\r\nHost: vs.example\r\n\r\n");
}

TEST_CASE("an answer may come in any pieces") {
  const auto wanted = page_with([](HttpPage &it) { it.digest = hello_digest; });
  for (std::size_t piece = 1; piece <= hello.size(); ++piece) {
    CAPTURE(piece);
    CHECK(judged(wanted, hello, piece) == good());
  }
}

TEST_CASE("status, digest and pattern all have to be right") {
  struct Row {
    HttpPage page;
    std::string answer;
    Outcome outcome;
  };
  const auto with_digest = page_with([](HttpPage &it) { it.digest = std::string(32, '0'); });
  const auto with_regex = [](std::string pattern, bool no_match = false) {
    return page_with([&](HttpPage &it) {
      it.regex.made().text = std::move(pattern);
      it.regex.made().no_match = no_match;
    });
  };
  const Row rows[] = {
      {page(), hello, good()},
      {page(), "HTTP/1.0 204 No Content\r\n\r\n", good()},
      {page(), "HTTP/1.0 404 Not Found\r\n\r\n", bad("HTTP status code 404")},
      {page_with([](HttpPage &it) {
         it.statuses = {{200, 200}, {404, 404}};
       }),
       "HTTP/1.0 404 Not Found\r\n\r\n", good()},
      {with_digest, hello, bad("MD5 digest " + std::string{hello_digest})},
      {with_regex("h.l+o$"), hello, good()},
      {with_regex("bye"), hello, bad("Regex match failed")},
      {with_regex("bye", true), hello, good()},
      {with_regex("hello", true), hello, bad("Regex match failed")},
      {page(), "", bad("no data received")},
      {page(), "HTTP/1.0 200", bad("no complete HTTP header")},
  };
  for (const auto &row : rows) {
    CAPTURE(row.answer, row.page.regex ? row.page.regex->text : "");
    CHECK(judged(row.page, row.answer) == row.outcome);
  }
}

TEST_CASE("what is no HTTP is told so") {
  CHECK(judged(page(), "SSH-2.0-OpenSSH\r\n\r\n").why.starts_with("no HTTP"));
  CHECK(judged(page(), std::string(HttpReply::longest_header + 1000, 'x')).why.starts_with("no HTTP"));
}

TEST_CASE("a digest covers at most what Content-Length says") {
  const auto wanted = page_with([](HttpPage &it) { it.digest = hello_digest; });
  HttpReply reply{wanted};
  CHECK(reply.feed("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel") == HttpReply::State::more);
  CHECK(reply.feed("lo and more") == HttpReply::State::complete);
  CHECK(reply.judge() == good());
}

TEST_CASE("a body shorter than promised counts as it is") {
  const auto wanted = page_with([](HttpPage &it) { it.digest = hello_digest; });
  CHECK(judged(wanted, "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello") == good());
}

TEST_CASE("chunks are digested as they are sent") {
  const auto digest = [](std::string_view answer) {
    const auto any = page();
    HttpReply reply{any, true};
    reply.feed(answer);
    return reply.digest();
  };
  const std::string body = "5\r\nhello\r\n0\r\n\r\n";
  CHECK(digest("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body) ==
        digest("HTTP/1.1 200 OK\r\n\r\n" + body));
}

TEST_CASE("a pattern looks where its offsets allow") {
  const auto found = [](std::size_t first, std::optional<std::size_t> last) {
    return judged(page_with([&](HttpPage &it) {
                    it.regex.made().text = "l";
                    it.regex.made().min_offset = first;
                    it.regex.made().max_offset = last;
                  }),
                  hello) == good();
  };
  CHECK(found(0, {}));
  CHECK(found(3, {}));
  CHECK_FALSE(found(4, {}));
  CHECK_FALSE(found(99, {}));
  CHECK(found(0, 2));
  CHECK_FALSE(found(0, 1));
}

TEST_CASE("a pattern's options count, and a broken one is told") {
  const auto any_case = page_with([](HttpPage &it) {
    it.regex.made().text = "HELLO";
    it.regex.made().options = {"caseless"};
  });
  CHECK(judged(any_case, hello) == good());
  CHECK(judged(page_with([](HttpPage &it) { it.regex.made().text = "("; }), hello).why.starts_with("Regex: missing"));
}

TEST_CASE("a pattern that would take forever is no match") {
  const auto endless = page_with([](HttpPage &it) { it.regex.made().text = "(a+)+(a+)+$"; });
  CHECK(judged(endless, "HTTP/1.0 200 OK\r\n\r\n" + std::string(5000, 'a') + "b").why == "Regex match failed");
}

TEST_CASE("whatever comes, there is an outcome and no more than bounded memory") {
  std::mt19937 random{5};
  const auto any = page();
  for (int round = 0; round < 300; ++round) {
    std::string answer = round % 2 == 0 ? hello : "";
    for (int step = 0; step < 60; ++step)
      answer.insert(answer.begin() + static_cast<std::ptrdiff_t>(random() % (answer.size() + 1)),
                    static_cast<char>(random()));
    const auto outcome = judged(any, answer, 1 + random() % 9);
    CHECK((outcome.kind == Outcome::Kind::good || !outcome.why.empty()));
  }
}
