#include "vrrp/advert_port.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "vrrp/instance_log.hpp"
#include "vrrp/messages.hpp"

namespace sempervivum::vrrp {
namespace {

using Bytes = std::span<const std::byte>;
/// Room for any; only what is used of it is ever touched.
using Packet = std::array<std::byte, max_advert_size>;

std::vector<std::byte> pack(const InstancePlan &plan) {
  std::vector<std::byte> packed;
  for (const auto &planned : plan.addresses) {
    const auto octets = planned.address.address.bytes();
    packed.insert(packed.end(), octets.begin(), octets.end());
  }
  return packed;
}

base::Centiseconds wire_interval(base::Duration interval) {
  return std::chrono::duration_cast<base::Centiseconds>(interval);
}

WallTime wall_time() { return std::chrono::system_clock::now(); }

}  // namespace

AdvertPort::AdvertPort(const Owner &owner) : owner_{owner}, source_{base::IpAddress::any(owner.plan.family)} {}

void AdvertPort::adopt() {
  const auto &plan = owner_.plan;
  packed_addresses_ = pack(plan);
  usual_.forget();
  old_checksum_ = plan.old_checksum == OldChecksum::yes || (old_checksum_ && plan.old_checksum != OldChecksum::never);
  const bool other_password = std::exchange(password_, plan.auth_data) != plan.auth_data;
  if (plan.auth != AuthType::ah)
    header_.reset();
  else if (!header_)
    header_ = std::make_unique<AhAuth>(plan.auth_data);
  else if (other_password)
    header_->set_password(plan.auth_data);
  if (!plan.hmac)
    trailer_.reset();
  else if (!trailer_ || trailer_->config() != *plan.hmac)
    trailer_ = std::make_unique<HmacAuth>(*plan.hmac, plan.peers.size());
}

// The socket.

SocketKey AdvertPort::key(const netlink::Link &link) const {
  const auto &plan = owner_.plan;
  const auto group = plan.unicast() ? std::nullopt : std::optional{plan.multicast_group};
  const auto protocol = plan.auth == AuthType::ah ? ah_protocol : ip_protocol;
  return {.family = plan.family, .link = link.index, .group = group, .protocol = protocol};
}

bool AdvertPort::take_place(const netlink::Link *link, const std::optional<base::IpAddress> &source) {
  usual_.forget();
  source_ = source.value_or(base::IpAddress::any(owner_.plan.family));
  const bool was_mute = std::exchange(mute_, link == nullptr || !link->is_up());
  const bool falls_silent = mute_ && !was_mute;
  if (falls_silent && seat_) seat_->forget();
  if (link != nullptr)
    take_seat(*link);
  else
    seat_.reset();
  return falls_silent && link != nullptr;
}

void AdvertPort::take_seat(const netlink::Link &link) {
  const auto &plan = owner_.plan;
  const auto wanted = key(link);
  if (seat_ && seat_->key() == wanted && seat_->vrid() == plan.router.vrid) return;
  auto seat = owner_.sockets.join(wanted, plan.router.vrid, *this);
  const bool failing = !seat;
  if (failing && !seat_failing_)
    owner_.log.error(messages::socket_failed, plan.name, link.name, seat.error().message());
  seat_failing_ = failing;
  seat_ = seat ? std::move(*seat) : nullptr;
  if (seat_) seat_->widen(receive_buffer(link));
}

std::size_t AdvertPort::receive_buffer(const netlink::Link &link) const {
  using enum ReceiveBufferPlan::Unit;
  const auto &wanted = owner_.plan.receive_buffer;
  switch (wanted.unit) {
    case bytes: return wanted.count;
    case mtu: return std::size_t{link.mtu} * wanted.count;
    case advert: return encoded_size(own_advert(base::Priority{0})) * wanted.count;
    case none: break;
  }
  return 0;
}

bool AdvertPort::knows(const base::IpAddress &sender) const {
  return std::ranges::find(owner_.plan.peers, sender, &Peer::address) != owner_.plan.peers.end();
}

// Sending.

Advert AdvertPort::own_advert(base::Priority priority) const {
  const auto &plan = owner_.plan;
  return {
      .version = plan.router.version,
      .vrid = plan.router.vrid,
      .priority = priority,
      .interval = wire_interval(plan.router.advert_interval),
      .auth = plan.auth,
      .auth_data = plan.auth == AuthType::pass ? plan.auth_data : AuthData{},
      .addresses = {plan.family, packed_addresses_},
  };
}

void AdvertPort::send(base::Priority priority) {
  ++owner_.counters.adverts_sent;
  if (priority == base::resign_priority) ++owner_.counters.zero_priority_sent;
  if (!seat_ || mute_) return;
  auto advert = own_advert(priority);
  HmacTrailer trailer;
  if (trailer_ && trailer_->seals()) {
    Packet packet;
    const auto size = encode(advert, source_, source_, packet, owner_.plan.checksum);
    trailer = trailer_->seal(Bytes{packet}.first(size), source_, wall_time());
    advert.trailer = trailer;
  }
  if (header_) header_->next_advert();
  if (!owner_.plan.unicast()) return send_to(owner_.plan.multicast_group, advert);
  for (const auto &peer : owner_.plan.peers) send_to(peer.address, advert);
}

void AdvertPort::send_to(const base::IpAddress &destination, const Advert &advert) {
  const auto &plan = owner_.plan;
  Packet packet;
  const auto size = encode(advert, source_, checksum_destination(destination), packet, plan.checksum);
  seat_->send(Bytes{packet}.first(size), {source_, destination, plan.ttl}, header_.get());
}

/// Whose address goes into the checksum's pseudo header.
const base::IpAddress &AdvertPort::checksum_destination(const base::IpAddress &destination) const {
  return old_checksum_ && owner_.plan.unicast() ? owner_.plan.multicast_group : destination;
}

void AdvertPort::flush() {
  if (seat_) seat_->flush();
}

void AdvertPort::report(const base::SystemResult<void> &sent) {
  if (!sent) ++owner_.counters.send_errors;
  const bool failing = !sent;
  if (failing != std::exchange(send_failing_, failing)) log_sending(owner_.log, owner_.plan.name, sent);
}

// Receiving.

void AdvertPort::receive(Bytes packet, const Arrival &arrival) {
  const auto own = owner_.router.priority();
  if (usual_.is(packet, arrival, own)) return accept(usual_.heard(), arrival.at);
  usual_.forget();
  const auto opened = open(packet, arrival);
  if (!opened) return reject(opened.error(), arrival);
  Mismatch found;
  if (const auto reason = judge(*opened, found)) return reject(*reason, arrival);
  remark(found, *opened);
  const HeardAdvert heard{arrival.source, opened->advert.priority, opened->advert.interval};
  const bool remarkable = found.addresses || found.interval_differs || owner_.plan.skip_check_addresses;
  if (!remarkable && !header_ && !trailer_) usual_.set(packet, arrival, own, heard);
  accept(heard, arrival.at);
}

void AdvertPort::accept(const HeardAdvert &advert, base::Instant at) {
  ++owner_.counters.adverts_received;
  if (advert.priority == base::resign_priority) ++owner_.counters.zero_priority_received;
  owner_.listener.hear(advert, at);
}

/// Takes the packet out of its authentication header, if it has one, and reads it.
base::Expected<AdvertPort::Opened, RejectReason> AdvertPort::open(Bytes packet, const Arrival &arrival) {
  Opened opened{.advert = {}, .message = packet, .arrival = arrival};
  if (header_) {
    const auto message = header_->open(arrival.ip_header, packet);
    if (!message) return base::unexpected(message.error());
    opened.message = *message;
    opened.arrival.authenticated = true;
  }
  const auto advert = read(opened.message, opened.arrival);
  if (!advert) return base::unexpected(advert.error());
  opened.advert = *advert;
  opened.message = opened.message.first(opened.message.size() - advert->trailer.size());
  return opened;
}

base::Expected<Advert, RejectReason> AdvertPort::read(Bytes message, const Arrival &arrival) {
  const auto &plan = owner_.plan;
  const auto trailer = trailer_ ? Trailer::hmac : Trailer::none;
  auto advert = decode(message, arrival, plan.checksum, trailer);
  if (advert || !may_be_old_checksum(advert.error())) return advert;
  auto as_old = arrival;
  as_old.destination = plan.multicast_group;
  as_old.ttl = required_ttl;
  auto old = decode(message, as_old, plan.checksum, trailer);
  if (!old) return advert;
  if (!std::exchange(old_checksum_, true))
    owner_.log.info(messages::old_checksum, plan.name, arrival.source.to_string());
  return old;
}

bool AdvertPort::may_be_old_checksum(RejectReason reason) const {
  const auto &plan = owner_.plan;
  return reason == RejectReason::checksum && plan.unicast() && plan.family == base::Family::ipv4 &&
         plan.router.version == Version::v3 && plan.old_checksum != OldChecksum::never;
}

Expectation AdvertPort::expectation(const Arrival &arrival) const {
  const auto &plan = owner_.plan;
  const auto &master = owner_.router.master();
  const bool known_sender = master && master->sender == arrival.source;
  return {
      .version = plan.router.version,
      .family = plan.family,
      .interval = wire_interval(plan.router.advert_interval),
      .auth = plan.auth,
      .auth_data = plan.auth_data,
      .authenticated = header_ != nullptr,
      .own_address = source_,
      .own_priority = owner_.router.priority(),
      .unicast = plan.unicast(),
      .peers = plan.check_unicast_source ? std::span<const Peer>{plan.peers} : std::span<const Peer>{},
      .addresses = {plan.family, packed_addresses_},
      .check_addresses = !(plan.skip_check_addresses && known_sender),
  };
}

std::optional<RejectReason> AdvertPort::judge(const Opened &opened, Mismatch &found) {
  found = mismatch(opened.advert, opened.arrival, expectation(opened.arrival));
  if (found.reject || !trailer_) return found.reject;
  return trailer_->judge(opened.message, opened.advert.trailer, opened.arrival.source, wall_time());
}

void AdvertPort::reject(RejectReason reason, const Arrival &arrival) {
  owner_.counters.count(reason);
  owner_.listener.note_refused(reason, arrival);
  owner_.counters.last_rejected = reason;
  const auto suppressed = admit(reason, arrival);
  if (!suppressed) return;
  const auto &words = describe(reason).words;
  const auto &name = owner_.plan.name;
  if (*suppressed > 0) owner_.log.warning(messages::rejected_more, name, *suppressed, words);
  owner_.log.warning(messages::rejected, name, arrival.source.to_string(), words);
}

std::optional<std::uint64_t> AdvertPort::admit(RejectReason reason, const Arrival &arrival) {
  if (!reject_log_) reject_log_ = std::make_unique<RejectLog>();
  return reject_log_->admit(reason, arrival.at);
}

void AdvertPort::remark(const Mismatch &found, const Opened &opened) {
  const auto &arrival = opened.arrival;
  if (found.addresses) {
    owner_.counters.count(*found.addresses);
    if (admit(*found.addresses, arrival))
      owner_.log.warning(messages::addresses_differ, owner_.plan.name, arrival.source.to_string());
  }
  if (found.interval_differs && admit(RejectReason::interval, arrival))
    log_interval(owner_.log, owner_.plan, arrival, opened.advert);
}

}  // namespace sempervivum::vrrp
