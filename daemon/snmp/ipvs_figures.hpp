/// What IPVS has counted, not older than asked for.
///
/// Read from the kernel when it is looked at: costs nothing while nobody looks.
///
/// Thread: SNMP's. Waits for the kernel, which answers at once.
#pragma once

#include <map>
#include <optional>
#include <utility>

#include "base/clock.hpp"
#include "checkers/plan.hpp"
#include "netlink/ipvs_reader.hpp"

namespace sempervivum::daemon {

struct DestinationFigures {
  netlink::IpvsStatistics statistics;
  std::uint64_t active = 0;
  std::uint64_t inactive = 0;
  std::uint64_t persistent = 0;
};

class IpvsFigures {
 public:
  explicit IpvsFigures(netlink::IpvsReader reader) : reader_{std::move(reader)} {}

  /// What is older is read anew; `destinations` 0: as old as the services'.
  void refresh(base::Instant now, base::Duration services, base::Duration destinations);

  /// The sum of all the service's entries; zeros for what the kernel does not have.
  netlink::IpvsStatistics of(const checkers::ServicePlan &service) const;
  DestinationFigures of(const checkers::ServicePlan &service, const netlink::IpvsDestination &destination) const;

 private:
  void read_services();
  void read_destinations();

  netlink::IpvsReader reader_;
  std::optional<base::Instant> services_read_;
  std::optional<base::Instant> destinations_read_;
  std::map<netlink::IpvsServiceKey, netlink::IpvsStatistics> services_;
  std::map<std::pair<netlink::IpvsServiceKey, netlink::IpvsDestinationKey>, DestinationFigures> destinations_;
};

}  // namespace sempervivum::daemon
