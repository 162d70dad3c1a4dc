/// One instance's adverts, in and out: encoding, authentication, judging, counting.
///
/// What is heard and passes all checks goes to the owner. A rejected advert is
/// counted, and logged once a minute for each reason.
///
/// While its interface is down a port is mute. What is sent to a unicast peer then
/// waits in the kernel for an address resolution that cannot come, and leaves when
/// the link is back: adverts, even resignations, of a time long past. So nothing is
/// sent, and what was under way is taken back (the owner forgets the neighbours).
///
/// v3 unicast over IPv4 had its checksum made with the multicast group before
/// keepalived 1.3.6; such a peer is recognised and answered alike (D3).
///
/// Thread: the protocol thread only. Allocates nothing per packet.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "base/log.hpp"
#include "netlink/picture.hpp"
#include "vrrp/advert.hpp"
#include "vrrp/auth_ah.hpp"
#include "vrrp/auth_hmac.hpp"
#include "vrrp/counters.hpp"
#include "vrrp/plan.hpp"
#include "vrrp/router.hpp"
#include "vrrp/socket_pool.hpp"
#include "vrrp/usual_advert.hpp"

namespace sempervivum::vrrp {

class AdvertPort final : private Seat::Occupant {
 public:
  class Listener {
   public:
    Listener() = default;
    Listener(const Listener &) = delete;
    Listener &operator=(const Listener &) = delete;
    virtual ~Listener() = default;

    virtual void hear(const HeardAdvert &advert, base::Instant at) = 0;
    /// Told of each advert that is not used.
    virtual void note_refused(RejectReason reason, const Arrival &arrival) = 0;
  };
  /// What it is about; all outlive it.
  struct Owner {
    const InstancePlan &plan;
    const Router &router;
    Counters &counters;
    base::Log log;
    SocketPool &sockets;
    Listener &listener;
  };

  explicit AdvertPort(const Owner &owner);
  AdvertPort(const AdvertPort &) = delete;
  AdvertPort &operator=(const AdvertPort &) = delete;

  /// The owner has another plan. Sequence numbers and replay marks stay where
  /// authentication stays.
  void adopt();
  /// Takes its place on the socket of its interface, or gives it up when that has
  /// gone; adverts come from `source`. Returns whether it has just become mute.
  bool take_place(const netlink::Link *link, const std::optional<base::IpAddress> &source);
  /// At the end of the loop's turn, or at once with flush().
  void send(base::Priority priority);
  void flush();
  /// The last sequence number of an authentication header; 0 without them.
  std::uint32_t sequence() const { return header_ ? header_->sequence() : 0; }
  void resume(std::uint32_t sequence) {
    if (header_) header_->resume(sequence);
  }
  const base::IpAddress &source() const { return source_; }
  /// Of its socket; -1 without one.
  int descriptor() const { return seat_ ? seat_->socket().fd().number() : -1; }

 private:
  struct Opened {
    Advert advert;
    /// Without its trailer.
    std::span<const std::byte> message;
    Arrival arrival;
  };

  SocketKey key(const netlink::Link &link) const;
  void take_seat(const netlink::Link &link);
  std::size_t receive_buffer(const netlink::Link &link) const;
  bool knows(const base::IpAddress &sender) const override;
  Advert own_advert(base::Priority priority) const;
  void send_to(const base::IpAddress &destination, const Advert &advert);
  const base::IpAddress &checksum_destination(const base::IpAddress &destination) const;
  void report(const base::SystemResult<void> &sent) override;

  [[gnu::hot]] void receive(std::span<const std::byte> packet, const Arrival &arrival) override;
  [[gnu::hot]] void accept(const HeardAdvert &advert, base::Instant at);
  base::Expected<Opened, RejectReason> open(std::span<const std::byte> packet, const Arrival &arrival);
  base::Expected<Advert, RejectReason> read(std::span<const std::byte> message, const Arrival &arrival);
  bool may_be_old_checksum(RejectReason reason) const;
  Expectation expectation(const Arrival &arrival) const;
  std::optional<RejectReason> judge(const Opened &opened, Mismatch &found);
  void reject(RejectReason reason, const Arrival &arrival);
  std::optional<std::uint64_t> admit(RejectReason reason, const Arrival &arrival);
  void remark(const Mismatch &found, const Opened &opened);

  Owner owner_;
  std::unique_ptr<AhAuth> header_;
  std::unique_ptr<HmacAuth> trailer_;
  AuthData password_{};
  base::IpAddress source_;
  UsualAdvert usual_;
  /// A peer makes its checksums as keepalived did long ago.
  bool old_checksum_ = false;
  bool mute_ = false;
  /// The advertised addresses as they stand in a packet.
  std::vector<std::byte> packed_addresses_;
  /// Made when the first packet is rejected.
  std::unique_ptr<RejectLog> reject_log_;
  /// The last send failed or the last seat could not be taken: said once.
  bool send_failing_ = false;
  bool seat_failing_ = false;
  /// Last, for its end sends what waits.
  std::unique_ptr<Seat> seat_;
};

}  // namespace sempervivum::vrrp
