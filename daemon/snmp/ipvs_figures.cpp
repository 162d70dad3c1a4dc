#include "daemon/snmp/ipvs_figures.hpp"

namespace sempervivum::daemon {
namespace {

using netlink::IpvsStatistics;

void add(IpvsStatistics &sum, const IpvsStatistics &one) {
  sum.connections += one.connections;
  sum.packets_in += one.packets_in;
  sum.packets_out += one.packets_out;
  sum.bytes_in += one.bytes_in;
  sum.bytes_out += one.bytes_out;
  sum.connection_rate += one.connection_rate;
  sum.packet_rate_in += one.packet_rate_in;
  sum.packet_rate_out += one.packet_rate_out;
  sum.byte_rate_in += one.byte_rate_in;
  sum.byte_rate_out += one.byte_rate_out;
}

void add(DestinationFigures &sum, const DestinationFigures &one) {
  add(sum.statistics, one.statistics);
  sum.active += one.active;
  sum.inactive += one.inactive;
  sum.persistent += one.persistent;
}

bool is_old(const std::optional<base::Instant> &read, base::Instant now, base::Duration age) {
  return !read || now - *read >= age;
}

}  // namespace

void IpvsFigures::refresh(base::Instant now, base::Duration services, base::Duration destinations) {
  const bool anew = is_old(services_read_, now, services);
  if (anew) {
    read_services();
    services_read_ = now;
  }
  const bool together = destinations == base::Duration::zero();
  if (together ? !anew : !is_old(destinations_read_, now, destinations)) return;
  read_destinations();
  destinations_read_ = now;
}

// What cannot be read is shown as nothing counted.
void IpvsFigures::read_services() {
  services_.clear();
  const auto reports = reader_.services();
  if (!reports) return;
  for (const auto &report : *reports) services_[report.service.key] = report.statistics;
}

void IpvsFigures::read_destinations() {
  destinations_.clear();
  for (const auto &[service, statistics] : services_) {
    const auto reports = reader_.destinations(service);
    if (!reports) continue;
    for (const auto &report : *reports)
      destinations_[{service, report.destination.key}] = {report.statistics, report.active_connections,
                                                          report.inactive_connections, report.persistent_connections};
  }
}

IpvsStatistics IpvsFigures::of(const checkers::ServicePlan &service) const {
  IpvsStatistics sum;
  for (const auto &entry : service.entries)
    if (const auto found = services_.find(entry.key); found != services_.end()) add(sum, found->second);
  return sum;
}

DestinationFigures IpvsFigures::of(const checkers::ServicePlan &service,
                                   const netlink::IpvsDestination &destination) const {
  DestinationFigures sum;
  for (const auto &entry : service.entries) {
    const auto found = destinations_.find({entry.key, checkers::destination_for(destination, entry.key).key});
    if (found != destinations_.end()) add(sum, found->second);
  }
  return sum;
}

}  // namespace sempervivum::daemon
