/// What a mail server answers, as far as SMTP_CHECK looks at it. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sempervivum::checkers {

/// Collects one reply line (RFC 5321 section 4.2); longer ones than `longest` are
/// an error. A reply of several lines ("250-…") is not understood, as by keepalived.
class SmtpReply {
 public:
  static constexpr std::size_t longest = 2048;

  enum class State : unsigned char { incomplete, complete, wrong };
  /// Takes bytes; what follows the line is dropped.
  State feed(std::string_view bytes);

  /// The three digits of a complete reply; nothing if it has none or goes on.
  std::optional<int> code() const;

 private:
  std::string line_;
};

}  // namespace sempervivum::checkers
