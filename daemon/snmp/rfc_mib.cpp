// VRRP-MIB (RFC 2787), of IPv4 instances of version 2, and VRRPv3-MIB (RFC 6527), of all.
#include <algorithm>

#include "daemon/snmp/vrrp_view.hpp"

namespace sempervivum::daemon {
namespace {

using enum SnmpType;
using enum vrrp::RejectReason;

/// initialize(1), backup(2), master(3); a fault is where an instance begins anew.
Cell rfc_state(const InstanceRow &row) {
  switch (row.status.state) {
    case vrrp::State::master: return 3;
    case vrrp::State::backup: return 2;
    case vrrp::State::init:
    case vrrp::State::fault: break;
  }
  return 1;
}

std::uint32_t interface_index(const InstanceRow &row) {
  const auto *link = row.link(row.plan.base_interface.text());
  return link == nullptr ? 0 : link->index;
}

Cell hardware_address(const InstanceRow &row) {
  const auto *link = row.link(row.plan.interface.text());
  if (link == nullptr) return std::nullopt;
  const auto bytes = link->address.bytes();
  return std::string{reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

std::int64_t advertised(const InstanceRow &row) { return static_cast<std::int64_t>(row.plan.addresses.size()); }

template <vrrp::RejectReason... Reasons>
Cell rejected(const InstanceRow &row) {
  return static_cast<std::int64_t>((row.status.counters.of(Reasons) + ...));
}

template <auto Member>
Cell counter(const InstanceRow &row) {
  return static_cast<std::int64_t>(row.status.counters.*Member);
}

/// How long the process has run its instances.
Cell up_time(const InstanceRow &row) { return centiseconds(row.view.now - row.view.since); }

/// All instances' packets of that kind.
template <vrrp::RejectReason Reason>
Cell all_rejected(const VrrpView &view) {
  std::uint64_t sum = 0;
  for (const auto &status : view.status.instances) sum += status.counters.of(Reason);
  return static_cast<std::int64_t>(sum);
}

using C = vrrp::Counters;

// RFC 2787.

/// noAuthentication(1), simpleTextPassword(2), ipAuthenticationHeader(3)
Cell auth_type(const InstanceRow &row) {
  return row.plan.auth == vrrp::AuthType::none ? 1 : row.plan.auth == vrrp::AuthType::pass ? 2 : 3;
}

/// 0.0.0.0 while it is ourselves.
Cell master_address(const InstanceRow &row) {
  return address_bytes(row.is_master() ? base::IpAddress::any(base::Family::ipv4) : row.status.master);
}

constexpr std::array node_columns{
    Column<VrrpView>{1, integer, [](const VrrpView &) -> Cell { return 2; }},
    Column<VrrpView>{2, integer,
                     [](const VrrpView &view) -> Cell { return truth(view.site->config.global.snmp.traps); }},
};

constexpr std::array operation_columns{
    Column<InstanceRow>{2, octets, hardware_address},
    Column<InstanceRow>{3, integer, rfc_state},
    Column<InstanceRow>{4, integer, [](const InstanceRow &) -> Cell { return 1; }},
    Column<InstanceRow>{5, integer, [](const InstanceRow &row) -> Cell { return row.plan.router.priority.value(); }},
    Column<InstanceRow>{6, integer, [](const InstanceRow &row) -> Cell { return advertised(row); }},
    Column<InstanceRow>{7, address, master_address},
    Column<InstanceRow>{8, address, [](const InstanceRow &row) -> Cell { return address_bytes(row.status.source); }},
    Column<InstanceRow>{9, integer, auth_type},
    Column<InstanceRow>{11, integer,
                        [](const InstanceRow &row) -> Cell { return seconds(row.plan.router.advert_interval); }},
    Column<InstanceRow>{12, integer, [](const InstanceRow &row) -> Cell { return truth(!row.plan.router.nopreempt); }},
    Column<InstanceRow>{13, ticks, up_time},
    Column<InstanceRow>{14, integer, [](const InstanceRow &) -> Cell { return 1; }},
    Column<InstanceRow>{15, integer, [](const InstanceRow &) -> Cell { return 1; }},
};

constexpr std::array statistics_columns{
    Column<InstanceRow>{1, counter32, counter<&C::became_master>},
    Column<InstanceRow>{2, counter32, counter<&C::adverts_received>},
    Column<InstanceRow>{3, counter32, rejected<interval>},
    Column<InstanceRow>{4, counter32, rejected<auth_failure, auth_sequence>},
    Column<InstanceRow>{5, counter32, rejected<ttl>},
    Column<InstanceRow>{6, counter32, counter<&C::zero_priority_received>},
    Column<InstanceRow>{7, counter32, counter<&C::zero_priority_sent>},
    Column<InstanceRow>{8, counter32, rejected<type>},
    Column<InstanceRow>{9, counter32, rejected<address_count, address_list>},
    Column<InstanceRow>{10, counter32, rejected<auth_type_unknown>},
    Column<InstanceRow>{11, counter32, rejected<auth_type_mismatch>},
    Column<InstanceRow>{12, counter32, rejected<truncated, length>},
};

constexpr std::array router_columns{
    Column<VrrpView>{1, counter32, all_rejected<checksum>},
    Column<VrrpView>{2, counter32, all_rejected<version>},
    Column<VrrpView>{3, counter32, all_rejected<vrid>},
};

/// A row that is there, as RowStatus says it: active(1).
constexpr std::array associated_columns{
    Column<bool>{2, integer, [](const bool &) -> Cell { return 1; }},
};

Oid address_numbers(const base::IpAddress &address) {
  Oid numbers;
  for (const auto byte : address.bytes()) numbers.push_back(std::to_integer<std::uint32_t>(byte));
  return numbers;
}

/// Calls visit(row, index) for every instance of version 2.
template <class Visit>
void for_each_v2(const VrrpView &view, Visit visit) {
  for_each_instance(view, [&](const InstanceRow &row, std::uint32_t) {
    if (row.plan.router.version == vrrp::Version::v2)
      visit(row, Oid{interface_index(row), row.plan.router.vrid.value()});
  });
}

void fill_operations(const VrrpView &view, const Oid &root, SnmpRows &rows) {
  put_row(rows, root, node_columns, {0}, view);
  for_each_v2(view, [&](const InstanceRow &row, const Oid &index) {
    put_row(rows, root + Oid{3, 1}, operation_columns, index, row);
    for (const auto &planned : row.plan.addresses)
      put_row(rows, root + Oid{4, 1}, associated_columns, index + address_numbers(planned.address.address), true);
  });
}

void fill_statistics(const VrrpView &view, const Oid &root, SnmpRows &rows) {
  put_row(rows, root, router_columns, {0}, view);
  for_each_v2(view, [&](const InstanceRow &row, const Oid &index) {
    put_row(rows, root + Oid{4, 1}, statistics_columns, index, row);
  });
}

// RFC 6527.

constexpr std::array v3_operation_columns{
    Column<InstanceRow>{3, octets, [](const InstanceRow &row) -> Cell { return address_bytes(row.status.master); }},
    Column<InstanceRow>{4, octets, [](const InstanceRow &row) -> Cell { return address_bytes(row.status.source); }},
    Column<InstanceRow>{5, octets, hardware_address},
    Column<InstanceRow>{6, integer, rfc_state},
    Column<InstanceRow>{7, gauge, [](const InstanceRow &row) -> Cell { return row.plan.router.priority.value(); }},
    Column<InstanceRow>{8, integer, [](const InstanceRow &row) -> Cell { return advertised(row); }},
    Column<InstanceRow>{9, integer,
                        [](const InstanceRow &row) -> Cell { return centiseconds(row.plan.router.advert_interval); }},
    Column<InstanceRow>{10, integer, [](const InstanceRow &row) -> Cell { return truth(!row.plan.router.nopreempt); }},
    Column<InstanceRow>{11, integer, [](const InstanceRow &row) -> Cell { return truth(!row.given.no_accept); }},
    Column<InstanceRow>{12, ticks, up_time},
    Column<InstanceRow>{13, integer, [](const InstanceRow &) -> Cell { return 1; }},
};

constexpr std::array v3_router_columns{
    Column<VrrpView>{1, counter64, all_rejected<checksum>},
    Column<VrrpView>{2, counter64, all_rejected<version>},
    Column<VrrpView>{3, counter64, all_rejected<vrid>},
    Column<VrrpView>{4, ticks, [](const VrrpView &) -> Cell { return 0; }},
};

/// noError(0), ipTtlError(1), versionError(2), checksumError(3), vrIdError(4)
Cell protocol_error(const InstanceRow &row) {
  const auto &last = row.status.counters.last_rejected;
  if (last == ttl) return 1;
  if (last == version) return 2;
  if (last == checksum) return 3;
  return last == vrid ? 4 : 0;
}

constexpr std::array v3_statistics_columns{
    Column<InstanceRow>{1, counter32, counter<&C::became_master>},
    Column<InstanceRow>{2, integer,
                        [](const InstanceRow &row) -> Cell { return master_reason(row.status.mastered_by); }},
    Column<InstanceRow>{3, counter64, counter<&C::adverts_received>},
    Column<InstanceRow>{4, counter64, rejected<interval>},
    Column<InstanceRow>{5, counter64, rejected<ttl>},
    Column<InstanceRow>{6, integer, protocol_error},
    Column<InstanceRow>{7, counter64, counter<&C::zero_priority_received>},
    Column<InstanceRow>{8, counter64, counter<&C::zero_priority_sent>},
    Column<InstanceRow>{9, counter64, rejected<type>},
    Column<InstanceRow>{10, counter64, rejected<address_count, address_list>},
    Column<InstanceRow>{11, counter64, rejected<truncated, length>},
    Column<InstanceRow>{12, ticks, [](const InstanceRow &) -> Cell { return 0; }},
    Column<InstanceRow>{
        13, gauge, [](const InstanceRow &row) -> Cell { return centiseconds(row.plan.router.advert_interval) * 10; }},
};

Oid v3_index(const InstanceRow &row) {
  return {interface_index(row), row.plan.router.vrid.value(),
          static_cast<std::uint32_t>(address_type(row.plan.family))};
}

void fill_v3_operations(const VrrpView &view, const Oid &root, SnmpRows &rows) {
  for_each_instance(view, [&](const InstanceRow &row, std::uint32_t) {
    const auto index = v3_index(row);
    put_row(rows, root + Oid{1, 1}, v3_operation_columns, index, row);
    for (const auto &planned : row.plan.addresses)
      put_row(rows, root + Oid{2, 1}, associated_columns, index + address_numbers(planned.address.address), true);
  });
}

void fill_v3_statistics(const VrrpView &view, const Oid &root, SnmpRows &rows) {
  put_row(rows, root, v3_router_columns, {0}, view);
  for_each_instance(view, [&](const InstanceRow &row, std::uint32_t) {
    put_row(rows, root + Oid{5, 1}, v3_statistics_columns, v3_index(row), row);
  });
}

}  // namespace

std::int64_t master_reason(const std::optional<vrrp::Why> &why) {
  if (!why) return 0;
  if (*why == vrrp::Why::owner || *why == vrrp::Why::master_resigned) return 1;
  return *why == vrrp::Why::preempted ? 2 : 3;
}

std::vector<VrrpTable> rfc2787_tables() {
  const auto root = oid(snmp_roots::rfc2787);
  return {{root + Oid{1}, fill_operations}, {root + Oid{2}, fill_statistics}};
}

std::vector<VrrpTable> rfc6527_tables() {
  const auto root = oid(snmp_roots::rfc6527);
  return {{root + Oid{1, 1}, fill_v3_operations}, {root + Oid{1, 2}, fill_v3_statistics}};
}

}  // namespace sempervivum::daemon
