#include "vrrp/advert_socket.hpp"

#include <net/if.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/fd.hpp"
#include "vrrp/arrival_clock.hpp"
#include "vrrp/ipv4_packet.hpp"
#include "vrrp/outgoing.hpp"

namespace sempervivum::vrrp {
namespace {

using base::Family;
using base::IpAddress;
using base::SystemError;
using base::SystemResult;
/// Of the loop itself: an executor of any kind costs as much as the rest of a wake-up.
using Descriptor = boost::asio::posix::basic_stream_descriptor<boost::asio::io_context::executor_type>;

constexpr int network_control_priority = 7;  // TC_PRIO_CONTROL, linux/pkt_sched.h
constexpr std::size_t packets_at_once = 8;
/// Rounds of packets_at_once before other work gets its turn.
constexpr int rounds_per_turn = 4;
/// Two packets with less than this between them are of a burst.
constexpr std::chrono::microseconds together{200};
/// The longest IPv4 header, the longest advert and some more, for what may be
/// around it (authentication header 24, trailer 28).
constexpr std::size_t packet_size = 60 + max_advert_size + 64;

struct Option {
  int level;
  int name;
  int value;
  const char *action;
};

// IP_TOS changes the priority as well and therefore comes first. IP_MULTICAST_ALL
// off: only groups this socket joined, not those any socket did.
constexpr Option ipv4_options[] = {
    {IPPROTO_IP, IP_HDRINCL, 1, "set own IP header"},
    {IPPROTO_IP, IP_TOS, IPTOS_CLASS_CS6, "set type of service"},
    {IPPROTO_IP, IP_MULTICAST_ALL, 0, "receive joined groups only"},
    {IPPROTO_IP, IP_MULTICAST_LOOP, 0, "turn multicast loop off"},
    {IPPROTO_IP, IP_FREEBIND, 1, "send from any address"},
    {SOL_SOCKET, SO_PRIORITY, network_control_priority, "set priority"},
    {SOL_SOCKET, SO_TIMESTAMPNS, 1, "receive times of arrival"},
};
constexpr Option ipv6_options[] = {
    {IPPROTO_IPV6, IPV6_TCLASS, IPTOS_CLASS_CS6, "set traffic class"},
    {IPPROTO_IPV6, IPV6_MULTICAST_ALL, 0, "receive joined groups only"},
    {IPPROTO_IPV6, IPV6_MULTICAST_LOOP, 0, "turn multicast loop off"},
    {IPPROTO_IPV6, IPV6_RECVPKTINFO, 1, "receive destinations"},
    {IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1, "receive hop limits"},
    {IPPROTO_IPV6, IPV6_FREEBIND, 1, "send from any address"},
    {SOL_SOCKET, SO_PRIORITY, network_control_priority, "set priority"},
    {SOL_SOCKET, SO_TIMESTAMPNS, 1, "receive times of arrival"},
};

template <class T>
SystemResult<void> set(base::Fd fd, int level, int name, const T &value, const char *action) {
  if (setsockopt(fd.number(), level, name, &value, sizeof value) == 0) return {};
  return base::unexpected(SystemError{errno, action});
}

SystemResult<void> set_options(base::Fd fd, std::span<const Option> options) {
  for (const auto &option : options)
    if (auto done = set(fd, option.level, option.name, option.value, option.action); !done) return done;
  return {};
}

SystemResult<void> bind_to_link(base::Fd fd, base::InterfaceIndex link) {
  if (link.value() == 0) return {};
  // The kernel binds to any number; only the question for its name tells.
  ifreq request{};
  request.ifr_ifindex = static_cast<int>(link.value());
  if (ioctl(fd.number(), SIOCGIFNAME, &request) != 0) return base::unexpected(SystemError{errno, "bind to interface"});
  return set(fd, SOL_SOCKET, SO_BINDTOIFINDEX, static_cast<int>(link.value()), "bind to interface");
}

in_addr to_ipv4(const IpAddress &address) {
  in_addr raw{};
  std::memcpy(&raw, address.bytes().data(), sizeof raw);
  return raw;
}

in6_addr to_ipv6(const IpAddress &address) {
  in6_addr raw{};
  std::memcpy(&raw, address.bytes().data(), sizeof raw);
  return raw;
}

template <class T>
IpAddress from_raw(Family family, const T &raw) {
  return IpAddress{family, std::as_bytes(std::span{&raw, 1})};
}

SystemResult<void> join_ipv4(base::Fd fd, base::InterfaceIndex link, const IpAddress &group) {
  const ip_mreqn request{to_ipv4(group), {}, static_cast<int>(link.value())};
  auto done = set(fd, IPPROTO_IP, IP_MULTICAST_IF, request, "send multicast on interface");
  return done ? set(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, request, "join multicast group") : done;
}

SystemResult<void> join_ipv6(base::Fd fd, base::InterfaceIndex link, const IpAddress &group) {
  const ipv6_mreq request{to_ipv6(group), link.value()};
  const auto index = static_cast<int>(link.value());
  auto done = set(fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, index, "send multicast on interface");
  return done ? set(fd, IPPROTO_IPV6, IPV6_ADD_MEMBERSHIP, request, "join multicast group") : done;
}

SystemResult<void> prepare(base::Fd fd, const AdvertSocket::Config &config) {
  const bool ipv4 = config.family == Family::ipv4;
  if (config.group && config.group->family() != config.family)
    return base::unexpected(SystemError{EAFNOSUPPORT, "join multicast group"});
  if (auto done = bind_to_link(fd, config.link); !done) return done;
  if (auto done = ipv4 ? set_options(fd, ipv4_options) : set_options(fd, ipv6_options); !done) return done;
  if (!config.group) return {};
  return ipv4 ? join_ipv4(fd, config.link, *config.group) : join_ipv6(fd, config.link, *config.group);
}

/// What comes beside a packet.
struct Incoming {
  alignas(cmsghdr) std::array<std::byte, 128> control;
  sockaddr_in6 sender;
  iovec room;
};

/// Room for several, on the stack of the one who receives. What is written each time
/// is close together, the long room for the packets apart; what is not made ready is
/// not touched.
struct IncomingBatch {
  std::array<mmsghdr, packets_at_once> headers;
  std::array<Incoming, packets_at_once> packets;
  std::array<std::array<std::byte, packet_size>, packets_at_once> rooms;

