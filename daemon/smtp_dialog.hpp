/// What we say to a mail server, as a function of what it says: pure (RFC 5321).
///
/// HELO, MAIL FROM, one RCPT TO for each recipient, DATA, the message, QUIT. A
/// recipient who is refused does not keep the others from their mail.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sempervivum::daemon {

struct Letter {
  /// The name in HELO.
  std::string host;
  /// As configured: `a@b`, or `Some Name <a@b>`, of which the envelope uses a@b.
  std::string from;
  std::vector<std::string> to;
  /// Headers and body, lines ended by "\r\n", no dot doubled.
  std::string message;
};

/// The part of an address that goes on the envelope.
std::string_view bare_address(std::string_view address);

/// The whole message; `date` as in RFC 5322 section 3.3.
std::string compose(const Letter &letter, std::string_view date, std::string_view subject, std::string_view body);

class SmtpDialog {
 public:
  enum class Outcome : unsigned char { open, sent, failed };

  explicit SmtpDialog(Letter letter);

  /// One line from the server, without its end. Returns what to send now: nothing
  /// within an answer of several lines, or at the end.
  std::string hear(std::string_view line);

  Outcome outcome() const { return outcome_; }
  /// Why it failed: the server's own line.
  const std::string &reason() const { return reason_; }

 private:
  enum class Step : unsigned char { greeting, hello, sender, recipients, data, message, farewell };

  std::string advance(int code, std::string_view line);
  std::string next_recipient(int code, std::string_view line);
  std::string fail(std::string_view line);

  Letter letter_;
  Step step_ = Step::greeting;
  std::size_t recipient_ = 0;
  std::size_t accepted_ = 0;
  Outcome outcome_ = Outcome::open;
  std::string reason_;
};

}  // namespace sempervivum::daemon
