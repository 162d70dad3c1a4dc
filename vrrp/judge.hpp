/// Where an instance stands, from its plan, the kernel's picture and its scripts.
#pragma once

#include <functional>
#include <string>

#include "netlink/picture.hpp"
#include "vrrp/plan.hpp"
#include "vrrp/tracking.hpp"

namespace sempervivum::vrrp {

using ScriptVerdicts = std::function<Verdict(const std::string &script)>;

/// Gathers the facts and evaluates them (tracking.hpp). Pure.
Standing judge(const InstancePlan &plan, const netlink::Picture &picture, const ScriptVerdicts &verdicts);

}  // namespace sempervivum::vrrp
