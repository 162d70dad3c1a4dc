/// Sending announcements of addresses (announcement_frame.hpp), in bursts.
///
/// Nothing blocks and nothing is allocated per packet: first rounds go at once,
/// further rounds and what exceeds a slice in the following turns of the event
/// loop, every address of every burst once before any is announced again.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "base/expected.hpp"
#include "vrrp/announcement_frame.hpp"

namespace sempervivum::vrrp {

class Announcer {
 public:
  struct Options {
    /// Frames sent in one turn of the event loop.
    std::size_t slice = 128;
  };
  struct Counters {
    std::uint64_t sent = 0;
    std::uint64_t failed = 0;
    /// errno of the last failure
    int last_error = 0;
  };
  using Addresses = std::shared_ptr<const std::vector<Announcement>>;

  /// The right to a burst: what has not been sent when it is destroyed or
  /// replaced is not sent any more.
  class Burst {
   public:
    Burst() = default;
    Burst(Burst &&) noexcept = default;
    Burst &operator=(Burst &&) noexcept = default;
    Burst(const Burst &) = delete;
    Burst &operator=(const Burst &) = delete;
    ~Burst() = default;

    /// Whether everything has been handed to the kernel (or nothing was asked for).
    bool done() const { return !job_ || rounds_left() == 0; }

   private:
    friend class Announcer;
    struct Job;
    explicit Burst(std::shared_ptr<Job> job) : job_{std::move(job)} {}
    unsigned rounds_left() const;

    std::shared_ptr<Job> job_;
  };

  static base::SystemResult<Announcer> open(boost::asio::io_context &loop, const Options &options);
  static base::SystemResult<Announcer> open(boost::asio::io_context &loop) { return open(loop, Options{}); }
  Announcer(Announcer &&) noexcept;
  Announcer &operator=(Announcer &&) noexcept;
  Announcer(const Announcer &) = delete;
  Announcer &operator=(const Announcer &) = delete;
  ~Announcer();

  /// Announces all of `addresses`, `rounds` times, the first within this call
  /// unless the turn's slice is used up. A frame that cannot be sent (interface gone or down) is
  /// counted and the rest goes on.
  [[nodiscard]] Burst announce(Addresses addresses, unsigned rounds);

  const Counters &counters() const;

 private:
  class Impl;
  explicit Announcer(std::shared_ptr<Impl> impl);

  std::shared_ptr<Impl> impl_;
};

}  // namespace sempervivum::vrrp
