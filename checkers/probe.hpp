/// One check, once: connect, exchange, outcome.
///
/// Every kind of check is a coroutine in a file of its own, but for those of which
/// there are thousands: TCP_CHECK (tcp_probe.hpp) and HTTP_GET of one page
/// (http_probe.hpp); begin_probe() runs them all.
/// Each step that waits (connect, each read, each write) may take target.timeout;
/// the whole may take `limit`. Whatever the other side does, an outcome follows
/// within that, and memory is bounded. A probe holds all it needs.
///
/// Thread: that of the io_context. Nothing blocks.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "base/clock.hpp"
#include "base/script.hpp"
#include "checkers/plan.hpp"

namespace sempervivum::checkers {

class TlsContext;

struct Outcome {
  enum class Kind : std::uint8_t {
    good,
    bad,
    /// Could not be tried for a reason of our own (no socket, the source address
    /// is not there): says nothing of the server.
    untried,
  };
  Kind kind = Kind::good;
  /// Why it is bad or was not tried: "connection refused", "HTTP status 503".
  std::string why;
  /// What the server's weight gains or loses, if the check says so.
  std::optional<std::int64_t> contribution;

  bool operator==(const Outcome &) const = default;
};

inline Outcome good() { return {}; }
inline Outcome bad(std::string why) { return {Outcome::Kind::bad, std::move(why), {}}; }
inline Outcome untried(std::string why) { return {Outcome::Kind::untried, std::move(why), {}}; }

struct ProbeTools {
  boost::asio::io_context &loop;
  base::ScriptRunner &runner;
  TlsContext &tls;
};

using Probing = boost::asio::awaitable<Outcome>;

// What each needs lives in the plan, which the caller keeps until the end.
Probing probe(const PingProbe &plan, ProbeTools tools, base::Instant end);
Probing probe(const UdpProbe &plan, ProbeTools tools, base::Instant end);
Probing probe(const SmtpProbe &plan, ProbeTools tools, base::Instant end);
Probing probe(const DnsProbe &plan, ProbeTools tools, base::Instant end);
Probing probe(const HttpProbe &plan, ProbeTools tools, base::Instant end);
Probing probe(const MiscProbe &plan, std::int32_t weight, ProbeTools tools);

/// Whether the check is probed at all; the others (files, BFD) are told.
bool is_probed(const Probe &probe);

/// How long a whole check may take.
base::Duration limit_of(const CheckPlan &plan);

/// Who wants to know what comes of a probe.
class Asker {
 public:
  /// Once, from the loop; may end the probe.
  virtual void hear(Outcome outcome) = 0;

 protected:
  ~Asker() = default;
};

/// A probe that is under way. Destroyed before its end it is not heard any more.
class Underway {
 public:
  Underway() = default;
  Underway(const Underway &) = delete;
  Underway &operator=(const Underway &) = delete;
  virtual ~Underway() = default;
};

/// The outcome, where nothing had to be waited for, or what will tell of it.
using Begun = std::variant<Outcome, std::unique_ptr<Underway>>;

/// Runs the check of a server once; what is under way will tell `asker`.
Begun begin_probe(const std::shared_ptr<const CheckPlan> &plan, std::int32_t weight, ProbeTools tools, Asker &asker);

}  // namespace sempervivum::checkers
