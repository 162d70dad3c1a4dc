#include "daemon/smtp_dialog.hpp"

#include "catch.hpp"

using namespace sempervivum::daemon;
using Outcome = SmtpDialog::Outcome;

namespace {

Letter letter() {
  return {.host = "a.example", .from = "Us <us@example>", .to = {"one@example", "two@example"}, .message = "M\r\n"};
}

/// Lets the server say all of it; returns what we said.
std::string converse(SmtpDialog &dialog, std::initializer_list<std::string_view> lines) {
  std::string said;
  for (const auto line : lines) said += dialog.hear(line);
  return said;
}

}  // namespace

TEST_CASE("a mail takes one command an answer") {
  SmtpDialog dialog{letter()};
  CHECK(converse(dialog, {"220 x", "250 x", "250 x", "250 x", "250 x", "354 x", "250 x"}) ==
        "HELO a.example\r\nMAIL FROM:<us@example>\r\nRCPT TO:<one@example>\r\nRCPT TO:<two@example>\r\n"
        "DATA\r\nM\r\n.\r\nQUIT\r\n");
  CHECK(dialog.outcome() == Outcome::sent);
}

TEST_CASE("an answer of several lines is one answer") {
  SmtpDialog dialog{letter()};
  CHECK(dialog.hear("220-welcome\r").empty());
  CHECK(dialog.hear("220 go\r") == "HELO a.example\r\n");
}

TEST_CASE("a refused recipient is left out, and all of them refused is a failure") {
  SmtpDialog dialog{letter()};
  CHECK(converse(dialog, {"220 x", "250 x", "250 x", "550 x", "250 x"}).ends_with("DATA\r\n"));
  SmtpDialog lonely{letter()};
  CHECK(converse(lonely, {"220 x", "250 x", "250 x", "550 x", "551 nobody"}).ends_with("QUIT\r\n"));
  CHECK(lonely.outcome() == Outcome::failed);
  CHECK(lonely.reason() == "551 nobody");
}

TEST_CASE("whatever the server refuses ends it, and what it says later is not heard") {
  const std::vector<std::string_view> good{"220 x", "250 x", "250 x", "250 x", "250 x", "354 x", "250 x"};
  for (const std::size_t step : {0U, 1U, 2U, 5U, 6U}) {
    SmtpDialog dialog{letter()};
    for (std::size_t at = 0; at < step; ++at) dialog.hear(good[at]);
    CHECK(dialog.hear("garbage") == "QUIT\r\n");
    CHECK(dialog.outcome() == Outcome::failed);
    CHECK(dialog.hear("250 x").empty());
  }
}

TEST_CASE("a line with a dot at its beginning does not end the message") {
  auto dotted = letter();
  dotted.message = ".a\r\n..\r\nb.\r\n";
  SmtpDialog dialog{dotted};
  CHECK(converse(dialog, {"220 x", "250 x", "250 x", "250 x", "250 x", "354 x"})
            .ends_with("DATA\r\n..a\r\n...\r\nb.\r\n.\r\n"));
}

TEST_CASE("a message has keepalived's headers in keepalived's order") {
  CHECK(compose(letter(), "D", "S", "one\ntwo") ==
        "Date: D\r\nFrom: Us <us@example>\r\nSubject: S\r\nX-Mailer: Keepalived\r\nTo: one@example, two@example\r\n"
        "\r\none\r\ntwo\r\n\r\n");
}

TEST_CASE("the envelope has the bare address") {
  CHECK(bare_address("a@b") == "a@b");
  CHECK(bare_address("Some <Name> <a@b>") == "a@b");
  CHECK(bare_address("broken <a@b") == "a@b");
}
