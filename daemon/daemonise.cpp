#include "daemon/daemonise.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>

namespace sempervivum::daemon {
namespace {

base::SystemError failed(const char *action) { return {errno, action}; }

void close_descriptors() {
  if (close_range(STDERR_FILENO + 1, UINT_MAX, 0) == 0) return;
  for (int fd = STDERR_FILENO + 1; fd < static_cast<int>(sysconf(_SC_OPEN_MAX)); ++fd) close(fd);
}

/// A descriptor we open must never land on 0, 1 or 2.
void ensure_standard_streams() {
  int fd = open("/dev/null", O_RDWR);
  while (fd >= 0 && fd <= STDERR_FILENO) fd = open("/dev/null", O_RDWR);
  if (fd > STDERR_FILENO) close(fd);
}

void reset_signals() {
  for (int number = 1; number <= SIGRTMAX; ++number) {
    if (number != SIGKILL && number != SIGSTOP) signal(number, SIG_DFL);
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

void stop_timers() {
  constexpr itimerval off{};
  for (const auto timer : {ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF}) setitimer(timer, &off, nullptr);
}

/// The launcher's rest of life: waits for the daemon's word.
[[noreturn]] void wait_and_exit(base::UniqueFd pipe) {
  unsigned char status = 1;
  while (read(pipe.number(), &status, 1) < 0 && errno == EINTR) {
  }
  _exit(status);
}

}  // namespace

void drop_inherited_state() {
  stop_timers();
  reset_signals();
  ensure_standard_streams();
  close_descriptors();
}

void Launcher::release(int status) {
  if (!pipe_) return;
  const auto byte = static_cast<unsigned char>(status);
  while (write(pipe_.number(), &byte, 1) < 0 && errno == EINTR) {
  }
  pipe_.close();
}

base::SystemResult<Launcher> go_to_background() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return base::unexpected(failed("create a pipe"));
  base::UniqueFd read_end{ends[0]};
  base::UniqueFd write_end{ends[1]};
  const auto middle = fork();
  if (middle < 0) return base::unexpected(failed("fork"));
  if (middle > 0) {
    write_end.close();
    wait_and_exit(std::move(read_end));
  }
  read_end.close();
  setsid();
  // A session leader could get a controlling terminal again; its child cannot.
  const auto daemon = fork();
  if (daemon != 0) _exit(daemon < 0 ? 1 : 0);
  if (chdir("/") != 0) return base::unexpected(failed("change to /"));
  return Launcher{std::move(write_end)};
}

void detach_streams() {
  const base::UniqueFd null{open("/dev/null", O_RDWR | O_CLOEXEC)};
  if (!null) return;
  for (const auto stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) dup2(null.number(), stream);
}

}  // namespace sempervivum::daemon
