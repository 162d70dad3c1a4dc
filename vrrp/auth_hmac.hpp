/// auth_hmac: an HMAC-SHA256 trailer behind the advert, as keepalived 2.4.3 makes
/// it (draft-cassen-vrrp-auth-hmac; behaviour fact D5).
///
/// The trailer, 28 bytes, network order:
///     extension type 8 (1) | key id 8 | reserved 16 (0)
///     sequence 64: UTC seconds 32 | binary fraction 16 | counter 16
///     first half of the HMAC, 16 bytes
/// It stands outside the IPv4 checksum and inside the IPv6 one. The HMAC is over
///     family 8 (4 or 6) | VRRP version 8 | virtual router id 8 | 0 | source, 16 bytes
///     the message with its checksum taken as 0
///     the trailer with its HMAC taken as 0
/// where an IPv4 source fills the first four bytes. As the checksum does not
/// count, every unicast peer gets the same trailer.
///
/// Sequences are compared as serial numbers (RFC 1982). Time comes in as an
/// argument; it is the wall clock, which both ends must share.
///
/// Thread: one at a time.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/address.hpp"
#include "vrrp/advert.hpp"
#include "vrrp/keyed_digest.hpp"

namespace sempervivum::vrrp {

using WallTime = std::chrono::time_point<std::chrono::system_clock, std::chrono::nanoseconds>;

struct HmacKey {
  /// 1..255
  std::uint8_t id = 0;
  /// 32 to 64 bytes.
  std::vector<std::byte> secret;

  bool operator==(const HmacKey &) const = default;
};

/// enforce: sends trailers, drops adverts without. permissive: sends trailers,
/// takes adverts without. receive_only: sends none, takes adverts without. A
/// trailer that is there must be right in every mode.
enum class HmacMode : std::uint8_t { enforce, permissive, receive_only };

/// What makes an advert stale. time: a clock that differs by more than the
/// window, and whatever is not newer than the last. monotonic: only the latter.
enum class AntiReplay : std::uint8_t { time, monotonic };

struct HmacConfig {
  /// No id twice.
  std::vector<HmacKey> keys;
  /// The id of one of the keys: the one we send with.
  std::uint8_t active_key = 0;
  HmacMode mode = HmacMode::enforce;
  AntiReplay anti_replay = AntiReplay::time;
  /// 1..300 s
  std::chrono::seconds time_window{5};

  bool operator==(const HmacConfig &) const = default;
};

/// A place in the order of a sender's adverts.
using HmacSequence = std::uint64_t;
HmacSequence sequence_at(WallTime now);

using HmacTrailer = std::array<std::byte, hmac_trailer_size>;

/// Makes the sequence numbers of one sender: the time, or one more than the last
/// where the time is not later than that.
class HmacSequenceSource {
 public:
  explicit HmacSequenceSource(const HmacConfig &config);

  /// Greater than all before it; but in time mode, if a clock set back has left
  /// the last one further ahead than the window, it is the clock's again:
  /// receivers would find everything else stale.
  HmacSequence next(WallTime now);

 private:
  AntiReplay anti_replay_;
  HmacSequence window_;
  std::optional<HmacSequence> last_;
};

/// Remembers the newest sequence of each sender, in a fixed number of slots of
/// which the one unused for longest is given to a new sender: as many as there
/// are unicast peers, or `multicast_replay_slots`.
class ReplayGuard {
 public:
  /// `slots` is at least 1.
  ReplayGuard(const HmacConfig &config, std::size_t slots);

  /// Whether `sequence` is newer than all of this sender's before; if so it is
  /// remembered. In time mode a mark further ahead than the window no longer
  /// counts: the sender's clock has been set back.
  bool admit(const base::IpAddress &sender, HmacSequence sequence, WallTime now);

 private:
  struct Slot {
    std::optional<base::IpAddress> sender;
    HmacSequence newest = 0;
    std::uint64_t used = 0;
  };
  Slot &slot_of(const base::IpAddress &sender);
  bool is_newer(const Slot &slot, HmacSequence sequence, WallTime now) const;

  AntiReplay anti_replay_;
  HmacSequence window_;
  std::vector<Slot> slots_;
  std::uint64_t uses_ = 0;
};

inline constexpr std::size_t multicast_replay_slots = 4;

/// Both halves for one instance. Its state (sequence, replay marks) outlives a
/// reload that leaves the configuration as it is.
class HmacAuth {
 public:
  /// `senders` is how many unicast peers there are, 0 for multicast. Throws what
  /// KeyedDigest throws, and std::invalid_argument where active_key names no key.
  HmacAuth(const HmacConfig &config, std::size_t senders);

  /// Whether trailers are sent at all.
  bool seals() const { return config_.mode != HmacMode::receive_only; }
  /// The trailer of one advert, to be given to encode(); takes a sequence number.
  HmacTrailer seal(std::span<const std::byte> message, const base::IpAddress &source, WallTime now);

  /// Why an advert is not to be believed, if so: one of the auth_ext reasons.
  /// `trailer` is empty where there is none. A stale stamp is found before the
  /// digest is computed, a replay after.
  std::optional<RejectReason> judge(std::span<const std::byte> message, std::span<const std::byte> trailer,
                                    const base::IpAddress &source, WallTime now);

  const HmacConfig &config() const { return config_; }

 private:
  struct Key {
    std::uint8_t id;
    KeyedDigest digest;
  };
  Key *find(std::uint8_t id);
  bool is_stale(HmacSequence sequence, WallTime now) const;

  HmacConfig config_;
  std::vector<Key> keys_;
  HmacSequenceSource sequence_;
  ReplayGuard replays_;
};

}  // namespace sempervivum::vrrp
