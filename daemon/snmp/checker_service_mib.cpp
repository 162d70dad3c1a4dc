// KEEPALIVED-MIB, check: virtual servers.
#include <arpa/inet.h>

#include <algorithm>
#include <string_view>

#include "daemon/snmp/checker_figures.hpp"
#include "daemon/snmp/checker_view.hpp"

namespace sempervivum::daemon {
namespace {

using enum SnmpType;
using parser::Service;

constexpr std::chrono::seconds usual_delay_loop{60};
constexpr std::chrono::seconds usual_timeout{5};

using Row = ServiceRow;

Cell of_kind(const Row &row, Service::Kind kind, auto value) {
  if (row.given.service.kind != kind) return std::nullopt;
  return value;
}

/// fwmark(1), ip(2), group(3)
Cell type(const Row &row) {
  switch (row.given.service.kind) {
    case Service::Kind::fwmark: return 1;
    case Service::Kind::address: return 2;
    case Service::Kind::group: break;
  }
  return 3;
}

/// tcp(1), udp(2), sctp(3); marks have none.
Cell protocol(const Row &row) {
  if (row.given.service.kind == Service::Kind::fwmark) return std::nullopt;
  switch (row.given.protocol.value_or(parser::Protocol::udp)) {
    case parser::Protocol::tcp: return 1;
    case parser::Protocol::udp: return 2;
    case parser::Protocol::sctp: break;
  }
  return 3;
}

base::Family family(const Row &row) { return row.plan.entries.front().key.family; }

/// In the MIB's order, from 1.
constexpr std::array<std::string_view, 14> schedulers{"rr", "wrr", "lc", "wlc", "lblc", "lblcr", "dh",
                                                      "sh", "sed", "nq", "fo",  "ovf",  "mh",    "twos"};

Cell scheduler(const Row &row) {
  const auto found = std::ranges::find(schedulers, row.plan.entries.front().scheduler);
  return found == schedulers.end() ? 99 : found - schedulers.begin() + 1;
}

/// What the service's own lines say of how its servers are reached.
netlink::IpvsDestination usual_method(const Row &row) {
  netlink::IpvsDestination destination;
  checkers::set_forwarding(destination, row.given.lb_kind.value_or(parser::ForwardingMethod{}));
  return destination;
}

bool is_persistent(const Row &row) { return (row.plan.entries.front().flags & netlink::IpvsService::persistent) != 0; }

/// As it lies in memory, in the network's order.
std::uint32_t netmask(std::uint8_t prefix) { return prefix == 0 ? 0 : htonl(~0U << (32U - prefix)); }

/// A netmask, of IPv4.
Cell granularity(const Row &row) {
  if (family(row) != base::Family::ipv4) return std::nullopt;
  const auto mask = netmask(row.plan.entries.front().persistence_prefix);
  return std::string{reinterpret_cast<const char *>(&mask), sizeof mask};
}

/// A length of a prefix; of marks and groups also IPv4's netmask, as the number that
/// its bytes are here, which is 2.2.7's way.
Cell granularity6(const Row &row) {
  const auto prefix = row.plan.entries.front().persistence_prefix;
  if (family(row) == base::Family::ipv6) return prefix;
  if (row.given.service.kind == Service::Kind::address) return std::nullopt;
  return netmask(prefix);
}

template <std::uint32_t Flag>
Cell flag(const Row &row) {
  return truth((row.plan.entries.front().flags & Flag) != 0);
}

template <std::optional<base::Duration> parser::CheckTiming::*Time>
base::Duration time_of(const Row &row, base::Duration usual) {
  return (row.given.timing.*Time).value_or(usual);
}

using Timing = parser::CheckTiming;
base::Duration delay_loop(const Row &row) { return time_of<&Timing::delay_loop>(row, usual_delay_loop); }
base::Duration retry_delay(const Row &row) { return time_of<&Timing::delay_before_retry>(row, base::Duration::zero()); }
base::Duration warmup(const Row &row) { return time_of<&Timing::warmup>(row, base::Duration::zero()); }

std::int64_t up(const Row &row) { return std::ranges::count_if(row.status.servers, &checkers::ServerStatus::alive); }

constexpr std::array columns{
    Column<Row>{2, integer, type},
    Column<Row>{3, octets, [](const Row &row) { return of_kind(row, Service::Kind::group, row.given.service.group); }},
    Column<Row>{4, gauge, [](const Row &row) { return of_kind(row, Service::Kind::fwmark, row.given.service.fwmark); }},
    Column<Row>{5, integer, [](const Row &row) -> Cell { return address_type(family(row)); }},
    Column<Row>{
        6, octets,
        [](const Row &row) { return of_kind(row, Service::Kind::address, address_bytes(row.given.service.address)); }},
    Column<Row>{
        7, gauge,
        [](const Row &row) { return of_kind(row, Service::Kind::address, row.given.service.port.value_or(0)); }},
    Column<Row>{8, integer, protocol},
    Column<Row>{9, integer, scheduler},
    Column<Row>{10, integer, [](const Row &row) -> Cell { return forwarding_number(usual_method(row).forwarding); }},
    Column<Row>{11, integer, [](const Row &) -> Cell { return 1; }},
    Column<Row>{12, octets, [](const Row &row) { return text(row.given.virtualhost); }},
    Column<Row>{13, integer, [](const Row &row) -> Cell { return truth(is_persistent(row)); }},
    Column<Row>{14, gauge,
                [](const Row &row) -> Cell {
                  if (!is_persistent(row)) return std::nullopt;
                  return row.plan.entries.front().timeout;
                }},
    Column<Row>{15, octets, granularity},
    Column<Row>{16, gauge, [](const Row &row) -> Cell { return seconds(delay_loop(row)); }},
    Column<Row>{17, integer, [](const Row &row) -> Cell { return truth(row.plan.ha_suspend); }},
    Column<Row>{18, integer, [](const Row &row) -> Cell { return truth(row.plan.alpha); }},
    Column<Row>{19, integer, [](const Row &row) -> Cell { return truth(row.plan.omega); }},
    Column<Row>{20, gauge, [](const Row &row) -> Cell { return static_cast<std::int64_t>(row.plan.servers.size()); }},
    Column<Row>{21, gauge, [](const Row &row) -> Cell { return up(row); }},
    Column<Row>{22, gauge, [](const Row &row) -> Cell { return row.plan.quorum; }},
    Column<Row>{23, integer, [](const Row &row) -> Cell { return truth(row.status.quorum); }},
    Column<Row>{24, octets, [](const Row &row) { return script(row.plan.quorum_up); }},
    Column<Row>{25, octets, [](const Row &row) { return script(row.plan.quorum_down); }},
    Column<Row>{26, gauge, [](const Row &row) -> Cell { return row.plan.hysteresis; }},
    Column<Row>{37, integer, flag<netlink::IpvsService::one_packet>},
    Column<Row>{51, gauge, granularity6},
    Column<Row>{52, integer, [](const Row &row) -> Cell { return truth(row.given.flags.hashed); }},
    Column<Row>{53, integer, flag<netlink::IpvsService::scheduler_1>},
    Column<Row>{54, integer, flag<netlink::IpvsService::scheduler_2>},
    Column<Row>{55, integer, flag<netlink::IpvsService::scheduler_3>},
    Column<Row>{56, integer, [](const Row &row) -> Cell { return row.given.inhibit_on_failure ? 2 : 1; }},
    Column<Row>{57, gauge, [](const Row &row) -> Cell { return row.given.timing.retry.value_or(0); }},
    Column<Row>{58, gauge, [](const Row &row) -> Cell { return seconds(retry_delay(row)); }},
    Column<Row>{59, gauge, [](const Row &row) -> Cell { return seconds(warmup(row)); }},
    Column<Row>{60, integer, [](const Row &row) -> Cell { return row.given.weight.value_or(1); }},
    Column<Row>{61, integer, [](const Row &row) -> Cell { return truth(row.plan.smtp_alert); }},
    Column<Row>{62, integer, flag<netlink::IpvsService::scheduler_1>},
    Column<Row>{63, integer, flag<netlink::IpvsService::scheduler_2>},
    Column<Row>{64, gauge, [](const Row &row) -> Cell { return microseconds(delay_loop(row)); }},
    Column<Row>{65, gauge, [](const Row &row) -> Cell { return microseconds(retry_delay(row)); }},
    Column<Row>{66, gauge, [](const Row &row) -> Cell { return microseconds(warmup(row)); }},
    Column<Row>{
        67, gauge,
        [](const Row &row) -> Cell { return microseconds(time_of<&Timing::connect_timeout>(row, usual_timeout)); }},
    Column<Row>{68, integer, [](const Row &row) { return tunnel_type(usual_method(row)); }},
    Column<Row>{69, gauge, [](const Row &row) { return tunnel_port(usual_method(row)); }},
    Column<Row>{70, integer, [](const Row &row) { return tunnel_checksum(usual_method(row)); }},
    Column<Row>{71, octets, [](const Row &row) { return text(row.given.snmp_name); }},
};

constexpr FigureColumns figure_columns{
    .connections = 27, .packets = 28, .rates = 32, .wide_counts = 38, .halved_rates = 41};

}  // namespace

void fill_services(const CheckerView &view, const Oid &root, SnmpRows &rows) {
  refresh_figures(view);
  for_each_service(view, [&](const ServiceRow &row, std::uint32_t place) {
    const auto figures = view.figures ? view.figures->of(row.plan) : netlink::IpvsStatistics{};
    put_row(rows, root, columns, {place}, row);
    put_figures(rows, root, figure_columns, {place}, figures);
  });
}

}  // namespace sempervivum::daemon
