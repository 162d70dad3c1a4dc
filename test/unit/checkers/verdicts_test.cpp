// What answers mean: the pure half of each kind of check.
#include <array>
#include <string>

#include "catch.hpp"
#include "checkers/check_log.hpp"
#include "checkers/dns_message.hpp"
#include "checkers/echo.hpp"
#include "checkers/file_value.hpp"
#include "checkers/misc_verdict.hpp"
#include "checkers/smtp_reply.hpp"
#include "checkers/udp_verdict.hpp"

using namespace sempervivum;
using namespace sempervivum::checkers;
using RunKind = base::RunResult::Kind;

namespace {

std::vector<std::byte> bytes(std::string_view text) {
  std::vector<std::byte> all;
  for (const char c : text) all.push_back(static_cast<std::byte>(c));
  return all;
}

std::optional<int> code_of(std::initializer_list<std::string_view> pieces) {
  SmtpReply reply;
  for (const auto piece : pieces)
    if (reply.feed(piece) != SmtpReply::State::incomplete) return reply.code();
  return std::nullopt;
}

std::vector<std::string> lines_of(const ProbeReport &report, const CheckPlan &check) {
  Effects effects;
  tell_report(report, {check, "[192.0.2.10]:tcp:80", "[192.0.2.1]:tcp:80"}, effects);
  std::vector<std::string> lines;
  for (const auto &effect : effects) lines.push_back(std::get<WriteLog>(effect).line);
  return lines;
}

CheckPlan check_of(Probe probe, unsigned retry) {
  CheckPlan check;
  check.probe = std::move(probe);
  check.verdict.retry = retry;
  return check;
}

}  // namespace

TEST_CASE("a program's end is judged by its status") {
  struct Row {
    base::RunResult result;
    bool dynamic;
    Outcome outcome;
  };
  const auto weighed = [](std::int64_t by) { return Outcome{Outcome::Kind::good, "", by}; };
  const std::array rows{
      Row{{RunKind::exited, 0}, false, good()},
      Row{{RunKind::exited, 1}, false, bad("exited with status 1")},
      Row{{RunKind::exited, 2}, false, bad("exited with status 2")},
      Row{{RunKind::exited, 1}, true, bad("exited with status 1")},
      Row{{RunKind::exited, 0}, true, weighed(0)},
      Row{{RunKind::exited, 2}, true, weighed(-10)},
      Row{{RunKind::exited, 255}, true, weighed(243)},
      Row{{RunKind::signalled, 9}, true, bad("due to signal 9")},
      Row{{RunKind::timed_out, 0}, false, bad("timed out")},
      Row{{RunKind::not_started, 2}, false, bad("could not be started: No such file or directory")},
  };
  for (const auto &row : rows) {
    CAPTURE(row.result.code, row.dynamic);
    CHECK(judge_misc(row.result, row.dynamic, 10) == row.outcome);
  }
}

TEST_CASE("a mail server's reply comes in any pieces") {
  CHECK(code_of({"220 mail.example\r\n"}) == 220);
  CHECK(code_of({"2", "5", "0", " ok", "\n"}) == 250);
  CHECK(code_of({"250\n"}) == 250);
  CHECK(code_of({"250-first\r\n250 second\r\n"}) == std::nullopt);
  CHECK(code_of({"abc\r\n"}) == std::nullopt);
  CHECK(code_of({"22\n"}) == std::nullopt);
}

TEST_CASE("a mail server's endless line is wrong") {
  SmtpReply reply;
  auto state = SmtpReply::State::incomplete;
  for (std::size_t count = 0; count <= SmtpReply::longest && state == SmtpReply::State::incomplete; ++count)
    state = reply.feed("x");
  CHECK(state == SmtpReply::State::wrong);
}

TEST_CASE("a DNS question is what RFC 1035 says") {
  const auto question = encode_question(0x1234, "a.example", 28);
  REQUIRE(question);
  CHECK(*question == bytes(std::string_view{"\x12\x34\x01\x00\x00\x01\0\0\0\0\0\0\x01"
                                            "a\x07"
                                            "example\0\x00\x1c\x00\x01",
                                            27}));
  CHECK(encode_question(1, ".", 6)->size() == 17);
  CHECK(encode_question(1, "a.", 6) == encode_question(1, "a", 6));
  CHECK_FALSE(encode_question(1, "a..b", 6));
  CHECK_FALSE(encode_question(1, std::string(64, 'a'), 6));
  std::string endless;
  for (int label = 0; label < 60; ++label) endless += "abcd.";
  CHECK_FALSE(encode_question(1, endless, 6));
}

TEST_CASE("a DNS answer has to be ours and without an error") {
  using Kind = DnsAnswer::Kind;
  const auto judge = [](std::string_view head) {
    return judge_answer(bytes(std::string{head} + std::string(8, '\0')), 0x1234);
  };
  CHECK(judge({"\x12\x34\x81\x80", 4}) == DnsAnswer{Kind::good, 0});
  CHECK(judge({"\x12\x34\x81\x83", 4}) == DnsAnswer{Kind::refused, 3});
  CHECK(judge({"\x12\x35\x81\x80", 4}).kind == Kind::foreign);
  CHECK(judge({"\x12\x34\x01\x80", 4}).kind == Kind::foreign);
  CHECK(judge_answer(bytes("\x12\x34\x81"), 0x1234).kind == Kind::foreign);
}

