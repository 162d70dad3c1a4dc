/// Fetching one page over TCP as it is: what HTTP_GET, of which there are thousands,
/// spends its time with. No coroutine, no Asio socket: every system call and every
/// allocation counts here.
///
/// connect and ask, which near servers take at once, then hear. Each step that waits
/// may take the target's timeout; whatever the other side does, there is an end by
/// `end`.
///
/// Thread: that of the io_context. Nothing blocks.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/fd.hpp"
#include "checkers/http_reply.hpp"
#include "checkers/probe.hpp"
#include "checkers/readiness.hpp"
#include "checkers/watchdog.hpp"

namespace sempervivum::checkers {

class PlainFetch final : private Waiter {
 public:
  /// Gets nothing once `reply` is complete or the other side has said all, else why
  /// it came to nothing; may end the fetch.
  using Done = std::function<void(std::optional<Outcome> failed)>;

  /// Everything handed in has to last until the end. Destroyed before, it is not
  /// heard any more.
  PlainFetch(boost::asio::io_context &loop, const HttpProbe &plan, const HttpPage &page, HttpReply &reply,
             base::Instant end, Done done);

  /// An outcome means that it has ended already, and `done` is not called.
  std::optional<Outcome> begin(base::Instant now);

 private:
  friend class Watchdog;
  enum class Step : std::uint8_t { connect, ask, hear };

  std::optional<Outcome> ask(base::Instant now);
  std::optional<Outcome> await(Step step, base::Instant now);
  std::optional<Outcome> hear();
  void ready() override;
  void give_up();
  void end(std::optional<Outcome> failed);

  const HttpProbe &plan_;
  const HttpPage &page_;
  HttpReply &reply_;
  Done done_;
  base::UniqueFd socket_;
  Watchdog watchdog_;
  Step step_ = Step::connect;
  bool complete_ = false;
  /// What has not been sent yet.
  std::string request_;
};

}  // namespace sempervivum::checkers
