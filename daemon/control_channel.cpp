#include "daemon/control_channel.hpp"

#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace sempervivum::daemon {
namespace {

constexpr std::size_t longest_text = 4096;

base::SystemError failed(const char *action) { return {errno, action}; }

/// Room for one descriptor in a control message.
struct alignas(cmsghdr) FdSpace {
  std::array<std::byte, CMSG_SPACE(sizeof(int))> bytes{};
};

void attach(msghdr &header, FdSpace &space, int fd) {
  header.msg_control = space.bytes.data();
  header.msg_controllen = space.bytes.size();
  auto *part = CMSG_FIRSTHDR(&header);
  part->cmsg_level = SOL_SOCKET;
  part->cmsg_type = SCM_RIGHTS;
  part->cmsg_len = CMSG_LEN(sizeof fd);
  std::memcpy(CMSG_DATA(part), &fd, sizeof fd);
}

base::UniqueFd detach(msghdr &header) {
  const auto *part = CMSG_FIRSTHDR(&header);
  if (part == nullptr || part->cmsg_type != SCM_RIGHTS) return {};
  int fd = -1;
  std::memcpy(&fd, CMSG_DATA(part), sizeof fd);
  return base::UniqueFd{fd};
}

}  // namespace

base::SystemResult<std::pair<base::UniqueFd, base::UniqueFd>> make_channel() {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) != 0)
    return base::unexpected(failed("create a socket pair"));
  return std::pair{base::UniqueFd{ends[0]}, base::UniqueFd{ends[1]}};
}

ControlChannel::ControlChannel(boost::asio::io_context &io, base::UniqueFd socket, Handlers handlers)
    : socket_{io, socket.release()}, handlers_{std::move(handlers)} {
  wait();
}

bool ControlChannel::send(const ControlMessage &message) {
  auto kind = message.kind;
  auto text = message.text.substr(0, longest_text);
  std::array<iovec, 2> parts{iovec{&kind, sizeof kind}, iovec{text.data(), text.size()}};
  msghdr header{};
  header.msg_iov = parts.data();
  header.msg_iovlen = parts.size();
  FdSpace space;
  if (message.file) attach(header, space, message.file.number());
  return sendmsg(socket_.native_handle(), &header, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0;
}

void ControlChannel::wait() {
  socket_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                     lifeline_.guard([this](const boost::system::error_code &error) {
                       if (!error) receive();
                     }));
}

void ControlChannel::receive() {
  ControlMessage message;
  message.text.resize(longest_text);
  std::array<iovec, 2> parts{iovec{&message.kind, sizeof message.kind}, iovec{message.text.data(), longest_text}};
  msghdr header{};
  header.msg_iov = parts.data();
  header.msg_iovlen = parts.size();
  FdSpace space;
  header.msg_control = space.bytes.data();
  header.msg_controllen = space.bytes.size();
  const auto size = recvmsg(socket_.native_handle(), &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return wait();
  if (size <= 0) return handlers_.closed();
  message.text.resize(static_cast<std::size_t>(size) - sizeof message.kind);
  message.file = detach(header);
  wait();
  handlers_.message(std::move(message));
}

base::SystemResult<base::UniqueFd> memory_file(const char *name, std::string_view contents) {
  base::UniqueFd file{memfd_create(name, MFD_CLOEXEC)};
  if (!file) return base::unexpected(failed("create a memory file"));
  while (!contents.empty()) {
    const auto written = write(file.number(), contents.data(), contents.size());
    if (written <= 0) return base::unexpected(failed("write a memory file"));
    contents.remove_prefix(static_cast<std::size_t>(written));
  }
  return file;
}

base::SystemResult<std::string> read_memory_file(base::Fd file) {
  struct stat facts {};
  if (fstat(file.number(), &facts) != 0) return base::unexpected(failed("read a memory file"));
  std::string contents(static_cast<std::size_t>(facts.st_size), '\0');
  std::size_t done = 0;
  while (done < contents.size()) {
    const auto size = pread(file.number(), contents.data() + done, contents.size() - done, static_cast<off_t>(done));
    if (size <= 0) return base::unexpected(failed("read a memory file"));
    done += static_cast<std::size_t>(size);
  }
  return contents;
}

}  // namespace sempervivum::daemon
