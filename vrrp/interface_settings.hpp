/// Kernel settings of interfaces that hold as long as an instance wants them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "netlink/sysctl.hpp"
#include "vrrp/plan.hpp"

namespace sempervivum::vrrp {

/// By path below /proc/sys/net.
using WantedSettings = std::map<std::string, std::int64_t>;

/// promote_secondaries on the interface of each instance that says so: the other
/// addresses of its prefix survive the removal of the first.
WantedSettings wanted_settings(const std::vector<InstancePlan> &instances);

/// Sets them, and puts back what was before when nobody wants them any more or the
/// process ends. What cannot be set is said once.
class InterfaceSettings {
 public:
  explicit InterfaceSettings(base::Log log) : log_{log} {}

  /// From now on these, and no others.
  void want(WantedSettings wanted);
  /// An interface has come to be, perhaps again, with settings of its own.
  void renew(const std::string &interface);

 private:
  void hold(const std::string &path, std::int64_t value);

  base::Log log_;
  WantedSettings held_;
  netlink::SysctlKeeper keeper_;
};

}  // namespace sempervivum::vrrp
