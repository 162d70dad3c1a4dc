#include "daemon/snmp/checker_figures.hpp"

#include <array>

namespace sempervivum::daemon {
namespace {

using netlink::IpvsStatistics;
using enum SnmpType;
using Figure = std::uint64_t IpvsStatistics::*;

constexpr std::array<Figure, 3> counts{&IpvsStatistics::connections, &IpvsStatistics::packets_in,
                                       &IpvsStatistics::packets_out};
constexpr std::array<Figure, 2> bytes{&IpvsStatistics::bytes_in, &IpvsStatistics::bytes_out};
constexpr std::array<Figure, 5> rates{&IpvsStatistics::connection_rate, &IpvsStatistics::packet_rate_in,
                                      &IpvsStatistics::packet_rate_out, &IpvsStatistics::byte_rate_in,
                                      &IpvsStatistics::byte_rate_out};

}  // namespace

void put_figures(SnmpRows &rows, const Oid &entry, const FigureColumns &columns, const Oid &index,
                 const IpvsStatistics &figures) {
  const auto put = [&](std::uint32_t column, SnmpType type, std::uint64_t value) {
    rows[entry + Oid{column} + index] = {type, static_cast<std::int64_t>(value)};
  };
  put(columns.connections, gauge, figures.connections);
  put(columns.packets, counter32, figures.packets_in);
  put(columns.packets + 1, counter32, figures.packets_out);
  for (std::uint32_t at = 0; at < bytes.size(); ++at) put(columns.packets + 2 + at, counter64, figures.*bytes[at]);
  for (std::uint32_t at = 0; at < counts.size(); ++at) put(columns.wide_counts + at, counter64, figures.*counts[at]);
  for (std::uint32_t at = 0; at < rates.size(); ++at) {
    const auto rate = figures.*rates[at];
    put(columns.rates + at, gauge, rate);
    put(columns.halved_rates + 2 * at, gauge, rate & 0xffffffff);
    put(columns.halved_rates + 2 * at + 1, gauge, rate >> 32);
  }
}

}  // namespace sempervivum::daemon
