// The kernel's own cost of adverts, and the other ends of test/bench/scale.
//
//   adverts send INTERVAL_MS COUNT spread|together PRIORITY HOST ROUNDS INTERFACE...
//       Bare sending: COUNT virtual routers, 250 an interface, by sendmmsg(2) from packets made
//       beforehand. `spread` evenly over the interval, in steps of a millisecond, or all
//       `together`. ROUNDS 0: for ever. Prints "sending" once it begins.
//   adverts receive INTERFACE...
//       Bare receiving: one raw socket an interface, epoll(7) and recvmmsg(2). For ever.
//   adverts capture
//       Notes every advert and gratuitous ARP of its network namespace until standard
//       input ends, then writes one Record each to standard output.
//
// Virtual router n of interface k has VRID n + 1 and 10.77.k.(n + 1); adverts come
// from 10.200.k.HOST.
#include <fmt/format.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <span>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "base/fd.hpp"
#include "vrrp/advert.hpp"
#include "vrrp/ipv4_packet.hpp"

namespace {

using namespace sempervivum;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::size_t routers_per_interface = 250;
constexpr std::size_t packets_at_once = 64;
constexpr int capture_buffer = 64 << 20;

template <class T>
void set(const base::UniqueFd &fd, int level, int name, const T &value) {
  if (setsockopt(fd.number(), level, name, &value, sizeof value) != 0) throw std::runtime_error{"setsockopt"};
}

unsigned number(std::string_view text) {
  unsigned value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

base::IpAddress address(unsigned second, std::size_t third, std::size_t last) {
  const std::array bytes{std::byte{10}, static_cast<std::byte>(second), static_cast<std::byte>(third),
                         static_cast<std::byte>(last)};
  return base::IpAddress{base::Family::ipv4, bytes};
}

const base::IpAddress group = *base::IpAddress::parse("224.0.0.18");

/// A raw VRRP socket on one interface, for both directions.
base::UniqueFd open_socket(const char *interface) {
  base::UniqueFd fd{socket(AF_INET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, vrrp::ip_protocol)};
  const auto index = static_cast<int>(if_nametoindex(interface));
  if (!fd || index == 0) throw std::runtime_error{fmt::format("cannot open a socket on {}", interface)};
  ip_mreqn request{{}, {}, index};
  std::memcpy(&request.imr_multiaddr, group.bytes().data(), sizeof request.imr_multiaddr);
  set(fd, SOL_SOCKET, SO_BINDTOIFINDEX, index);
  set(fd, IPPROTO_IP, IP_HDRINCL, 1);
  set(fd, IPPROTO_IP, IP_MULTICAST_LOOP, 0);
  set(fd, IPPROTO_IP, IP_MULTICAST_IF, request);
  return fd;
}

// Sending.

struct Packet {
  vrrp::Ipv4Header header;
  std::array<std::byte, 12> message;
  std::array<iovec, 2> parts;
};

struct Order {
  std::chrono::milliseconds interval;
  std::size_t count;
  bool together;
  std::uint8_t priority;
  unsigned host;
  unsigned rounds;
  std::span<char *> interfaces;
};

class Sender {
 public:
  explicit Sender(const Order &order) : order_{order}, packets_(order.count), headers_(order.count) {
    for (const auto *interface : order.interfaces) sockets_.push_back(open_socket(interface));
    std::memcpy(&target_.sin_addr, group.bytes().data(), sizeof target_.sin_addr);
    for (std::size_t at = 0; at < order.count; ++at) make(at);
  }

  void run() {
    const auto begun = Clock::now();
    const auto step = order_.together ? Clock::duration{order_.interval} : Clock::duration{1ms};
    const auto end = order_.count * order_.rounds;
    std::size_t sent = 0;
    for (auto turn = begun; end == 0 || sent < end; turn += step) {
      sleep_until(turn);
      for (const auto due = due_at(Clock::now() - begun); sent < due;) sent += send_some(sent, due);
    }
  }

 private:
  void make(std::size_t at) {
    auto &packet = packets_[at];
    const auto interface = at / routers_per_interface;
    const auto router = at % routers_per_interface + 1;
    const auto source = address(200, interface, order_.host);
    const auto own = address(77, interface, router);
    const vrrp::Advert advert{.vrid = base::Vrid{static_cast<std::uint8_t>(router)},
                              .priority = base::Priority{order_.priority},
                              .interval = std::chrono::duration_cast<base::Centiseconds>(order_.interval),
                              .addresses = {base::Family::ipv4, own.bytes()}};
    vrrp::encode(advert, source, group, packet.message);
    packet.header = vrrp::build_ipv4_header(source, group, vrrp::required_ttl, 1, packet.message.size());
    packet.parts = {iovec{packet.header.data(), packet.header.size()},
                    iovec{packet.message.data(), packet.message.size()}};
    auto &header = headers_[at].msg_hdr;
    header.msg_name = &target_;
    header.msg_namelen = sizeof target_;
    header.msg_iov = packet.parts.data();
    header.msg_iovlen = packet.parts.size();
  }

  std::size_t due_at(Clock::duration since) const {
    const auto count = static_cast<Clock::rep>(order_.count);
    if (order_.together) return static_cast<std::size_t>((since / order_.interval + 1) * count);
    return static_cast<std::size_t>(since * count / Clock::duration{order_.interval});
  }

  /// Up to the end of the round's part that goes by one interface.
  std::size_t send_some(std::size_t from, std::size_t to) {
    const auto at = from % order_.count;
    const auto interface = at / routers_per_interface;
    const auto limit = std::min((interface + 1) * routers_per_interface, order_.count);
    const auto wanted = std::min({to - from, limit - at, packets_at_once});
    sendmmsg(sockets_[interface].number(), &headers_[at], static_cast<unsigned>(wanted), 0);
    return wanted;
  }

  static void sleep_until(Clock::time_point when) {
    const auto since = when.time_since_epoch();
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(since);
    const timespec time{seconds.count(), (since - seconds).count()};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nullptr);
  }

  Order order_;
  std::vector<base::UniqueFd> sockets_;
  sockaddr_in target_{.sin_family = AF_INET, .sin_port = 0, .sin_addr = {}, .sin_zero = {}};
  std::vector<Packet> packets_;
  std::vector<mmsghdr> headers_;
};

void send(std::span<char *> words) {
  const Order order{.interval = std::chrono::milliseconds{number(words[0])},
                    .count = number(words[1]),
                    .together = std::string_view{words[2]} == "together",
                    .priority = static_cast<std::uint8_t>(number(words[3])),
                    .host = number(words[4]),
                    .rounds = number(words[5]),
                    .interfaces = words.subspan(6)};
  Sender sender{order};
  fmt::print("sending\n");
  std::fflush(stdout);
  sender.run();
}

// Receiving.

template <std::size_t Size>
struct Room {
  std::array<std::array<std::byte, 128>, Size> bytes;
  std::array<std::array<std::byte, 64>, Size> beside;
  std::array<sockaddr_ll, Size> senders;
  std::array<iovec, Size> parts;
  std::array<mmsghdr, Size> headers;

