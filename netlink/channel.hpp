/// A netlink socket as a descriptor that never blocks, through libmnl.
///
/// What Socket and Monitor share: opening with the options we want, sending
/// whole datagrams, receiving them with a check of who sent them. The netlink
/// family is an argument, for generic netlink (IPVS) and others to come.
#pragma once

#include <linux/filter.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <vector>

#include "base/expected.hpp"
#include "base/fd.hpp"
#include "netlink/message.hpp"

struct mnl_socket;

namespace sempervivum::netlink {

/// Room for a datagram; grown when the kernel has a longer one.
using ReceiveBuffer = std::vector<std::byte>;

class Channel {
 public:
  /// `bus` is NETLINK_ROUTE or the like. `receive_buffer` (bytes) is enforced
  /// with CAP_NET_ADMIN and else limited by net.core.rmem_max.
  static base::SystemResult<Channel> open(int bus, int receive_buffer);

  /// RTNLGRP_LINK and the like.
  base::SystemResult<void> join(std::initializer_list<unsigned> groups);
  /// Nothing happens for groups that were not joined.
  void leave(std::initializer_list<unsigned> groups);

  /// Has the kernel drop datagrams the program refuses (socket(7), SO_ATTACH_FILTER).
  base::SystemResult<void> attach(std::span<const sock_filter> program);

  /// Sends to the kernel. rtnetlink has carried out the requests on return.
  base::SystemResult<void> send(std::span<const std::byte> requests);

  enum class Arrival : std::uint8_t {
    datagram,
    nothing,    // none waiting
    foreign,    // not from the kernel: dropped
    overrun,    // the kernel had to drop some (ENOBUFS)
    truncated,  // longer than the buffer, which has been grown for the next
    failed      // see `error`
  };
  struct Received {
    Arrival arrival = Arrival::nothing;
    Bytes datagram;
    int error = 0;
  };
  /// Takes one datagram, a view into `buffer`, without waiting.
  Received receive(ReceiveBuffer &buffer);

  /// Our address: the port in answers to our requests.
  std::uint32_t port() const;
  base::Fd fd() const;

 private:
  struct Close {
    void operator()(mnl_socket *socket) const;
  };
  explicit Channel(mnl_socket *socket) : socket_{socket} {}
  void set(int option, int value);

  std::unique_ptr<mnl_socket, Close> socket_;
};

}  // namespace sempervivum::netlink
