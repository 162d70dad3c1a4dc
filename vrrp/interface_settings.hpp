/// Kernel settings of interfaces that hold as long as an instance wants them.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/log.hpp"
#include "netlink/sysctl.hpp"
#include "vrrp/plan.hpp"

namespace sempervivum::vrrp {

/// By path below /proc/sys/net.
using WantedSettings = std::map<std::string, std::int64_t>;

/// promote_secondaries on the interface of each instance that says so: the other
/// addresses of its prefix survive the removal of the first. On an interface with
/// virtual MACs, that it answers for its own addresses only (behaviour H3). With
/// disable_local_igmp, that nobody is told of the groups 224.0.0.x we listen to.
WantedSettings wanted_settings(const Plan &plan);
/// Whether one of its virtual links must be without reverse path filter.
bool needs_no_path_filter(const Plan &plan);

/// Sets them, and puts back what was before when nobody wants them any more or the
/// process ends. What cannot be set is said once.
class InterfaceSettings {
 public:
  explicit InterfaceSettings(base::Log log) : log_{log} {}

  /// From now on these, and no others.
  void want(WantedSettings wanted);
  /// While it is needed, no reverse path filter on all interfaces, but the same on
  /// each of them: a virtual MAC can be without only so (behaviour H3).
  void spread_path_filter(bool needed);
  /// An interface has come to be, perhaps again, with settings of its own.
  void renew(const std::string &interface);
  /// What they were before anybody of us set them; for another process.
  std::map<std::string, std::int64_t> originals() const { return keeper_.originals(); }
  /// Puts these back at the end, as the process before would have.
  void inherit(const std::map<std::string, std::int64_t> &originals);
  /// Another process puts them back.
  void forget() { keeper_.forget(); }

 private:
  void hold(const std::string &path, std::int64_t value);

  base::Log log_;
  WantedSettings held_;
  WantedSettings path_filters_;
  netlink::SysctlKeeper keeper_;
};

}  // namespace sempervivum::vrrp
