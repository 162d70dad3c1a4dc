/// Reading the kernel's IPVS table with its statistics.
///
/// Waits for the kernel's answers, which come at once: for start-up, and for threads
/// that may wait.
///
/// Thread: one at a time.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "base/expected.hpp"
#include "netlink/channel.hpp"
#include "netlink/ipvs.hpp"

namespace sempervivum::netlink {

class IpvsReader {
 public:
  /// Finds the family, having the kernel load it if it can; ENOENT: this kernel has
  /// no ip_vs. Reads the network namespace it was opened in.
  static base::SystemResult<IpvsReader> open();

  base::SystemResult<std::vector<IpvsServiceReport>> services();
  /// Of one service.
  base::SystemResult<std::vector<IpvsDestinationReport>> destinations(const IpvsServiceKey &service);

  std::uint16_t family() const { return family_; }

 private:
  IpvsReader(Channel channel, std::uint16_t family) : channel_{std::move(channel)}, family_{family} {}

  Channel channel_;
  std::uint16_t family_;
};

}  // namespace sempervivum::netlink
