/// Hands mails to the server of smtp_server, one after the other, without ever
/// keeping anybody waiting.
///
/// Mails wait in a queue of `most_waiting`; beyond that the oldest are lost. Each
/// has a connection of its own. A step that takes longer than smtp_connect_timeout
/// ends it; what cannot be delivered is logged and dropped, as keepalived does.
///
/// Thread: one. A server that hangs costs a descriptor and a timer.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "base/address.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/messenger.hpp"

namespace sempervivum::daemon {

struct MailSettings {
  base::IpAddress server;
  std::uint16_t port = 25;
  /// Of each step: connecting, each answer.
  base::Duration timeout = std::chrono::seconds{30};
  /// router_id, in front of every subject.
  std::string router;
  /// The name in HELO.
  std::string host;
  std::string from;
  /// At least one.
  std::vector<std::string> to;

  bool operator==(const MailSettings &) const = default;
};

class Mailer {
 public:
  static constexpr std::size_t most_waiting = 100;

  Mailer(boost::asio::io_context &io, base::Log log, MailSettings settings);
  Mailer(const Mailer &) = delete;
  Mailer &operator=(const Mailer &) = delete;
  ~Mailer();

  const MailSettings &settings() const { return settings_; }
  void send(const base::Mail &mail);

 private:
  class Delivery;
  struct Waiting {
    std::string subject;
    std::string message;
  };

  void deliver_next();
  void delivered();

  boost::asio::io_context &io_;
  base::Log log_;
  MailSettings settings_;
  std::deque<Waiting> queue_;
  std::uint64_t lost_ = 0;
  /// Of the front of the queue.
  std::unique_ptr<Delivery> delivery_;
};

}  // namespace sempervivum::daemon
