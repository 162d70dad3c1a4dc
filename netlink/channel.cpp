#include "netlink/channel.hpp"

#include <fcntl.h>
#include <libmnl/libmnl.h>
#include <linux/netlink.h>
#include <sys/socket.h>

#include <cerrno>

namespace sempervivum::netlink {
namespace {

auto failure(const char *action) { return base::unexpected(base::SystemError{errno, action}); }

// Forcing needs CAP_NET_ADMIN; without it the kernel's limit has to do.
void set_receive_buffer(int fd, int size) {
  if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) == 0) return;
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
}

}  // namespace

void Channel::Close::operator()(mnl_socket *socket) const { mnl_socket_close(socket); }

base::SystemResult<Channel> Channel::open(int bus, int receive_buffer) {
  Channel channel{mnl_socket_open2(bus, SOCK_NONBLOCK | SOCK_CLOEXEC)};
  if (!channel.socket_) return failure("open netlink socket");
  if (mnl_socket_bind(channel.socket_.get(), 0, MNL_SOCKET_AUTOPID) != 0) return failure("bind netlink socket");
  set_receive_buffer(channel.fd().number(), receive_buffer);
  channel.set(NETLINK_EXT_ACK, 1);
  channel.set(NETLINK_CAP_ACK, 1);
  channel.set(NETLINK_GET_STRICT_CHK, 1);
  return channel;
}

// Older kernels lack some options; everything works without them.
void Channel::set(int option, int value) { mnl_socket_setsockopt(socket_.get(), option, &value, sizeof value); }

base::SystemResult<void> Channel::join(std::initializer_list<unsigned> groups) {
  for (auto group : groups)
    if (mnl_socket_setsockopt(socket_.get(), NETLINK_ADD_MEMBERSHIP, &group, sizeof group) != 0)
      return failure("join netlink group");
  return {};
}

void Channel::leave(std::initializer_list<unsigned> groups) {
  for (auto group : groups) mnl_socket_setsockopt(socket_.get(), NETLINK_DROP_MEMBERSHIP, &group, sizeof group);
}

base::SystemResult<void> Channel::attach(std::span<const sock_filter> program) {
  std::vector<sock_filter> copy(program.begin(), program.end());
  const sock_fprog instructions{static_cast<unsigned short>(copy.size()), copy.data()};
  if (setsockopt(fd().number(), SOL_SOCKET, SO_ATTACH_FILTER, &instructions, sizeof instructions) != 0)
    return failure("attach netlink filter");
  return {};
}

base::SystemResult<void> Channel::send(std::span<const std::byte> requests) {
  if (mnl_socket_sendto(socket_.get(), requests.data(), requests.size()) < 0) return failure("send netlink requests");
  return {};
}

Channel::Received Channel::receive(ReceiveBuffer &buffer) {
  sockaddr_nl sender{};
  iovec room{buffer.data(), buffer.size()};
  msghdr header{};
  header.msg_name = &sender;
  header.msg_namelen = sizeof sender;
  header.msg_iov = &room;
  header.msg_iovlen = 1;
  const auto size = recvmsg(fd().number(), &header, MSG_TRUNC);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return {Arrival::nothing, {}, 0};
  if (size < 0) return {errno == ENOBUFS ? Arrival::overrun : Arrival::failed, {}, errno};
  if (header.msg_namelen != sizeof sender || sender.nl_pid != 0) return {Arrival::foreign, {}, 0};
  const auto length = static_cast<std::size_t>(size);
  if (length <= buffer.size()) return {Arrival::datagram, Bytes{buffer}.first(length), 0};
  buffer.resize(length);
  return {Arrival::truncated, {}, 0};
}

std::uint32_t Channel::port() const { return mnl_socket_get_portid(socket_.get()); }

base::Fd Channel::fd() const { return base::Fd{mnl_socket_get_fd(socket_.get())}; }

}  // namespace sempervivum::netlink
