#include "daemon/process_settings.hpp"

#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>

#include "base/fd.hpp"

namespace sempervivum::daemon {
namespace {

struct NeededCapability {
  unsigned number;
  const char *name;
};

constexpr std::array needed_capabilities{
    NeededCapability{CAP_NET_ADMIN, "CAP_NET_ADMIN"},
    NeededCapability{CAP_NET_RAW, "CAP_NET_RAW"},
};

void rename_to(const std::string &name) { prctl(PR_SET_NAME, name.c_str()); }

const std::optional<std::string> &own_name(ChildKind kind, const parser::GlobalDefs &global) {
  switch (kind) {
    case ChildKind::checkers: return global.checker_process_name;
    case ChildKind::vrrp: break;
  }
  return global.vrrp_process_name;
}

}  // namespace

void name_parent(const parser::GlobalDefs &global) {
  if (global.process_name) rename_to(*global.process_name);
}

void name_child(ChildKind kind, const parser::GlobalDefs &global) {
  if (const auto &name = own_name(kind, global))
    rename_to(*name);
  else if (global.process_names)
    rename_to(std::string{traits(kind).process_name});
}

base::SystemResult<void> enter_network_namespace(const std::string &name) {
  const auto path = "/run/netns/" + name;
  const base::UniqueFd space{open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!space || setns(space.number(), CLONE_NEWNET) != 0)
    return base::unexpected(base::SystemError{errno, "enter network namespace " + name});
  return {};
}

void allow_core_dumps() {
  constexpr rlimit unlimited{RLIM_INFINITY, RLIM_INFINITY};
  setrlimit(RLIMIT_CORE, &unlimited);
}

std::string missing_capabilities() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> sets{};
  if (syscall(SYS_capget, &header, sets.data()) != 0) return {};
  std::string missing;
  for (const auto &capability : needed_capabilities) {
    if ((sets[0].effective >> capability.number & 1U) != 0) continue;
    missing += missing.empty() ? "" : " and ";
    missing += capability.name;
  }
  return missing;
}

}  // namespace sempervivum::daemon
