#include "daemon/signals.hpp"

#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace sempervivum::daemon {
namespace {

int open_signalfd(std::span<const int> numbers) {
  sigset_t set;
  sigemptyset(&set);
  for (const auto number : numbers) sigaddset(&set, number);
  const int fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
  if (fd < 0) throw std::system_error{errno, std::generic_category(), "signalfd"};
  return fd;
}

}  // namespace

sigset_t handled_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const auto number : {SIGTERM, SIGINT, SIGHUP, SIGCHLD, SIGUSR1, SIGUSR2, SIGXCPU}) sigaddset(&set, number);
  for (const auto number : {SIGRTMIN + 2, SIGRTMAX - 1, SIGRTMAX}) sigaddset(&set, number);
  return set;
}

void hold_signals() {
  signal(SIGPIPE, SIG_IGN);
  const auto set = handled_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

SignalWatcher::SignalWatcher(boost::asio::io_context &io, std::span<const int> numbers, Callback callback)
    : descriptor_{io, open_signalfd(numbers)}, callback_{std::move(callback)} {
  wait();
}

void SignalWatcher::wait() {
  descriptor_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                         lifeline_.guard([this](const boost::system::error_code &error) {
                           if (!error) read_one();
                         }));
}

// One signal a wake-up: the callback may destroy this object, and what is left in
// the descriptor wakes us again.
void SignalWatcher::read_one() {
  signalfd_siginfo info{};
  const bool got = read(descriptor_.native_handle(), &info, sizeof info) == sizeof info;
  wait();
  if (got) callback_(info);
}

}  // namespace sempervivum::daemon
