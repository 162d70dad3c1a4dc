/// The columns of what IPVS has counted, which services and servers have alike but
/// in other places. Pure.
#pragma once

#include "daemon/snmp/snmp_value.hpp"
#include "netlink/ipvs.hpp"

namespace sempervivum::daemon {

/// The first column of each series.
struct FigureColumns {
  std::uint32_t connections;
  /// In and out; then bytes in and out.
  std::uint32_t packets;
  /// Of connections, packets in and out, bytes in and out, each second.
  std::uint32_t rates;
  /// Connections, packets in and out, with 64 bits.
  std::uint32_t wide_counts;
  /// The rates again, the lower and the upper 32 bits of each.
  std::uint32_t halved_rates;
};

void put_figures(SnmpRows &rows, const Oid &entry, const FigureColumns &columns, const Oid &index,
                 const netlink::IpvsStatistics &figures);

}  // namespace sempervivum::daemon
