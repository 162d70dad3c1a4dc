/// TCP_CHECK, where connect(2) has not said at once how it went: waiting for the
/// connection. No coroutine, no Asio socket: thousands may wait at a time.
///
/// Thread: that of the io_context.
#pragma once

#include <boost/asio/io_context.hpp>
#include <optional>

#include "base/fd.hpp"
#include "checkers/deadline.hpp"
#include "checkers/probe.hpp"
#include "checkers/readiness.hpp"

namespace sempervivum::checkers {

class TcpAttempt final : public Underway, private Waiter, private Deadline {
 public:
  /// `socket` is connecting.
  TcpAttempt(boost::asio::io_context &loop, base::UniqueFd socket, Asker &asker);

  /// Waits until `end` at most. An outcome means that it has ended already.
  std::optional<Outcome> begin(base::Instant end);

 private:
  void ready() override;
  void pass(base::Instant now) override;
  void end(Outcome outcome);

  Asker &asker_;
  base::UniqueFd socket_;
};

}  // namespace sempervivum::checkers