  void make_ready() {
    for (std::size_t at = 0; at < Size; ++at) {
      parts[at] = {bytes[at].data(), bytes[at].size()};
      auto &header = headers[at].msg_hdr;
      header = {};
      header.msg_name = &senders[at];
      header.msg_namelen = sizeof senders[at];
      header.msg_iov = &parts[at];
      header.msg_iovlen = 1;
      header.msg_control = beside[at].data();
      header.msg_controllen = beside[at].size();
    }
  }

  std::size_t receive(int fd) {
    make_ready();
    return static_cast<std::size_t>(std::max(recvmmsg(fd, headers.data(), Size, MSG_DONTWAIT, nullptr), 0));
  }
};

void receive(std::span<char *> interfaces) {
  const base::UniqueFd events{epoll_create1(0)};
  std::vector<base::UniqueFd> sockets;
  for (const auto *interface : interfaces) {
    auto &fd = sockets.emplace_back(open_socket(interface));
    ip_mreqn request{{}, {}, static_cast<int>(if_nametoindex(interface))};
    std::memcpy(&request.imr_multiaddr, group.bytes().data(), sizeof request.imr_multiaddr);
    set(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, request);
    epoll_event event{.events = EPOLLIN, .data = {.fd = fd.number()}};
    epoll_ctl(events.number(), EPOLL_CTL_ADD, fd.number(), &event);
  }
  Room<8> room;
  std::array<epoll_event, 16> ready{};
  for (;;) {
    const auto count = epoll_wait(events.number(), ready.data(), static_cast<int>(ready.size()), -1);
    for (const auto &one : std::span{ready}.first(static_cast<std::size_t>(std::max(count, 0))))
      while (room.receive(one.data.fd) == room.headers.size()) continue;
  }
}

// Capturing.

/// What the bench reads: native byte order, nanoseconds since 1970.
struct Record {
  std::int64_t stamp;
  std::uint32_t interface;
  /// VRID of an advert, last octet of an announced address.
  std::uint8_t router;
  std::uint8_t priority;
  bool announcement;
  /// Sent by this namespace itself.
  bool own;
};
static_assert(sizeof(Record) == 16);

constexpr std::size_t arp_size = 28;
constexpr std::size_t advert_size = 28;

/// An advert with its IP header, or an ARP packet about its own sender.
bool read(std::span<const std::byte> packet, Record &record) {
  const auto octet = [packet](std::size_t at) { return std::to_integer<std::uint8_t>(packet[at]); };
  if (packet.size() >= arp_size && octet(0) == 0 && octet(1) == 1) {
    record.announcement = true;
    record.router = octet(17);
    return std::ranges::equal(packet.subspan(14, 4), packet.subspan(24, 4));
  }
  if (packet.size() < advert_size || octet(0) != 0x45 || octet(9) != vrrp::ip_protocol) return false;
  record.router = octet(21);
  record.priority = octet(22);
  return true;
}

std::int64_t stamp_of(msghdr &header) {
  for (auto *beside = CMSG_FIRSTHDR(&header); beside != nullptr; beside = CMSG_NXTHDR(&header, beside)) {
    if (beside->cmsg_level != SOL_SOCKET || beside->cmsg_type != SCM_TIMESTAMPNS) continue;
    timespec time{};
    std::memcpy(&time, CMSG_DATA(beside), sizeof time);
    return time.tv_sec * 1'000'000'000 + time.tv_nsec;
  }
  return 0;
}

void capture() {
  base::UniqueFd fd{socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, htons(0x0003))};
  set(fd, SOL_SOCKET, SO_RCVBUFFORCE, capture_buffer);
  set(fd, SOL_SOCKET, SO_TIMESTAMPNS, 1);
  fmt::print("capturing\n");
  std::fflush(stdout);
  std::vector<Record> records;
  records.reserve(1 << 20);
  Room<packets_at_once> room;
  // Nobody sleeps on the socket, for the sender of a packet would pay for waking him.
  pollfd end{STDIN_FILENO, POLLIN, 0};
  while (end.revents == 0) {
    poll(&end, 1, 5);
    for (auto count = room.receive(fd.number()); count > 0; count = room.receive(fd.number()))
      for (std::size_t at = 0; at < count; ++at) {
        auto &header = room.headers[at];
        Record record{.stamp = stamp_of(header.msg_hdr),
                      .interface = static_cast<std::uint32_t>(room.senders[at].sll_ifindex),
                      .router = 0,
                      .priority = 0,
                      .announcement = false,
                      .own = room.senders[at].sll_pkttype == PACKET_OUTGOING};
        const auto size = std::min<std::size_t>(header.msg_len, room.bytes[at].size());
        if (read(std::span{room.bytes[at]}.first(size), record)) records.push_back(record);
      }
  }
  std::fwrite(records.data(), sizeof(Record), records.size(), stdout);
}

}  // namespace

int main(int count, char **words) {
  const std::span<char *> arguments{words, static_cast<std::size_t>(count)};
  const std::string_view what = count > 1 ? words[1] : "";
  if (what == "send" && count > 8) return send(arguments.subspan(2)), 0;
  if (what == "receive" && count > 2) return receive(arguments.subspan(2)), 0;
  if (what == "capture") return capture(), 0;
  fmt::print(stderr, "usage: adverts send|receive|capture ...; see adverts.cpp\n");
  return 2;
}
