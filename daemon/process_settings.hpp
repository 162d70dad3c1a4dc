/// Settings of a process as a whole: its name, namespace, limits, capabilities.
#pragma once

#include <string>

#include "base/expected.hpp"
#include "daemon/child.hpp"
#include "parser/model_global.hpp"

namespace sempervivum::daemon {

/// Renames the parent, if process_name asks for it.
void name_parent(const parser::GlobalDefs &global);

/// Renames a child, if process_names or its own keyword asks for it.
void name_child(ChildKind kind, const parser::GlobalDefs &global);

/// Moves into the network namespace `name` of `ip netns`.
base::SystemResult<void> enter_network_namespace(const std::string &name);

/// Lets the kernel write a core file of any size.
void allow_core_dumps();

/// The capabilities the daemon cannot work without and does not have, in words:
/// "CAP_NET_ADMIN and CAP_NET_RAW"; empty: nothing is missing.
std::string missing_capabilities();

}  // namespace sempervivum::daemon