  IncomingBatch() {}  // NOLINT: nothing is to be set
  IncomingBatch(const IncomingBatch &) = delete;
  IncomingBatch &operator=(const IncomingBatch &) = delete;

  /// Room for `count` packets. The kernel replaces the lengths by what it used.
  void make_ready(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      auto &packet = packets[i];
      packet.room = {rooms[i].data(), rooms[i].size()};
      auto &header = headers[i].msg_hdr;
      header = {};
      header.msg_name = &packet.sender;
      header.msg_namelen = sizeof packet.sender;
      header.msg_iov = &packet.room;
      header.msg_iovlen = 1;
      header.msg_control = packet.control.data();
      header.msg_controllen = packet.control.size();
    }
  }

  std::span<const std::byte> bytes(std::size_t index) const {
    return std::span{rooms[index]}.first(headers[index].msg_len);
  }
  bool whole(std::size_t index) const { return (headers[index].msg_hdr.msg_flags & MSG_TRUNC) == 0; }
};

bool receive_one(base::Fd fd, mmsghdr &packet) {
  const auto size = recvmsg(fd.number(), &packet.msg_hdr, MSG_DONTWAIT);
  if (size >= 0) packet.msg_len = static_cast<unsigned>(size);
  return size >= 0;
}

std::size_t receive(base::Fd fd, IncomingBatch &batch, std::size_t room) {
  batch.make_ready(room);
  if (room == 1) return receive_one(fd, batch.headers.front()) ? 1 : 0;
  const auto count = recvmmsg(fd.number(), batch.headers.data(), static_cast<unsigned>(room), MSG_DONTWAIT, nullptr);
  return count < 0 ? 0 : static_cast<std::size_t>(count);
}

// Between its creation and its binding to the interface the socket heard them all.
void drain(base::Fd fd) {
  std::byte dropped{};
  while (recv(fd.number(), &dropped, sizeof dropped, MSG_DONTWAIT | MSG_TRUNC) >= 0) continue;
}

/// Destination and hop limit, which IPv6 sockets hand over beside the packet.
/// Without both there is no telling whether the packet may be used.
std::optional<Arrival> read_arrival(msghdr &header, const sockaddr_in6 &sender) {
  std::optional<IpAddress> destination;
  std::optional<std::uint8_t> hop_limit;
  for (auto *beside = CMSG_FIRSTHDR(&header); beside != nullptr; beside = CMSG_NXTHDR(&header, beside)) {
    if (beside->cmsg_level != IPPROTO_IPV6) continue;
    if (beside->cmsg_type == IPV6_PKTINFO) {
      in6_pktinfo info;
      std::memcpy(&info, CMSG_DATA(beside), sizeof info);
      destination = from_raw(Family::ipv6, info.ipi6_addr);
    } else if (beside->cmsg_type == IPV6_HOPLIMIT) {
      int value = 0;
      std::memcpy(&value, CMSG_DATA(beside), sizeof value);
      hop_limit = static_cast<std::uint8_t>(value);
    }
  }
  if (!destination || !hop_limit) return std::nullopt;
  return Arrival{.source = from_raw(Family::ipv6, sender.sin6_addr), .destination = *destination, .ttl = *hop_limit};
}

struct Delivery {
  std::span<const std::byte> message;
  Arrival arrival;
};

std::optional<Delivery> read_packet(IncomingBatch &batch, std::size_t index, const AdvertSocket::Config &config) {
  if (!batch.whole(index)) return std::nullopt;
  if (config.family == Family::ipv6) {
    const auto arrival = read_arrival(batch.headers[index].msg_hdr, batch.packets[index].sender);
    if (!arrival) return std::nullopt;
    return Delivery{batch.bytes(index), *arrival};
  }
  const auto packet = parse_ipv4(batch.bytes(index));
  if (!packet || packet->protocol != config.protocol) return std::nullopt;
  return Delivery{packet->payload, packet->arrival};
}

}  // namespace

