#include "daemon/privileges.hpp"

#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>

namespace sempervivum::daemon {
namespace {

constexpr std::array vrrp_privileges{
    Privilege{CAP_NET_ADMIN, "CAP_NET_ADMIN", "addresses, routes, rules, links, filters, process events"},
    Privilege{CAP_NET_RAW, "CAP_NET_RAW", "adverts, gratuitous ARP, neighbour advertisements"},
    Privilege{CAP_SETUID, "CAP_SETUID", "running scripts as their user"},
    Privilege{CAP_SETGID, "CAP_SETGID", "running scripts with their group"},
    Privilege{CAP_KILL, "CAP_KILL", "ending scripts of other users"},
    Privilege{CAP_CHOWN, "CAP_CHOWN", "FIFOs and files for their users"},
    Privilege{CAP_DAC_OVERRIDE, "CAP_DAC_OVERRIDE", "tracked files and FIFOs of other users"},
    Privilege{CAP_FOWNER, "CAP_FOWNER", "modes of such files"},
    Privilege{CAP_SYS_PTRACE, "CAP_SYS_PTRACE", "seeing tracked processes where /proc hides them"},
    Privilege{CAP_SYS_NICE, "CAP_SYS_NICE", "vrrp_priority, vrrp_rt_priority, vrrp_cpu_affinity"},
    Privilege{CAP_IPC_LOCK, "CAP_IPC_LOCK", "vrrp_no_swap"},
};

constexpr std::array checker_privileges{
    Privilege{CAP_NET_ADMIN, "CAP_NET_ADMIN", "IPVS, and the marks of checks"},
    Privilege{CAP_NET_RAW, "CAP_NET_RAW", "PING_CHECK, and binding checks to interfaces"},
    Privilege{CAP_NET_BIND_SERVICE, "CAP_NET_BIND_SERVICE", "bind_port below 1024"},
    Privilege{CAP_SETUID, "CAP_SETUID", "running scripts as their user"},
    Privilege{CAP_SETGID, "CAP_SETGID", "running scripts with their group"},
    Privilege{CAP_KILL, "CAP_KILL", "ending scripts of other users"},
    Privilege{CAP_CHOWN, "CAP_CHOWN", "FIFOs and files for their users"},
    Privilege{CAP_DAC_OVERRIDE, "CAP_DAC_OVERRIDE", "tracked files and FIFOs of other users"},
    Privilege{CAP_FOWNER, "CAP_FOWNER", "modes of such files"},
    Privilege{CAP_SYS_NICE, "CAP_SYS_NICE", "checker_priority, checker_rt_priority, checker_cpu_affinity"},
    Privilege{CAP_IPC_LOCK, "CAP_IPC_LOCK", "checker_no_swap"},
};

constexpr std::uint64_t bit(unsigned capability) { return std::uint64_t{1} << capability; }

}  // namespace

std::span<const Privilege> privileges(ChildKind kind) {
  switch (kind) {
    case ChildKind::checkers: return checker_privileges;
    case ChildKind::vrrp: break;
  }
  return vrrp_privileges;
}

// The checkers may have to enter a network namespace at any time.
std::uint64_t privilege_set(ChildKind kind, const parser::ProcessSettings &settings) {
  std::uint64_t set = 0;
  for (const auto &privilege : privileges(kind)) set |= bit(privilege.capability);
  if (kind == ChildKind::checkers && settings.net_namespace_ipvs) set |= bit(CAP_SYS_ADMIN);
  return set;
}

void keep_privileges(std::uint64_t set) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> sets{};
  if (syscall(SYS_capget, &header, sets.data()) != 0) return;
  for (std::size_t half = 0; half < sets.size(); ++half) {
    const auto kept = static_cast<std::uint32_t>(set >> 32U * half);
    sets[half].effective &= kept;
    sets[half].permitted &= kept;
    sets[half].inheritable &= kept;
  }
  syscall(SYS_capset, &header, sets.data());
}

void forbid_new_privileges() { prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }

}  // namespace sempervivum::daemon
