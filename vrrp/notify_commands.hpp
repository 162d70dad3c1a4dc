/// Which scripts an event runs, with which arguments: pure (behaviour J1, J2, J7).
#pragma once

#include <vector>

#include "base/script.hpp"
#include "base/strong.hpp"
#include "vrrp/effect.hpp"
#include "vrrp/plan.hpp"

namespace sempervivum::vrrp {

/// notify_STATE first, with its configured arguments only; then notify, with
/// INSTANCE NAME STATE PRIORITY appended. A deleted instance says FAULT unless
/// notify_deleted is configured. Hearing a lower priority runs its own script
/// only.
std::vector<base::Command> notify_commands(const InstancePlan &plan, Event event, base::Priority priority);

}  // namespace sempervivum::vrrp
