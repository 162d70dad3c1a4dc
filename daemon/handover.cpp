#include "daemon/handover.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <utility>

namespace sempervivum::daemon {
namespace {

using boost::asio::posix::stream_descriptor;
using Kind = ControlMessage::Kind;

constexpr std::chrono::seconds reload_limit{5};
constexpr std::chrono::seconds claim_limit{1};
constexpr std::chrono::seconds end_limit{6};

struct Address {
  sockaddr_un address{};
  socklen_t size = 0;
};

/// An abstract name, which belongs to the network namespace and needs no file.
base::SystemResult<Address> address_of(const std::string &pid_file) {
  const auto name = "sempervivum-handover:" + pid_file;
  Address made;
  made.address.sun_family = AF_UNIX;
  if (name.size() >= sizeof made.address.sun_path)
    return base::unexpected(base::SystemError{ENAMETOOLONG, "name " + name});
  std::ranges::copy(name, made.address.sun_path + 1);
  made.size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  return made;
}

base::UniqueFd make_socket() {
  return base::UniqueFd{socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
}

/// The process at the other end, if it is one of our own user's; else 0.
pid_t peer(base::Fd socket) {
  ucred who{};
  socklen_t size = sizeof who;
  const bool known = getsockopt(socket.number(), SOL_SOCKET, SO_PEERCRED, &who, &size) == 0;
  return known && who.uid == geteuid() ? who.pid : 0;
}

}  // namespace

base::SystemResult<std::unique_ptr<Bequest>> Bequest::open(boost::asio::io_context &io, const std::string &pid_file,
                                                           std::chrono::seconds limit, base::UniqueFd line,
                                                           Handlers handlers) {
  const auto address = address_of(pid_file);
  if (!address) return base::unexpected(address.error());
  auto socket = make_socket();
  const auto *name = reinterpret_cast<const sockaddr *>(&address->address);
  if (bind(socket.number(), name, address->size) != 0 || ::listen(socket.number(), 1) != 0)
    return base::unexpected(base::SystemError{errno, "listen for a successor"});
  std::unique_ptr<Bequest> bequest{new Bequest{io, std::move(socket), std::move(line), std::move(handlers)}};
  bequest->limit_.expires_after(limit);
  bequest->limit_.async_wait(bequest->lifeline_.guard([self = bequest.get()](const boost::system::error_code &error) {
    if (!error) self->give_up();
  }));
  return bequest;
}

Bequest::Bequest(boost::asio::io_context &io, base::UniqueFd socket, base::UniqueFd line, Handlers handlers)
    : io_{io}, listener_{io, socket.release()}, limit_{io}, handlers_{std::move(handlers)} {
  if (line) line_.emplace(io, line.release());
  listen();
  watch_line();
}

void Bequest::listen() {
  listener_.async_wait(stream_descriptor::wait_read, lifeline_.guard([this](const boost::system::error_code &error) {
    if (!error) accept();
  }));
}

// One at a time: the next is looked at when this one has gone.
void Bequest::accept() {
  base::UniqueFd socket{accept4(listener_.native_handle(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)};
  successor_ = socket ? peer(socket.borrow()) : 0;
  if (successor_ == 0) return listen();
  channel_ = std::make_unique<ControlChannel>(
      io_, std::move(socket),
      ControlChannel::Handlers{[this](const ControlMessage &message) { answer(message); }, [this] { listen(); }});
}

void Bequest::answer(const ControlMessage &message) {
  if (message.kind == Kind::claim) return hand_over();
  if (message.kind != Kind::reload) return;
  auto refusal = handlers_.reload(message);
  const bool agreed = refusal.empty();
  channel_->send({Kind::reloaded, std::move(refusal), {}});
  if (!agreed) give_up();
}

void Bequest::hand_over() {
  auto file = memory_file("estate", handlers_.estate());
  if (!file || !channel_->send({Kind::estate, {}, std::move(*file)})) return give_up();
  limit_.cancel();
  line_.reset();
  handlers_.over(successor_);
}

/// Nothing is ever sent on it: it ends when the service manager lets go of it.
void Bequest::watch_line() {
  if (!line_) return;
  line_->async_wait(stream_descriptor::wait_read, lifeline_.guard([this](const boost::system::error_code &error) {
    if (!error) give_up();
  }));
}

void Bequest::give_up() {
  limit_.cancel();
  line_.reset();
  listener_.close();
  handlers_.unclaimed();
}

std::optional<Inheritance> Inheritance::find(const std::string &pid_file) {
  const auto address = address_of(pid_file);
  if (!address) return std::nullopt;
  auto socket = make_socket();
  const auto *name = reinterpret_cast<const sockaddr *>(&address->address);
  if (connect(socket.number(), name, address->size) != 0) return std::nullopt;
  const auto who = peer(socket.borrow());
  if (who == 0) return std::nullopt;
  return Inheritance{std::move(socket), who};
}

std::optional<ControlMessage> Inheritance::await(Kind kind, std::chrono::milliseconds limit) {
  pollfd readable{socket_.number(), POLLIN, 0};
  if (poll(&readable, 1, static_cast<int>(limit.count())) != 1) return std::nullopt;
  auto message = receive_message(socket_.borrow());
  if (!message || message->kind != kind) return std::nullopt;
  return std::move(*message);
}

bool Inheritance::agree(const std::string &snapshot) {
  auto file = memory_file("keepalived.conf", snapshot);
  if (!file || !send_message(socket_.borrow(), {Kind::reload, {}, std::move(*file)})) return false;
  const auto answer = await(Kind::reloaded, reload_limit);
  return answer && answer->text.empty();
}

std::string Inheritance::claim() {
  if (!send_message(socket_.borrow(), {Kind::claim, {}, {}})) return {};
  const auto answer = await(Kind::estate, claim_limit);
  if (!answer || !answer->file) return {};
  return read_memory_file(answer->file.borrow()).value_or(std::string{});
}

void Inheritance::outlast() {
  pollfd gone{socket_.number(), POLLIN, 0};
  const auto end = std::chrono::steady_clock::now() + end_limit;
  while (std::chrono::steady_clock::now() < end && poll(&gone, 1, 100) >= 0) {
    const auto message = receive_message(socket_.borrow());
    if (!message && message.error().code == ECONNRESET) return;
  }
}

}  // namespace sempervivum::daemon