TEST_CASE("an echo reply has to be the one to our request") {
  for (const auto family : {base::Family::ipv4, base::Family::ipv6}) {
    auto reply = encode_echo(family, 7);
    CHECK_FALSE(is_echo_reply(family, reply, 7));
    reply[0] = family == base::Family::ipv4 ? std::byte{0} : std::byte{129};
    CHECK(is_echo_reply(family, reply, 7));
    CHECK_FALSE(is_echo_reply(family, reply, 8));
    CHECK_FALSE(is_echo_reply(family, std::span{reply}.first(7), 7));
  }
}

TEST_CASE("a UDP reply has to have the length and the beginning wanted") {
  UdpProbe probe;
  probe.shortest = 2;
  probe.longest = 4;
  probe.reply = parser::BytePattern{std::string{"\x10\xff"}, std::string{"\xf0\x00", 2}};
  CHECK(judge_reply(probe, bytes("\x1f-")) == good());
  CHECK(judge_reply(probe, bytes("\x1f---")) == good());
  CHECK(judge_reply(probe, bytes("\x1f----")).kind == Outcome::Kind::bad);
  CHECK(judge_reply(probe, bytes("\x1f")).kind == Outcome::Kind::bad);
  CHECK(judge_reply(probe, bytes("\x2f--")).kind == Outcome::Kind::bad);
}

TEST_CASE("a tracked file's number weighs or fails its server") {
  CHECK(file_number("12\n") == 12);
  CHECK(file_number("0x10") == 16);
  CHECK(file_number("-3 x") == -3);
  CHECK(file_number("") == 0);
  CHECK(file_number("no") == 0);
  CHECK(file_number("99999999999999999999") == 2147483647);
  CHECK(file_effect(3, {2, false}) == FileEffect{true, 6});
  CHECK(file_effect(3, {2, true}) == FileEffect{true, -6});
  CHECK(file_effect(0, {0, false}) == FileEffect{true, 0});
  CHECK(file_effect(1, {0, false}) == FileEffect{false, 0});
  CHECK(file_effect(1, {0, true}) == FileEffect{true, 0});
  CHECK(file_effect(-2147483648LL, {1, false}) == FileEffect{false, 0});
}

TEST_CASE("verdicts are logged in keepalived's words") {
  const auto tcp = check_of(TcpProbe{}, 3);
  CHECK(lines_of({bad("x"), true, false, true}, tcp).back() == "TCP_CHECK on service [192.0.2.10]:tcp:80 failed.");
  CHECK(lines_of({bad("x"), true, false, false}, tcp).back() ==
        "TCP_CHECK on service [192.0.2.10]:tcp:80 failed after 3 retries.");
  CHECK(lines_of({good(), true, true, false}, tcp) ==
        std::vector<std::string>{"TCP connection to [192.0.2.10]:tcp:80 success."});
  CHECK(lines_of({good(), false, true, true}, tcp) ==
        std::vector<std::string>{"TCP connection to [192.0.2.10]:tcp:80 success."});
  CHECK(lines_of({good(), false, true, false}, tcp).empty());
  CHECK(lines_of({bad("x"), false, true, false}, tcp).empty());
  const auto web = check_of(HttpProbe{}, 1);
  CHECK(lines_of({bad("x"), true, false, true}, web).back() ==
        "HTTP_CHECK on service [192.0.2.10]:tcp:80 failed after 1 retries.");
  const auto host = check_of(PingProbe{}, 1);
  CHECK(lines_of({bad("x"), true, false, false}, host).back() ==
        "ICMP CHECK on service [192.0.2.10]:tcp:80 of [192.0.2.1]:tcp:80 failed after 1 retries.");
  const auto names = check_of(DnsProbe{}, 2);
  CHECK(lines_of({bad("read error occurred. (rcode = 3)"), true, false, false}, names).back() ==
        "DNS_CHECK ([192.0.2.10]:tcp:80) read error occurred. (rcode = 3) after 2 retries");
  SmtpProbe mail;
  mail.target.address = *base::IpAddress::parse("192.0.2.10");
  mail.target.port = 25;
  CHECK(lines_of({bad("Connection refused"), true, false, false}, check_of(mail, 1)).back() ==
        "SMTP_CHECK Could not connect to server [192.0.2.10]:25");
  CHECK(lines_of({bad("Bad greeting banner from server"), true, false, false}, check_of(mail, 1)).back() ==
        "SMTP_CHECK Bad greeting banner from server [192.0.2.10]:25");
  MiscProbe program;
  program.command.made().path = "/bin/false";
  CHECK(lines_of({bad("exited with status 1"), true, false, true}, check_of(program, 0)) ==
        std::vector<std::string>{"Misc check for [[192.0.2.10]:tcp:80 VS [192.0.2.1]:tcp:80] by [/bin/false] failed "
                                 "with retry disabled (exited with status 1)."});
}

TEST_CASE("single failures are logged where that is wanted") {
  auto tcp = check_of(TcpProbe{}, 3);
  tcp.log_all_failures = true;
  CHECK(lines_of({bad("refused"), false, true, false}, tcp) ==
        std::vector<std::string>{"TCP_CHECK of service [192.0.2.10]:tcp:80 of VS [192.0.2.1]:tcp:80: refused"});
}
