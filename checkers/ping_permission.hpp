/// Leave to use ICMP sockets without privileges, for as long as PING_CHECKs run.
///
/// net.ipv4.ping_group_range (icmp(7)) is widened to our group where it does not
/// contain it, and put back at the end unless somebody has changed it meanwhile.
#pragma once

#include <optional>
#include <string>

#include "base/expected.hpp"

namespace sempervivum::checkers {

class PingPermission {
 public:
  static base::SystemResult<PingPermission> get();
  PingPermission(PingPermission &&other) noexcept;
  PingPermission &operator=(PingPermission &&) = delete;
  PingPermission(const PingPermission &) = delete;
  PingPermission &operator=(const PingPermission &) = delete;
  ~PingPermission();

 private:
  PingPermission() = default;

  /// Set if we changed it.
  std::optional<std::string> original_;
};

struct GroupRange {
  long first = 1;
  long last = 0;
};
/// The range with `group` in it. Pure.
GroupRange widened(GroupRange range, long group);

}  // namespace sempervivum::checkers
