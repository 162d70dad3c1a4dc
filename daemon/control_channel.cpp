#include "daemon/control_channel.hpp"

#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/passed_fd.hpp"

namespace sempervivum::daemon {
namespace {

constexpr std::size_t longest_text = 4096;

base::SystemError failed(const char *action) { return {errno, action}; }

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

bool send_message(base::Fd socket, const ControlMessage &message) {
  auto kind = message.kind;
  auto text = message.text.substr(0, longest_text);
  std::array<iovec, 2> parts{iovec{&kind, sizeof kind}, iovec{text.data(), text.size()}};
  msghdr header{};
  header.msg_iov = parts.data();
  header.msg_iovlen = parts.size();
  base::PassedFd passed;
  if (message.file) passed.attach(header, message.file.borrow());
  return sendmsg(socket.number(), &header, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0;
}

base::SystemResult<ControlMessage> receive_message(base::Fd socket) {
  ControlMessage message;
  message.text.resize(longest_text);
  std::array<iovec, 2> parts{iovec{&message.kind, sizeof message.kind}, iovec{message.text.data(), longest_text}};
  msghdr header{};
  header.msg_iov = parts.data();
  header.msg_iovlen = parts.size();
  base::PassedFd passed;
  passed.make_room(header);
  const auto size = recvmsg(socket.number(), &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  if (size < 0) return base::unexpected(failed("receive"));
  if (size == 0) return base::unexpected(base::SystemError{ECONNRESET, "receive"});
  message.text.resize(static_cast<std::size_t>(size) - sizeof message.kind);
  message.file = base::PassedFd::taken(header);
  return message;
}

void ControlChannel::wait() {
  socket_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                     lifeline_.guard([this](const boost::system::error_code &error) {
                       if (!error) receive();
                     }));
}

bool ControlChannel::send(const ControlMessage &message) {
  return send_message(base::Fd{socket_.native_handle()}, message);
}

void ControlChannel::receive() {
  auto message = receive_message(base::Fd{socket_.native_handle()});
  const bool early = !message && (message.error().code == EAGAIN || message.error().code == EINTR);
  if (!message && !early) return handlers_.closed();
  wait();
  if (message) handlers_.message(std::move(*message));
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
