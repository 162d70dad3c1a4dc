/// Telling the neighbours where a virtual address lives now: gratuitous ARP for
/// IPv4 (RFC 5227 section 3, in request form) and unsolicited neighbour
/// advertisements for IPv6 (RFC 4861 sections 4.4 and 7.2.6).
///
/// The frames are built by pure functions, as they follow the link-layer header;
/// that header is the kernel's work, so that any link type with hardware
/// addresses of up to 20 bytes does. The Announcer sends them without blocking
/// and without an allocation per packet: up to a slice at once, the rest in the
/// following turns of the event loop, every address of every burst once before
/// any is announced again.
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/address.hpp"
#include "base/expected.hpp"
#include "base/strong.hpp"

namespace sempervivum::vrrp {

/// One address to announce on one interface.
struct Announcement {
  base::IpAddress address;
  base::InterfaceIndex link;
  /// ARPHRD_ETHER 1, ARPHRD_INFINIBAND 32 (linux/if_arp.h)
  std::uint16_t hardware_type = 1;
  base::HardwareAddress hardware;
  /// The link's broadcast address; as long as `hardware`.
  base::HardwareAddress broadcast;
  /// IPv6: whether the interface forwards (the router flag).
  bool router = false;

  bool operator==(const Announcement &) const = default;
};

/// IPv6 header 40, neighbour advertisement 24, option 2 + 20 padded to 24.
inline constexpr std::size_t max_announcement_size = 88;
using AnnouncementFrame = std::array<std::byte, max_announcement_size>;

/// Writes the ARP packet or the IPv6 packet for `announcement` and returns the
/// bytes used; the frame holds any.
///   ARP: request; sender and target protocol address are the virtual address,
///   sender hardware address the interface's, target the broadcast address.
///   NA: from the virtual address to ff02::1, hop limit 255, override set.
std::size_t build_announcement(const Announcement &announcement, AnnouncementFrame &frame);

/// The link-layer destination: the broadcast address for ARP, the mapping of
/// ff02::1 for IPv6 (RFC 2464 section 7; InfiniBand: RFC 4391 section 4).
base::HardwareAddress announcement_destination(const Announcement &announcement);

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

  /// Announces all of `addresses`, `rounds` times; begins at once unless other
  /// bursts are waiting. A frame that cannot be sent (interface gone or down) is
  /// counted and the rest goes on.
  [[nodiscard]] Burst announce(Addresses addresses, unsigned rounds);

  const Counters &counters() const;

 private:
  class Impl;
  explicit Announcer(std::shared_ptr<Impl> impl);

  std::shared_ptr<Impl> impl_;
};

}  // namespace sempervivum::vrrp
