#include "checkers/smtp_reply.hpp"

#include <algorithm>

namespace sempervivum::checkers {
namespace {

constexpr std::size_t digits = 3;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

SmtpReply::State SmtpReply::feed(std::string_view bytes) {
  const auto end = bytes.find('\n');
  line_ += bytes.substr(0, std::min(end, bytes.size()));
  if (line_.size() > longest) return State::wrong;
  return end == std::string_view::npos ? State::incomplete : State::complete;
}

std::optional<int> SmtpReply::code() const {
  if (line_.size() < digits || !std::all_of(line_.begin(), line_.begin() + digits, is_digit)) return std::nullopt;
  if (line_.size() > digits && line_[digits] == '-') return std::nullopt;
  return (line_[0] - '0') * 100 + (line_[1] - '0') * 10 + (line_[2] - '0');
}

}  // namespace sempervivum::checkers
