#include "vrrp/auth_hmac.hpp"

#include <algorithm>
#include <stdexcept>

#include "vrrp/byte_writer.hpp"

namespace sempervivum::vrrp {
namespace {

using Bytes = std::span<const std::byte>;

constexpr std::uint8_t extension_type = 1;
constexpr std::size_t key_id_offset = 1;
constexpr std::size_t reserved_offset = 2;
constexpr std::size_t sequence_offset = 4;
constexpr std::size_t digest_offset = 12;
constexpr std::size_t digest_size = hmac_trailer_size - digest_offset;
constexpr std::size_t address_room = 16;
/// Where a message carries its checksum, and what follows.
constexpr std::size_t checksum_offset = 6;
constexpr std::size_t checksum_end = 8;
constexpr unsigned fraction_bits = 32;

std::uint8_t octet(Bytes bytes, std::size_t index) { return std::to_integer<std::uint8_t>(bytes[index]); }

/// How far `left` is ahead of `right`; negative: behind (RFC 1982).
std::int64_t distance(HmacSequence left, HmacSequence right) { return static_cast<std::int64_t>(left - right); }

HmacSequence window_of(const HmacConfig &config) {
  return static_cast<HmacSequence>(config.time_window.count()) << fraction_bits;
}

bool is_beyond(HmacSequence sequence, HmacSequence clock, HmacSequence window) {
  return distance(sequence, clock) > static_cast<std::int64_t>(window);
}

HmacSequence read_sequence(Bytes trailer) {
  HmacSequence sequence = 0;
  for (std::size_t at = sequence_offset; at < digest_offset; ++at) sequence = sequence << 8 | octet(trailer, at);
  return sequence;
}

/// The fields before the digest.
void put_fields(HmacTrailer &trailer, std::uint8_t key, HmacSequence sequence) {
  ByteWriter writer{trailer};
  writer.put8(extension_type);
  writer.put8(key);
  writer.put16(0);
  for (int shift = 48; shift >= 0; shift -= 16) writer.put16(static_cast<unsigned>(sequence >> shift & 0xffff));
}

bool is_well_formed(Bytes trailer) {
  return trailer.size() == hmac_trailer_size && octet(trailer, 0) == extension_type &&
         octet(trailer, reserved_offset) == 0 && octet(trailer, reserved_offset + 1) == 0;
}

std::array<std::byte, 4 + address_room> pseudo_header(Bytes message, const base::IpAddress &source) {
  std::array<std::byte, 4 + address_room> header{};
  ByteWriter writer{header};
  writer.put8(static_cast<unsigned>(source.family()));
  writer.put8(octet(message, 0) >> 4U);
  writer.put8(octet(message, 1));
  writer.put8(0);
  writer.put_padded(source.bytes(), address_room);
  return header;
}

KeyedDigest::Value digest_of(KeyedDigest &digest, Bytes message, Bytes trailer, const base::IpAddress &source) {
  static constexpr std::array<std::byte, digest_size> nothing{};
  const auto checksum = Bytes{nothing}.first(checksum_end - checksum_offset);
  return digest.of({pseudo_header(message, source), message.first(checksum_offset), checksum,
                    message.subspan(checksum_end), trailer.first(digest_offset), nothing});
}

}  // namespace

HmacSequence sequence_at(WallTime now) {
  using namespace std::chrono;
  const auto whole = floor<seconds>(now.time_since_epoch());
  const auto rest = static_cast<HmacSequence>((now.time_since_epoch() - whole).count());
  const auto fraction = (rest << 16U) / nanoseconds{seconds{1}}.count();
  return static_cast<HmacSequence>(whole.count()) << fraction_bits | fraction << 16U;
}

HmacSequenceSource::HmacSequenceSource(const HmacConfig &config)
    : anti_replay_{config.anti_replay}, window_{window_of(config)} {}

HmacSequence HmacSequenceSource::next(WallTime now) {
  const auto clock = sequence_at(now);
  const bool out_of_reach = anti_replay_ == AntiReplay::time && last_ && is_beyond(*last_, clock, window_);
  const bool by_clock = !last_ || out_of_reach || distance(clock, *last_) > 0;
  last_ = by_clock ? clock : *last_ + 1;
  return *last_;
}

ReplayGuard::ReplayGuard(const HmacConfig &config, std::size_t slots)
    : anti_replay_{config.anti_replay}, window_{window_of(config)}, slots_(slots) {}

bool ReplayGuard::admit(const base::IpAddress &sender, HmacSequence sequence, WallTime now) {
  auto &slot = slot_of(sender);
  if (slot.sender == sender && !is_newer(slot, sequence, now)) return false;
  slot = {.sender = sender, .newest = sequence, .used = ++uses_};
  return true;
}

/// The sender's own, or the one that is to become it.
ReplayGuard::Slot &ReplayGuard::slot_of(const base::IpAddress &sender) {
  const auto own = std::ranges::find(slots_, sender, &Slot::sender);
  return own != slots_.end() ? *own : *std::ranges::min_element(slots_, {}, &Slot::used);
}

bool ReplayGuard::is_newer(const Slot &slot, HmacSequence sequence, WallTime now) const {
  if (distance(sequence, slot.newest) > 0) return true;
  return anti_replay_ == AntiReplay::time && is_beyond(slot.newest, sequence_at(now), window_);
}

HmacAuth::HmacAuth(const HmacConfig &config, std::size_t senders)
    : config_{config}, sequence_{config}, replays_{config, senders > 0 ? senders : multicast_replay_slots} {
  for (const auto &key : config.keys)
    keys_.push_back({key.id, KeyedDigest{KeyedDigest::Algorithm::sha256, key.secret}});
  if (find(config.active_key) == nullptr) throw std::invalid_argument{"active_key names no key"};
}

HmacAuth::Key *HmacAuth::find(std::uint8_t id) {
  const auto found = std::ranges::find(keys_, id, &Key::id);
  return found == keys_.end() ? nullptr : &*found;
}

HmacTrailer HmacAuth::seal(Bytes message, const base::IpAddress &source, WallTime now) {
  HmacTrailer trailer{};
  put_fields(trailer, config_.active_key, sequence_.next(now));
  const auto digest = digest_of(find(config_.active_key)->digest, message, trailer, source);
  std::ranges::copy(Bytes{digest}.first(digest_size), trailer.begin() + digest_offset);
  return trailer;
}

bool HmacAuth::is_stale(HmacSequence sequence, WallTime now) const {
  if (config_.anti_replay == AntiReplay::monotonic) return false;
  const auto clock = sequence_at(now);
  return is_beyond(sequence, clock, window_of(config_)) || is_beyond(clock, sequence, window_of(config_));
}

std::optional<RejectReason> HmacAuth::judge(Bytes message, Bytes trailer, const base::IpAddress &source, WallTime now) {
  if (trailer.empty() && config_.mode != HmacMode::enforce) return std::nullopt;
  if (trailer.empty()) return RejectReason::auth_ext_missing;
  if (!is_well_formed(trailer)) return RejectReason::auth_ext_malformed;
  auto *key = find(octet(trailer, key_id_offset));
  if (key == nullptr) return RejectReason::auth_ext_unknown_key;
  const auto sequence = read_sequence(trailer);
  if (is_stale(sequence, now)) return RejectReason::auth_ext_stale;
  const auto digest = digest_of(key->digest, message, trailer, source);
  if (!same_digest(Bytes{digest}.first(digest_size), trailer.subspan(digest_offset)))
    return RejectReason::auth_ext_invalid_hmac;
  if (!replays_.admit(source, sequence, now)) return RejectReason::auth_ext_replay;
  return std::nullopt;
}

}  // namespace sempervivum::vrrp
