/// What each process may do: after its start it keeps the capabilities of its table
/// and gives up all others (capabilities(7)).
///
/// Scripts that run as root get what the bounding set allows, as ever: they may be
/// what restarts services or mounts disks. With --no-new-privileges nothing that is
/// started can gain what its starter does not have, by set-user-ID files or otherwise.
#pragma once

#include <linux/capability.h>

#include <cstdint>
#include <span>
#include <string_view>

#include "daemon/child.hpp"
#include "parser/model_global.hpp"

namespace sempervivum::daemon {

struct Privilege {
  unsigned capability;
  std::string_view name;
  std::string_view what_for;
};

/// What a child needs, whatever it is configured to do; the parent needs what either does.
std::span<const Privilege> privileges(ChildKind kind);

/// The same as a set, bit by bit; `settings` may ask for more.
std::uint64_t privilege_set(ChildKind kind, const parser::ProcessSettings &settings);

/// For the calling thread and those it will start: gives up what is not in the set.
/// What it does not have it does not get.
void keep_privileges(std::uint64_t set);

/// For this process and all that it starts.
void forbid_new_privileges();

}  // namespace sempervivum::daemon