IpAddress default_group(Family family) {
  constexpr std::array ipv4{std::byte{224}, std::byte{0}, std::byte{0}, std::byte{18}};
  std::array<std::byte, 16> ipv6{std::byte{0xff}, std::byte{0x02}};
  ipv6.back() = std::byte{0x12};
  return family == Family::ipv4 ? IpAddress{family, ipv4} : IpAddress{family, ipv6};
}

class AdvertSocket::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(boost::asio::io_context &loop, base::UniqueFd fd, const Config &its_config, Receiver receiver)
      : config{its_config}, fd_{std::move(fd)}, waiter_{loop, fd_.number()}, receiver_{std::move(receiver)} {}
  ~Impl() { waiter_.release(); }
  Impl(const Impl &) = delete;
  Impl &operator=(const Impl &) = delete;

  SystemResult<void> make(OutgoingPacket &packet, std::span<const std::byte> message, const Arrival &way, AhAuth *seal);
  [[gnu::hot]] void wait();
  base::Fd fd() const { return fd_.borrow(); }

  const Config config;
  Counters counters;

 private:
  /// Held for the time of the call; the receiver may have destroyed the socket meanwhile.
  using Held = std::shared_ptr<Impl>;
  static bool is_wanted(const Held &self) { return self.use_count() > 1; }
  [[gnu::hot]] static void on_readable(const Held &self);
  [[gnu::hot]] static bool deliver_some(const Held &self, IncomingBatch &batch);
  [[gnu::hot]] void deliver(IncomingBatch &batch, std::size_t index, const ArrivalClock &clock);
  [[gnu::hot]] bool is_ours(const IpAddress &destination) const;

  struct Found {
    std::size_t count;
    bool may_be_more;
    ArrivalClock clock;
  };
  [[gnu::hot]] Found take(IncomingBatch &batch);

  base::UniqueFd fd_;
  Descriptor waiter_;
  Receiver receiver_;
  std::uint16_t identification_ = 0;
  /// For as many packets as will probably have come.
  std::size_t room_ = packets_at_once;
  base::Instant last_read_{};
};

SystemResult<void> AdvertSocket::Impl::make(OutgoingPacket &packet, std::span<const std::byte> message,
                                            const Arrival &way, AhAuth *seal) {
  if (way.source.family() != config.family || way.destination.family() != config.family)
    return base::unexpected(SystemError{EAFNOSUPPORT, "send advert"});
  if (config.family == Family::ipv6) {
    packet.make_ipv6(message, way, config.link);
    return {};
  }
  // The kernel would replace 0 by a number of its own.
  if (++identification_ == 0) ++identification_;
  packet.make_ipv4(message, way, identification_, seal);
  return {};
}

