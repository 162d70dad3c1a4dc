/// The current picture of links and addresses, and on demand of our routes and
/// rules, kept up to date by the kernel.
///
/// open() subscribes to the link and address groups of both families and reads
/// everything once, blocking (start-up, before the loop runs). From then on each
/// change reaches the observers, from the event loop, after the picture has it:
/// what was read in one turn is all in the picture before the first is told.
/// When news are lost (ENOBUFS, a truncated datagram, an inconsistent dump)
/// everything is read again without blocking and the differences are told, so
/// that observers miss nothing but intermediate states. There is no polling.
///
/// Of routes the kernel sends, and we read, only those our protocol made and
/// those that replace others: a socket filter drops the rest before it costs
/// memory or a wake-up, and dumps are filtered alike (Linux 4.20). A reading
/// makes the kernel walk all its routes all the same, some 30 ms for a million.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <memory>

#include "base/clock.hpp"
#include "base/expected.hpp"
#include "netlink/observers.hpp"
#include "netlink/picture.hpp"
#include "netlink/route_picture.hpp"

namespace sempervivum::netlink {

class Monitor {
 public:
  struct Options {
    int receive_buffer = 1 << 20;
    /// For the first reading.
    base::Duration timeout = std::chrono::seconds{5};
  };
  struct Counters {
    std::uint64_t messages = 0;
    std::uint64_t overruns = 0;  // ENOBUFS or truncated
    std::uint64_t dumps = 0;     // complete readings, the first included
    std::uint64_t foreign = 0;   // datagrams not from the kernel, dropped
  };
  using Observer = Observers<Change>::Observer;
  using RouteObserver = Observers<RouteChange>::Observer;

  static base::SystemResult<Monitor> open(boost::asio::io_context &loop, const Options &options);
  static base::SystemResult<Monitor> open(boost::asio::io_context &loop) { return open(loop, Options{}); }
  Monitor(Monitor &&) noexcept;
  Monitor &operator=(Monitor &&) noexcept;
  Monitor(const Monitor &) = delete;
  Monitor &operator=(const Monitor &) = delete;
  ~Monitor();

  const Picture &picture() const;
  const Link *link(base::InterfaceIndex index) const { return picture().link(index); }
  const Link *link(std::string_view name) const { return picture().link(name); }

  /// The observer is called until the Subscription is destroyed.
  [[nodiscard]] Subscription observe(Observer observer);

  /// Begins to follow the routes and rules of keepalived_protocol; what there is
  /// already is told as added, from the event loop. Again: no effect.
  base::SystemResult<void> follow_routes();
  /// Whether they are followed and have been read once.
  bool knows_routes() const;
  const RoutePicture &routes() const;
  /// Told after what has happened to links and addresses in the same turn.
  [[nodiscard]] Subscription observe_routes(RouteObserver observer);

  /// Reads everything again, without blocking; differences are told.
  void refresh();

  /// No news any more, for one who ends and only puts things away: the kernel is spared
  /// a message for each, and the loop the reading. The picture stays as it is.
  void rest();

  const Counters &counters() const;

 private:
  class Impl;
  explicit Monitor(std::shared_ptr<Impl> impl);

  std::shared_ptr<Impl> impl_;
};

}  // namespace sempervivum::netlink
