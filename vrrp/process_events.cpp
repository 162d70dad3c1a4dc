#include "vrrp/process_events.hpp"

#include <fcntl.h>
#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/netlink.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace sempervivum::vrrp {
namespace {

/// The inode number of the first process namespace (linux/proc_ns.h).
constexpr ino_t first_process_namespace = 0xEFFFFFFC;
/// What one wake-up takes at most, so that a storm of forks delays nobody.
constexpr int batch = 64;

using Result = base::SystemResult<base::UniqueFd>;

base::SystemError failed(const char *action) { return {errno, action}; }

bool in_first_process_namespace() {
  struct stat facts {};
  return stat("/proc/self/ns/pid", &facts) == 0 && facts.st_ino == first_process_namespace;
}

struct Request {
  nlmsghdr header;
  // A cn_msg and what follows it, which C declares as an array of no size.
  std::array<std::byte, sizeof(cn_msg) + sizeof(proc_cn_mcast_op)> body;
};

Request listen_request() {
  Request request{};
  request.header.nlmsg_len = sizeof request;
  request.header.nlmsg_type = NLMSG_DONE;
  cn_msg message{};
  message.id = {.idx = CN_IDX_PROC, .val = CN_VAL_PROC};
  message.len = sizeof(proc_cn_mcast_op);
  const proc_cn_mcast_op operation = PROC_CN_MCAST_LISTEN;
  std::memcpy(request.body.data(), &message, sizeof message);
  std::memcpy(request.body.data() + sizeof message, &operation, sizeof operation);
  return request;
}

void set_buffer(base::Fd socket, const ProcessBuffer &buffer) {
  if (!buffer.bytes || *buffer.bytes == 0) return;
  const auto option = buffer.force ? SO_RCVBUFFORCE : SO_RCVBUF;
  setsockopt(socket.number(), SOL_SOCKET, option, &*buffer.bytes, sizeof *buffer.bytes);
}

Result subscribe(const ProcessBuffer &buffer) {
  base::UniqueFd socket{::socket(PF_NETLINK, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_CONNECTOR)};
  if (!socket) return base::unexpected(failed("open the process connector"));
  set_buffer(socket.borrow(), buffer);
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = CN_IDX_PROC;
  if (bind(socket.number(), reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
    return base::unexpected(failed("bind to the process connector"));
  const auto request = listen_request();
  if (send(socket.number(), &request, sizeof request, 0) < 0)
    return base::unexpected(failed("subscribe to process events"));
  return socket;
}

/// From within the machine's first network namespace, as long as this function runs.
Result subscribe_from_first_namespace(const ProcessBuffer &buffer) {
  const base::UniqueFd own{open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)};
  const base::UniqueFd first{open("/proc/1/ns/net", O_RDONLY | O_CLOEXEC)};
  if (!own || !first || setns(first.number(), CLONE_NEWNET) != 0)
    return base::unexpected(failed("reach the first network namespace for process events"));
  auto socket = subscribe(buffer);
  if (setns(own.number(), CLONE_NEWNET) != 0) _exit(1);  // to go on in a foreign network would be worse
  return socket;
}

ProcessEvent translated(const proc_event &event) {
  using Kind = ProcessEvent::Kind;
  const auto &data = event.event_data;
  switch (event.what) {
    case proc_event::PROC_EVENT_FORK: {
      const bool process = data.fork.child_pid == data.fork.child_tgid;
      return {Kind::forked, process ? data.fork.child_tgid : 0, data.fork.parent_tgid};
    }
    case proc_event::PROC_EVENT_EXEC: return {Kind::changed, data.exec.process_tgid};
    case proc_event::PROC_EVENT_COMM:
      return {Kind::changed, data.comm.process_pid == data.comm.process_tgid ? data.comm.process_tgid : 0};
    case proc_event::PROC_EVENT_EXIT:
      return {Kind::ended, data.exit.process_pid == data.exit.process_tgid ? data.exit.process_tgid : 0};
    default: return {};
  }
}

}  // namespace

base::SystemResult<std::unique_ptr<ProcessEvents>> ProcessEvents::open(boost::asio::io_context &io,
                                                                       const ProcessBuffer &buffer, Callback callback) {
  if (!in_first_process_namespace())
    return base::unexpected(base::SystemError{EPERM, "hear of processes from within a container"});
  auto socket = subscribe(buffer);
  if (!socket && socket.error().code == ECONNREFUSED) socket = subscribe_from_first_namespace(buffer);
  if (!socket) return base::unexpected(std::move(socket.error()));
  return std::make_unique<ProcessEvents>(io, std::move(*socket), std::move(callback));
}

ProcessEvents::ProcessEvents(boost::asio::io_context &io, base::UniqueFd socket, Callback callback)
    : socket_{io, socket.release()}, callback_{std::move(callback)} {
  wait();
}

void ProcessEvents::wait() {
  socket_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                     lifeline_.guard([this](const boost::system::error_code &error) {
                       if (error) return;
                       wait();
                       receive();
                     }));
}

void ProcessEvents::receive() {
  alignas(nlmsghdr) std::array<std::byte, 1024> buffer{};
  for (int count = 0; count < batch; ++count) {
    sockaddr_nl sender{};
    socklen_t length = sizeof sender;
    const auto size = recvfrom(socket_.native_handle(), buffer.data(), buffer.size(), MSG_DONTWAIT,
                               reinterpret_cast<sockaddr *>(&sender), &length);
    if (size < 0 && errno == ENOBUFS) return callback_({ProcessEvent::Kind::lost});
    if (size <= 0) return;
    if (sender.nl_pid == 0) take(std::span{buffer}.first(static_cast<std::size_t>(size)));
  }
}

void ProcessEvents::take(std::span<const std::byte> datagram) {
  constexpr std::size_t before = sizeof(nlmsghdr) + sizeof(cn_msg);
  proc_event event{};
  // Older kernels send less than our headers' event.
  if (datagram.size() <= before) return;
  std::memcpy(&event, datagram.data() + before, std::min(sizeof event, datagram.size() - before));
  const auto news = translated(event);
  if (news.process != 0) callback_(news);
}

}  // namespace sempervivum::vrrp
