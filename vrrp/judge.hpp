/// Where an instance stands, from its plan, the kernel's picture and what it tracks.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "netlink/picture.hpp"
#include "vrrp/plan.hpp"
#include "vrrp/tracking.hpp"

namespace sempervivum::vrrp {

/// What is known of tracked objects, by their names.
struct Sightings {
  std::function<Verdict(const std::string &script)> script = {};
  /// Nothing: it cannot be watched, and is not tracked.
  std::function<std::optional<int>(const std::string &file)> file = {};
  std::function<Verdict(const std::string &process)> process = {};
  std::function<Verdict(const std::string &session)> bfd = {};
  /// interface_up_down_delays may make it differ from what the kernel says.
  std::function<bool(const netlink::Link &link)> is_up = [](const netlink::Link &link) { return link.is_up(); };
};

/// Gathers the facts and evaluates them (tracking.hpp). Pure.
Standing judge(const InstancePlan &plan, const netlink::Picture &picture, const Sightings &sightings);

}  // namespace sempervivum::vrrp
