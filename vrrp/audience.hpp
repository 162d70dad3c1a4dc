/// Who follows the instances from outside the process: D-Bus clients, SNMP managers.
///
/// Neither call ever blocks. Thread: the protocol thread.
#pragma once

#include "vrrp/notice.hpp"

namespace sempervivum::vrrp {

struct Plan;
class Instance;

class Audience {
 public:
  Audience() = default;
  Audience(const Audience &) = delete;
  Audience &operator=(const Audience &) = delete;
  virtual ~Audience();

  /// What runs from now on: at the start before any of it, at a reload after what is
  /// no longer there has ended.
  virtual void meet(const Plan &plan) = 0;
  /// After the scripts and FIFOs have been told (behaviour J1); the event is the one
  /// reported to them. `instance`: whom it is about; null for a group.
  virtual void note(const Notice &notice, const Instance *instance) = 0;
};

/// Nobody.
Audience &null_audience() noexcept;

}  // namespace sempervivum::vrrp
