#include "daemon/child.hpp"

#include <fmt/format.h>
#include <string.h>
#include <sys/wait.h>

#include <algorithm>

#include "daemon/exit_code.hpp"
#include "daemon/messages.hpp"

namespace sempervivum::daemon {
namespace {

constexpr std::chrono::seconds longest_delay{60};

/// The incumbent's name of a status that no restart cures; empty for others.
std::string_view permanent_name(int status) {
  switch (status) {
    case exit_fatal: return "FATAL";
    case exit_config: return "CONFIG";
    case exit_permission: return "missing permission";
    default: return {};
  }
}

}  // namespace

const ChildTraits &traits(ChildKind kind) { return child_table[static_cast<std::size_t>(kind)]; }

std::chrono::seconds RespawnDelay::next() {
  const auto delay = delay_;
  delay_ = std::clamp(delay_ * 2, std::chrono::seconds{1}, longest_delay);
  return delay;
}

ChildDeath judge_death(int pid, int wait_status) {
  if (WIFSIGNALED(wait_status)) {
    const int number = WTERMSIG(wait_status);
    return {fmt::format(messages::child_killed, pid, number, strsignal(number)), 0};
  }
  const int status = WEXITSTATUS(wait_status);
  if (status == exit_ok) return {};
  if (const auto name = permanent_name(status); !name.empty())
    return {fmt::format(messages::child_permanent, pid, name), status};
  return {fmt::format(messages::child_ended, pid, status), 0};
}

}  // namespace sempervivum::daemon
