// Any bytes as what a checked server answers: every reader ends, reads nothing outside
// them, and comes to an outcome; however they are cut into pieces it is the same one.
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string_view>

#include "checkers/dns_message.hpp"
#include "checkers/echo.hpp"
#include "checkers/http_reply.hpp"
#include "checkers/smtp_reply.hpp"
#include "checkers/udp_verdict.hpp"

namespace {

using namespace sempervivum;
using namespace sempervivum::checkers;

void expect(bool held) {
  if (!held) std::abort();
}

HttpPage page() {
  HttpPage page;
  page.statuses = {{200, 299}};
  page.regex.made().text = "o+k";
  page.regex.made().max_offset = 100;
  return page;
}

Outcome judged(const HttpPage &page, std::string_view answer, std::size_t piece) {
  HttpReply reply{page, true};
  for (std::size_t at = 0; at < answer.size(); at += piece)
    if (reply.feed(answer.substr(at, piece)) != HttpReply::State::more) break;
  return reply.judge();
}

void read_page(std::string_view answer) {
  static const auto wanted = page();
  const auto whole = judged(wanted, answer, answer.size() + 1);
  expect(whole.kind == Outcome::Kind::good || !whole.why.empty());
  expect((judged(wanted, answer, 7).kind == Outcome::Kind::good) == (whole.kind == Outcome::Kind::good));
}

void read_mail_server(std::string_view answer) {
  SmtpReply reply;
  const auto state = reply.feed(answer);
  const auto code = reply.code();
  expect(!code || (state != SmtpReply::State::incomplete || answer.find('\n') == std::string_view::npos));
  expect(!code || (*code >= 0 && *code <= 999));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char *>(data), size};
  const auto bytes = std::as_bytes(std::span{data, size});
  read_page(text);
  read_mail_server(text);
  const auto answer = judge_answer(bytes, 0x1234);
  expect(answer.code <= 15);
  if (const auto question = encode_question(0x1234, text, 1)) expect(question->size() <= 12 + 255 + 4);
  is_echo_reply(base::Family::ipv6, bytes, 1);
  UdpProbe probe;
  probe.reply = parser::BytePattern{"ok", "\xff"};
  expect(judge_reply(probe, bytes).kind == Outcome::Kind::bad || size <= probe.longest);
  return 0;
}