void AdvertSocket::Impl::wait() {
  waiter_.async_wait(Descriptor::wait_read, [weak = weak_from_this()](const boost::system::error_code &error) {
    if (const auto self = error ? nullptr : weak.lock()) on_readable(self);
  });
}

void AdvertSocket::Impl::on_readable(const Held &self) {
  IncomingBatch batch;
  for (int round = 0; round < rounds_per_turn && deliver_some(self, batch); ++round) continue;
  if (is_wanted(self)) self->wait();
}

/// Whether there may be more.
bool AdvertSocket::Impl::deliver_some(const Held &self, IncomingBatch &batch) {
  const auto found = self->take(batch);
  for (std::size_t i = 0; i < found.count && is_wanted(self); ++i) self->deliver(batch, i, found.clock);
  return found.may_be_more && is_wanted(self);
}

// Where packets come one by one, room for a second is a search in vain each time. If there
// is one nevertheless, waiting ends at once.
AdvertSocket::Impl::Found AdvertSocket::Impl::take(IncomingBatch &batch) {
  const auto room = room_;
  const auto count = receive(fd_.borrow(), batch, room);
  const auto clock = ArrivalClock::read();
  const bool at_once = clock.present - std::exchange(last_read_, clock.present) < together;
  room_ = count > 1 || at_once ? packets_at_once : 1;
  return {count, count == room && room > 1, clock};
}

// An IPv6 socket that is bound to no address hears every group that anybody on
// the host has joined, IPV6_MULTICAST_ALL or not.
bool AdvertSocket::Impl::is_ours(const IpAddress &destination) const {
  return !destination.is_multicast() || destination == config.group;
}

void AdvertSocket::Impl::deliver(IncomingBatch &batch, std::size_t index, const ArrivalClock &clock) {
  auto delivery = read_packet(batch, index, config);
  if (delivery && !is_ours(delivery->arrival.destination)) return;
  ++counters.received;
  if (!delivery) {
    ++counters.malformed;
    return;
  }
  const auto stamp = kernel_stamp(batch.headers[index].msg_hdr);
  delivery->arrival.at = stamp ? clock.arrival(*stamp) : clock.present;
  receiver_(delivery->message, delivery->arrival);
}

AdvertSocket::AdvertSocket(std::shared_ptr<Impl> impl) : impl_{std::move(impl)} {}
AdvertSocket::AdvertSocket(AdvertSocket &&) noexcept = default;
AdvertSocket &AdvertSocket::operator=(AdvertSocket &&) noexcept = default;
AdvertSocket::~AdvertSocket() = default;

SystemResult<AdvertSocket> AdvertSocket::open(boost::asio::io_context &loop, const Config &config, Receiver receiver) {
  base::UniqueFd fd{
      socket(base::socket_family(config.family), SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, config.protocol)};
  if (!fd) return base::unexpected(SystemError{errno, "open VRRP socket"});
  if (const auto done = prepare(fd.borrow(), config); !done) return base::unexpected(done.error());
  drain(fd.borrow());
  auto impl = std::make_shared<Impl>(loop, std::move(fd), config, std::move(receiver));
  impl->wait();
  return AdvertSocket{std::move(impl)};
}

SystemResult<void> AdvertSocket::make(OutgoingPacket &packet, std::span<const std::byte> message, const Arrival &way,
                                      AhAuth *seal) {
  auto made = impl_->make(packet, message, way, seal);
  if (!made) count(made);
  return made;
}

void AdvertSocket::count(const SystemResult<void> &sent) { ++(sent ? impl_->counters.sent : impl_->counters.failed); }

SystemResult<void> AdvertSocket::send(std::span<const std::byte> message, const IpAddress &source,
                                      const IpAddress &destination, std::uint8_t ttl, AhAuth *seal) {
  OutgoingPacket packet;
  auto sent = make(packet, message, {source, destination, ttl}, seal);
  if (!sent) return sent;
  if (sendmsg(impl_->fd().number(), &packet.header(), MSG_DONTWAIT) < 0)
    sent = base::unexpected(SystemError{errno, "send advert"});
  count(sent);
  return sent;
}

base::Fd AdvertSocket::fd() const { return impl_->fd(); }

const AdvertSocket::Config &AdvertSocket::config() const { return impl_->config; }

const AdvertSocket::Counters &AdvertSocket::counters() const { return impl_->counters; }

}  // namespace sempervivum::vrrp
