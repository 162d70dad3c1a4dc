/// Requests to the kernel, in batches, without waiting.
///
/// send() hands requests to rtnetlink, which carries them out before sendmsg(2)
/// returns: a batch that fits the budget of one turn is done when send() is
/// back. A longer one goes on in later turns of the event loop, so that thousands
/// of addresses do not keep an advert waiting. Batches are never interleaved.
///
/// Each request ends as success or as one RequestError, matched by sequence
/// number. Only a slice's last request asks for an acknowledgement; the kernel
/// reports every failure unasked, and in order, so silence before that
/// acknowledgement is success. If answers are lost (a receive overrun, or none
/// within the timeout) the requests in doubt are reported as ENOBUFS or
/// ETIMEDOUT: they may have been carried out.
///
/// Runs on the thread of its io_context. Destroying it drops what has not been
/// sent and calls nobody.
#pragma once

#include <linux/netlink.h>

#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "base/clock.hpp"
#include "base/expected.hpp"
#include "netlink/batch.hpp"

namespace sempervivum::netlink {

/// How one request of a batch failed.
struct RequestError {
  /// Position in the batch, from 0.
  std::size_t index = 0;
  /// errno
  int code = 0;
  /// The kernel's own words, often empty.
  std::string text;

  bool operator==(const RequestError &) const = default;
  /// "File exists" or "Numerical result out of range: Cannot assign …"
  std::string message() const;
};

class Socket {
 public:
  struct Options {
    /// Time for requests in one turn of the loop. 2 ms are about 100 IPv4
    /// addresses; the kernel takes longer for each IPv6 address there is already.
    base::Duration budget = std::chrono::milliseconds{2};
    /// Longest sendmsg; made shorter while the kernel is slow. A request longer
    /// than this goes alone.
    std::size_t slice = 2048;
    base::Duration timeout = std::chrono::seconds{2};
    int receive_buffer = 1 << 20;
    /// The kernel's end: NETLINK_ROUTE, NETLINK_GENERIC.
    int bus = NETLINK_ROUTE;
  };
  /// The failures in the batch's order, each request at most once; valid during
  /// the call. Called from the event loop, never from inside send().
  using Done = std::function<void(std::span<const RequestError>)>;

  static base::SystemResult<Socket> open(boost::asio::io_context &loop, const Options &options);
  static base::SystemResult<Socket> open(boost::asio::io_context &loop) { return open(loop, Options{}); }
  Socket(Socket &&) noexcept;
  Socket &operator=(Socket &&) noexcept;
  Socket(const Socket &) = delete;
  Socket &operator=(const Socket &) = delete;
  ~Socket();

  /// Sends the batch after those already given; whether the kernel has carried it
  /// out on return. How it fared is told by `done`, at the loop's next turn or
  /// later. An error of sendmsg itself is reported for each of the requests
  /// concerned.
  bool send(Batch batch, Done done);

  /// Whether nothing is unsent or unanswered.
  bool idle() const;

 private:
  class Impl;
  explicit Socket(std::shared_ptr<Impl> impl);

  std::shared_ptr<Impl> impl_;
};

}  // namespace sempervivum::netlink
