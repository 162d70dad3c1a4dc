// KEEPALIVED-MIB, check: groups of virtual servers, the sync daemon, timeouts; and all of it.
#include <algorithm>

#include "daemon/snmp/checker_view.hpp"

namespace sempervivum::daemon {
namespace {

using enum SnmpType;
using parser::GroupEntry;

// Groups.

constexpr std::array group_columns{
    Column<parser::VirtualServerGroup>{2, octets,
                                       [](const parser::VirtualServerGroup &group) -> Cell { return group.name; }},
};

void fill_groups(const CheckerView &view, const Oid &root, SnmpRows &rows) {
  std::uint32_t place = 0;
  for (const auto &group : view.site->config.virtual_server_groups)
    put_row(rows, root, group_columns, {++place}, group);
}

bool is_mark(const GroupEntry &entry) { return entry.kind == parser::Service::Kind::fwmark; }
bool is_range(const GroupEntry &entry) { return !is_mark(entry) && entry.first != entry.last; }

Cell only_if(bool there, auto value) {
  if (!there) return std::nullopt;
  return value;
}

/// fwmark(1), ip(2), iprange(3)
Cell member_type(const GroupEntry &entry) { return is_mark(entry) ? 1 : is_range(entry) ? 3 : 2; }

constexpr std::array member_columns{
    Column<GroupEntry>{2, integer, member_type},
    Column<GroupEntry>{3, gauge, [](const GroupEntry &entry) { return only_if(is_mark(entry), entry.fwmark); }},
    Column<GroupEntry>{
        4, integer,
        [](const GroupEntry &entry) { return only_if(!is_mark(entry), address_type(entry.first.family())); }},
    Column<GroupEntry>{5, octets,
                       [](const GroupEntry &entry) {
                         return only_if(!is_mark(entry) && !is_range(entry), address_bytes(entry.first));
                       }},
    Column<GroupEntry>{6, octets,
                       [](const GroupEntry &entry) { return only_if(is_range(entry), address_bytes(entry.first)); }},
    Column<GroupEntry>{7, octets,
                       [](const GroupEntry &entry) { return only_if(is_range(entry), address_bytes(entry.last)); }},
    Column<GroupEntry>{8, gauge,
                       [](const GroupEntry &entry) { return only_if(!is_mark(entry), entry.port.value_or(0)); }},
};

// Marks come first.
void fill_members(const CheckerView &view, const Oid &root, SnmpRows &rows) {
  std::uint32_t place = 0;
  for (const auto &group : view.site->config.virtual_server_groups) {
    ++place;
    std::uint32_t number = 0;
    for (const bool marks : {true, false})
      for (const auto &entry : group.entries)
        if (is_mark(entry) == marks) put_row(rows, root, member_columns, {place, ++number}, entry);
  }
}

// The sync daemon.

using parser::LvsSyncDaemon;

constexpr std::array sync_columns{
    Column<LvsSyncDaemon>{2, octets, [](const LvsSyncDaemon &sync) -> Cell { return sync.interface; }},
    Column<LvsSyncDaemon>{3, octets, [](const LvsSyncDaemon &sync) -> Cell { return sync.instance; }},
    Column<LvsSyncDaemon>{4, integer, [](const LvsSyncDaemon &sync) -> Cell { return sync.id.value_or(0); }},
    Column<LvsSyncDaemon>{5, integer, [](const LvsSyncDaemon &sync) -> Cell { return sync.maxlen.value_or(0); }},
    Column<LvsSyncDaemon>{6, integer, [](const LvsSyncDaemon &sync) -> Cell { return sync.port.value_or(0); }},
    Column<LvsSyncDaemon>{7, integer, [](const LvsSyncDaemon &sync) -> Cell { return sync.ttl.value_or(0); }},
    Column<LvsSyncDaemon>{8, integer,
                          [](const LvsSyncDaemon &sync) {
                            return only_if(sync.group.has_value(), sync.group ? address_type(sync.group->family()) : 0);
                          }},
    Column<LvsSyncDaemon>{9, octets,
                          [](const LvsSyncDaemon &sync) {
                            return only_if(sync.group.has_value(),
                                           sync.group ? address_bytes(*sync.group) : std::string{});
                          }},
};

constexpr std::array sync_switch{
    Column<bool>{1, integer, [](const bool &on) -> Cell { return truth(on); }},
};

void fill_sync(const CheckerView &view, const Oid &root, SnmpRows &rows) {
  const auto &sync = view.site->config.global.lvs_sync_daemon;
  put_row(rows, root, sync_switch, {0}, sync.has_value());
  if (sync) put_row(rows, root, sync_columns, {0}, *sync);
}

// Timeouts.

using parser::LvsTimeouts;

constexpr std::array timeout_columns{
    Column<LvsTimeouts>{1, integer,
                        [](const LvsTimeouts &timeouts) { return only_if(timeouts.tcp != 0, timeouts.tcp); }},
    Column<LvsTimeouts>{2, integer,
                        [](const LvsTimeouts &timeouts) { return only_if(timeouts.tcpfin != 0, timeouts.tcpfin); }},
    Column<LvsTimeouts>{3, integer,
                        [](const LvsTimeouts &timeouts) { return only_if(timeouts.udp != 0, timeouts.udp); }},
};

void fill_timeouts(const CheckerView &view, const Oid &root, SnmpRows &rows) {
  if (const auto &timeouts = view.site->config.global.lvs_timeouts)
    put_row(rows, root, timeout_columns, {0}, *timeouts);
}

void fill_global(const CheckerView &view, const Oid &root, SnmpRows &rows) { fill_process(*view.site, root, rows); }

}  // namespace

std::vector<CheckerTable> checker_tables() {
  const auto at = [](const Oid &below) { return oid(snmp_roots::check) + below; };
  return {
      {oid(snmp_roots::global), fill_global},
      {at({1, 1}), fill_groups},
      {at({2, 1}), fill_members},
      {at({3, 1}), fill_services},
      {at({4, 1}), fill_servers},
      {at({6}), fill_sync},
      {at({7}), fill_timeouts},
  };
}

}  // namespace sempervivum::daemon
