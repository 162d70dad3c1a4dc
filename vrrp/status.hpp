/// What of everything that runs changes from moment to moment, as plain values for
/// other threads; what does not is the Plan's and the configuration's.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/address.hpp"
#include "vrrp/counters.hpp"
#include "vrrp/dump_view.hpp"
#include "vrrp/effect.hpp"
#include "vrrp/tracking.hpp"

namespace sempervivum::vrrp {

struct InstanceStatus {
  State state = State::init;
  base::Priority priority{0};
  /// Of our adverts.
  base::IpAddress source;
  /// Whom we follow; ourselves as master; any while there is nobody.
  base::IpAddress master;
  Counters counters;
  /// Why it became master last; nothing: it never did.
  std::optional<Why> mastered_by{};
  /// Empty while the instance is in none.
  std::string group;
};

struct ScriptStatus {
  Verdict verdict = Verdict::unknown;
};

struct ProcessStatus {
  unsigned count = 0;
  bool good = false;
};

struct LinkStatus {
  std::uint32_t index = 0;
  base::HardwareAddress address;
};

struct Status {
  /// By the places of the plan.
  std::vector<InstanceStatus> instances;
  std::map<std::string, State> groups;
  std::map<std::string, ScriptStatus> scripts;
  std::map<std::string, int> files;
  std::map<std::string, ProcessStatus> processes;
  std::map<std::string, LinkStatus> links;
};

Status take_status(const DumpView &view);

}  // namespace sempervivum::vrrp
