#include "base/process.hpp"

#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdint>

// The new process runs on a stack of ours while we stand still, and ends in an
// exec that never returns: bookkeeping of the sanitizers would not survive that.
#define SEMPERVIVUM_IN_CHILD __attribute__((no_sanitize("address", "undefined")))

namespace sempervivum::base {
namespace {

constexpr std::size_t stack_size = std::size_t{32} * 1024;

// The identity is changed by the kernel's own calls: glibc's would try to change
// it in all threads of the memory we share.
#ifdef SYS_setgroups32
constexpr long call_setgroups = SYS_setgroups32;
constexpr long call_setresgid = SYS_setresgid32;
constexpr long call_setresuid = SYS_setresuid32;
#else
constexpr long call_setgroups = SYS_setgroups;
constexpr long call_setresgid = SYS_setresgid;
constexpr long call_setresuid = SYS_setresuid;
#endif

/// What passes between the two sides of the shared memory.
struct Plan {
  const char *path;
  char *const *argv;
  char *const *environment;
  int null;
  uid_t user;
  gid_t group;
  bool change_identity;
  /// Than we are.
  bool is_other;
  itimerval life;
  const Grants *grants;
  /// Set by the new process if it could not execute.
  int error;
};

SEMPERVIVUM_IN_CHILD bool take_identity(const Plan &plan) {
  if (!plan.change_identity) return true;
  const bool grouped = syscall(call_setgroups, 1, &plan.group) == 0;
  // Root in a container without CAP_SETGID runs what is root's own.
  if (!plan.is_other) return true;
  return grouped && syscall(call_setresgid, plan.group, plan.group, plan.group) == 0 &&
         syscall(call_setresuid, plan.user, plan.user, plan.user) == 0;
}

// Whoever started us may have had any signal ignored: a shell does so with those of
// the keyboard for what runs in the background.
SEMPERVIVUM_IN_CHILD void clean_up_signals() {
  struct sigaction standard {};
  standard.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; ++number) sigaction(number, &standard, nullptr);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// A realtime policy has been reset by the kernel already (SCHED_RESET_ON_FORK).
SEMPERVIVUM_IN_CHILD void take_grants(const Grants &grants) {
  setpriority(PRIO_PROCESS, 0, grants.nice);
  sched_setaffinity(0, sizeof grants.cpus, &grants.cpus);
  setrlimit(RLIMIT_RTTIME, &grants.realtime);
}

Grants present_grants() {
  Grants grants;
  grants.nice = getpriority(PRIO_PROCESS, 0);
  sched_getaffinity(0, sizeof grants.cpus, &grants.cpus);
  getrlimit(RLIMIT_RTTIME, &grants.realtime);
  return grants;
}

SEMPERVIVUM_IN_CHILD int child_main(void *argument) {
  auto &plan = *static_cast<Plan *>(argument);
  setpgid(0, 0);
  take_grants(*plan.grants);
  for (const auto stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) dup2(plan.null, stream);
  close_range(STDERR_FILENO + 1, UINT_MAX, CLOSE_RANGE_CLOEXEC);
  if (plan.life.it_value.tv_sec > 0) setitimer(ITIMER_REAL, &plan.life, nullptr);
  if (take_identity(plan)) {
    clean_up_signals();
    execve(plan.path, plan.argv, plan.environment);
  }
  plan.error = errno;
  _exit(127);
}

/// Blocks every signal as long as it lives.
class SignalPause {
 public:
  SignalPause() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before_);
  }
  SignalPause(const SignalPause &) = delete;
  SignalPause &operator=(const SignalPause &) = delete;
  ~SignalPause() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
};

std::string_view name_of(std::string_view entry) { return entry.substr(0, entry.find('=')); }

/// The end of a stack that grows down, aligned as every ABI wants it.
void *top_of(std::byte *stack) {
  const auto end = reinterpret_cast<std::uintptr_t>(stack + stack_size);
  return stack + (stack_size - end % 64);
}

RunResult to_result(const siginfo_t &end) {
  if (end.si_code == CLD_EXITED) return {RunResult::Kind::exited, end.si_status};
  return {RunResult::Kind::signalled, end.si_status};
}

Plan plan_for(const SpawnRequest &request, char *const *argv, const Grants &grants) {
  const auto &command = *request.command;
  const bool other = command.user != geteuid() || command.group != getegid();
  return {.path = command.path.c_str(),
          .argv = argv,
          .environment = request.environment->pointers(),
          .null = request.null.number(),
          .user = command.user,
          .group = command.group,
          .change_identity = other || geteuid() == 0,
          .is_other = other,
          .life = {{0, 0}, {request.life.count(), 0}},
          .grants = &grants,
          .error = 0};
}

}  // namespace

Environment::Environment(char *const *entries, std::span<const std::string_view> removed) {
  for (; *entries != nullptr; ++entries) {
    if (std::ranges::find(removed, name_of(*entries)) == removed.end()) entries_.emplace_back(*entries);
  }
  pointers_.clear();
  for (auto &entry : entries_) pointers_.push_back(entry.data());
  pointers_.push_back(nullptr);
}

Spawner::Spawner() : stack_{std::make_unique_for_overwrite<std::byte[]>(stack_size)}, grants_{present_grants()} {}

SystemResult<Spawned> Spawner::spawn(const SpawnRequest &request) {
  argv_.clear();
  // execve promises not to change them, its type just cannot say so.
  for (const auto &word : request.command->argv) argv_.push_back(const_cast<char *>(word.c_str()));
  argv_.push_back(nullptr);
  auto plan = plan_for(request, argv_.data(), grants_);
  const int flags = CLONE_VM | CLONE_VFORK | SIGCHLD | (request.want_pidfd ? CLONE_PIDFD : 0);
  int pidfd = -1;
  pid_t pid = 0;
  {
    const SignalPause pause;
    pid = clone(child_main, top_of(stack_.get()), flags, &plan, &pidfd);
  }
  if (pid < 0) return unexpected(SystemError{errno, "start " + request.command->path});
  Spawned spawned{pid, UniqueFd{pidfd}};
  if (plan.error == 0) return spawned;
  waitpid(pid, nullptr, 0);
  return unexpected(SystemError{plan.error, "execute " + request.command->path});
}

std::optional<RunResult> reap(pid_t pid) {
  siginfo_t end{};
  if (waitid(P_PID, static_cast<id_t>(pid), &end, WEXITED | WNOHANG) != 0 || end.si_pid == 0) return std::nullopt;
  return to_result(end);
}

}  // namespace sempervivum::base
