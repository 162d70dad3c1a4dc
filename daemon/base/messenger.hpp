/// Telling the world outside: programs that read a FIFO, people who read mail.
///
/// The messenger itself lives in daemon/messenger; everybody below sees only this
/// interface. Neither call ever blocks, and neither says whether anybody listens.
#pragma once

#include <string>
#include <string_view>

namespace sempervivum::base {

struct Mail {
  /// Without the router's name in front.
  std::string subject;
  /// One line, or several separated by "\n".
  std::string body;

  bool operator==(const Mail &) const = default;
};

class Messenger {
 public:
  Messenger() = default;
  Messenger(const Messenger &) = delete;
  Messenger &operator=(const Messenger &) = delete;
  virtual ~Messenger();

  /// One line, without its newline, to every FIFO there is.
  virtual void write_line(std::string_view line) = 0;
  virtual void send(Mail mail) = 0;
};

/// Tells nobody.
Messenger &null_messenger() noexcept;

}  // namespace sempervivum::base
