#include "daemon/smtp_dialog.hpp"

#include <fmt/format.h>

#include <boost/algorithm/string/join.hpp>
#include <charconv>
#include <utility>

namespace sempervivum::daemon {
namespace {

constexpr std::string_view line_end = "\r\n";

int code_of(std::string_view line) {
  int code = 0;
  std::from_chars(line.data(), line.data() + line.size(), code);
  return code;
}

/// A dot at the beginning of a line would end the message.
std::string with_dots_doubled(std::string_view message) {
  std::string safe{message.starts_with('.') ? "." : ""};
  for (std::size_t at = 0; at < message.size(); ++at) {
    safe += message[at];
    if (message[at] == '\n' && message.substr(at + 1, 1) == ".") safe += '.';
  }
  return safe;
}

std::string with_line_ends(std::string_view text) {
  std::string lines;
  for (const char letter : text) {
    if (letter == '\n') lines += '\r';
    lines += letter;
  }
  return lines;
}

}  // namespace

std::string_view bare_address(std::string_view address) {
  const auto open = address.rfind('<');
  if (open == std::string_view::npos) return address;
  const auto close = address.find('>', open);
  return address.substr(open + 1, close == std::string_view::npos ? close : close - open - 1);
}

std::string compose(const Letter &letter, std::string_view date, std::string_view subject, std::string_view body) {
  return fmt::format("Date: {}\r\nFrom: {}\r\nSubject: {}\r\nX-Mailer: Keepalived\r\nTo: {}\r\n\r\n{}\r\n\r\n", date,
                     letter.from, subject, boost::algorithm::join(letter.to, ", "), with_line_ends(body));
}

SmtpDialog::SmtpDialog(Letter letter) : letter_{std::move(letter)} {}

std::string SmtpDialog::hear(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  const bool goes_on = line.size() > 3 && line[3] == '-';
  if (outcome_ != Outcome::open || goes_on) return {};
  return advance(code_of(line), line);
}

std::string SmtpDialog::advance(int code, std::string_view line) {
  const auto said = std::exchange(step_, static_cast<Step>(static_cast<int>(step_) + 1));
  switch (said) {
    case Step::greeting: return code == 220 ? fmt::format("HELO {}{}", letter_.host, line_end) : fail(line);
    case Step::hello:
      return code == 250 ? fmt::format("MAIL FROM:<{}>{}", bare_address(letter_.from), line_end) : fail(line);
    case Step::sender:
      return code == 250 ? fmt::format("RCPT TO:<{}>{}", bare_address(letter_.to.front()), line_end) : fail(line);
    case Step::recipients: return next_recipient(code, line);
    case Step::data: return code == 354 ? with_dots_doubled(letter_.message) + ".\r\n" : fail(line);
    case Step::message:
      if (code != 250) return fail(line);
      outcome_ = Outcome::sent;
      return fmt::format("QUIT{}", line_end);
    case Step::farewell: break;
  }
  return {};
}

std::string SmtpDialog::next_recipient(int code, std::string_view line) {
  if (code == 250 || code == 251) ++accepted_;
  if (++recipient_ == letter_.to.size()) return accepted_ > 0 ? fmt::format("DATA{}", line_end) : fail(line);
  step_ = Step::recipients;
  return fmt::format("RCPT TO:<{}>{}", bare_address(letter_.to[recipient_]), line_end);
}

std::string SmtpDialog::fail(std::string_view line) {
  outcome_ = Outcome::failed;
  reason_ = line;
  return fmt::format("QUIT{}", line_end);
}

}  // namespace sempervivum::daemon
