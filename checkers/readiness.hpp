/// Sockets that wait to be ready, for what lives no longer than one answer.
///
/// They are in an epoll set of their own, which is one descriptor to Asio's loop:
/// a socket costs one system call to add and none to take away, because closing it
/// does that. (A process that is just being forked may have it open a little longer:
/// what is heard of it then is known by its number to be of the past.)
///
/// Thread: that of the io_context.
#pragma once

#include <sys/epoll.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/expected.hpp"
#include "base/fd.hpp"

namespace sempervivum::checkers {

class Readiness;

/// Whoever waits. Gone, it is not called any more; its socket is to be closed then.
class Waiter {
 public:
  explicit Waiter(boost::asio::execution_context &loop);
  Waiter(const Waiter &) = delete;
  Waiter &operator=(const Waiter &) = delete;

 protected:
  virtual ~Waiter();

  /// Has ready() called as long as the socket can be read (EPOLLIN) or written
  /// (EPOLLOUT), or has failed; instead of what was watched before.
  base::SystemResult<void> watch(base::Fd socket, std::uint32_t events);
  /// Before the socket is closed.
  void unwatch();

 private:
  friend class Readiness;

  /// May end the waiter.
  virtual void ready() = 0;

  Readiness &readiness_;
  base::Fd socket_;
};

/// All waiters of a loop.
class Readiness : public boost::asio::execution_context::service {
 public:
  using key_type = Readiness;
  static inline boost::asio::execution_context::id id;

  explicit Readiness(boost::asio::execution_context &context);

 private:
  friend class Waiter;

  struct Place {
    Waiter *waiter = nullptr;
    /// Which of those that have had this descriptor it is.
    std::uint32_t number = 0;
  };

  void shutdown() override { set_.reset(); }
  base::SystemResult<void> open();
  base::SystemResult<void> watch(Waiter &waiter, int action, std::uint32_t events);
  void await();
  void look();
  void tell(std::uint64_t mark);
  Place &place_of(base::Fd socket);

  boost::asio::io_context &loop_;
  /// Made for the first waiter.
  std::optional<boost::asio::posix::stream_descriptor> set_;
  /// By descriptor.
  std::vector<Place> places_;
};

}  // namespace sempervivum::checkers
