#include "checkers/readiness.hpp"

#include <array>
#include <cerrno>

namespace sempervivum::checkers {
namespace {

/// How many get their turn before the loop's other work does.
constexpr std::size_t most_in_a_turn = 32;

constexpr unsigned number_shift = 32;

/// What the kernel keeps for us.
std::uint64_t mark_of(base::Fd socket, std::uint32_t number) {
  return std::uint64_t{number} << number_shift | static_cast<std::uint32_t>(socket.number());
}

}  // namespace

Waiter::Waiter(boost::asio::execution_context &loop) : readiness_{boost::asio::use_service<Readiness>(loop)} {}

Waiter::~Waiter() { unwatch(); }

base::SystemResult<void> Waiter::watch(base::Fd socket, std::uint32_t events) {
  if (socket == socket_) return readiness_.watch(*this, EPOLL_CTL_MOD, events);
  unwatch();
  socket_ = socket;
  return readiness_.watch(*this, EPOLL_CTL_ADD, events);
}

void Waiter::unwatch() {
  if (socket_.is_open()) readiness_.place_of(socket_).waiter = nullptr;
  socket_ = {};
}

Readiness::Readiness(boost::asio::execution_context &context)
    : boost::asio::execution_context::service{context}, loop_{static_cast<boost::asio::io_context &>(context)} {}

Readiness::Place &Readiness::place_of(base::Fd socket) {
  const auto index = static_cast<std::size_t>(socket.number());
  if (index >= places_.size()) places_.resize(index + 1);
  return places_[index];
}

base::SystemResult<void> Readiness::open() {
  if (set_) return {};
  base::UniqueFd fd{epoll_create1(EPOLL_CLOEXEC)};
  if (!fd) return base::unexpected(base::SystemError{errno, "make an epoll set"});
  set_.emplace(loop_, fd.release());
  await();
  return {};
}

base::SystemResult<void> Readiness::watch(Waiter &waiter, int action, std::uint32_t events) {
  if (auto opened = open(); !opened) return opened;
  auto &place = place_of(waiter.socket_);
  place.waiter = &waiter;
  if (action == EPOLL_CTL_ADD) ++place.number;
  epoll_event event{};
  event.events = events;
  event.data.u64 = mark_of(waiter.socket_, place.number);
  if (epoll_ctl(set_->native_handle(), action, waiter.socket_.number(), &event) != 0)
    return base::unexpected(base::SystemError{errno, "wait for a socket"});
  return {};
}

void Readiness::await() {
  set_->async_wait(boost::asio::posix::stream_descriptor::wait_read, [this](const boost::system::error_code &error) {
    if (!error) look();
  });
}

void Readiness::look() {
  std::array<epoll_event, most_in_a_turn> events;
  const int count = epoll_wait(set_->native_handle(), events.data(), static_cast<int>(events.size()), 0);
  for (int index = 0; index < count; ++index) tell(events[static_cast<std::size_t>(index)].data.u64);
  await();
}

// An earlier one of the same turn may have ended this one, or used its descriptor again.
void Readiness::tell(std::uint64_t mark) {
  const base::Fd socket{static_cast<int>(static_cast<std::uint32_t>(mark))};
  const auto place = place_of(socket);
  if (place.waiter != nullptr && mark_of(socket, place.number) == mark) place.waiter->ready();
}

}  // namespace sempervivum::checkers
