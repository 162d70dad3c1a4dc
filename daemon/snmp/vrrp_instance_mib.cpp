// KEEPALIVED-MIB: sync groups, instances and their addresses.
#include <linux/rtnetlink.h>

#include <algorithm>

#include "daemon/snmp/vrrp_view.hpp"

namespace sempervivum::daemon {
namespace {

using enum SnmpType;
using vrrp::Event;

bool has_scripts(const vrrp::NotifyPlan &notify) { return static_cast<bool>(notify.scripts); }

// Sync groups.

struct GroupRow {
  const vrrp::GroupPlan &plan;
  vrrp::State state;
  bool tracking_weight;
};

constexpr std::array group_columns{
    Column<GroupRow>{2, octets, [](const GroupRow &row) -> Cell { return row.plan.name; }},
    Column<GroupRow>{3, integer, [](const GroupRow &row) -> Cell { return state_number(row.state); }},
    Column<GroupRow>{4, integer, [](const GroupRow &row) -> Cell { return truth(row.plan.notify.mails); }},
    Column<GroupRow>{5, integer, [](const GroupRow &row) -> Cell { return truth(has_scripts(row.plan.notify)); }},
    Column<GroupRow>{6, octets, [](const GroupRow &row) { return command_words(row.plan.notify.of(Event::master)); }},
    Column<GroupRow>{7, octets, [](const GroupRow &row) { return command_words(row.plan.notify.of(Event::backup)); }},
    Column<GroupRow>{8, octets, [](const GroupRow &row) { return command_words(row.plan.notify.of(Event::fault)); }},
    Column<GroupRow>{9, octets, [](const GroupRow &row) { return command_words(row.plan.notify.any()); }},
    Column<GroupRow>{10, integer, [](const GroupRow &row) -> Cell { return truth(row.tracking_weight); }},
    Column<GroupRow>{11, octets, [](const GroupRow &row) { return command_words(row.plan.notify.of(Event::stop)); }},
};

void fill_groups(const VrrpView &view, const Oid &root, SnmpRows &rows) {
  std::uint32_t place = 0;
  for (const auto &plan : view.site->plan.groups) {
    const auto state = view.status.groups.find(plan.name);
    const auto &given = view.site->config.sync_groups;
    const auto at = std::ranges::find(given, plan.name, &parser::SyncGroup::name);
    put_row(rows, root, group_columns, {++place},
            GroupRow{plan, state == view.status.groups.end() ? vrrp::State::init : state->second,
                     at != given.end() && at->sync_group_tracking_weight});
  }
}

constexpr std::array member_columns{
    Column<std::string>{2, octets, [](const std::string &name) -> Cell { return name; }},
};

void fill_members(const VrrpView &view, const Oid &root, SnmpRows &rows) {
  std::uint32_t place = 0;
  for (const auto &group : view.site->plan.groups) {
    ++place;
    std::uint32_t number = 0;
    for (const auto member : group.members)
      put_row(rows, root, member_columns, {place, ++number}, view.site->plan.instances[member].name);
  }
}

// Instances.

Cell advert_interval(const InstanceRow &row) {
  const auto &router = row.plan.router;
  return router.version == vrrp::Version::v2 ? seconds(router.advert_interval) : centiseconds(router.advert_interval);
}

Cell wanted_state(const InstanceRow &row) {
  return row.given.state == parser::InitialState::master ? 2 : state_number(row.status.state);
}

/// none(0), password(1), ah(2)
Cell auth_type(const InstanceRow &row) {
  return row.plan.auth == vrrp::AuthType::none ? 0 : row.plan.auth == vrrp::AuthType::pass ? 1 : 2;
}

/// 0 where the version knows no such thing.
Cell accept(const InstanceRow &row) {
  return row.plan.router.version == vrrp::Version::v2 ? 0 : truth(!row.given.no_accept);
}

template <Event Which>
Cell script(const InstanceRow &row) {
  return command_words(row.plan.notify.of(Which));
}

constexpr std::array instance_columns{
    Column<InstanceRow>{2, octets, [](const InstanceRow &row) -> Cell { return row.plan.name; }},
    Column<InstanceRow>{3, gauge, [](const InstanceRow &row) -> Cell { return row.plan.router.vrid.value(); }},
    Column<InstanceRow>{4, integer, [](const InstanceRow &row) -> Cell { return state_number(row.status.state); }},
    Column<InstanceRow>{
        5, integer,
        [](const InstanceRow &row) -> Cell { return row.given.state == parser::InitialState::master ? 2 : 1; }},
    Column<InstanceRow>{6, integer, wanted_state},
    Column<InstanceRow>{7, integer, [](const InstanceRow &row) -> Cell { return row.plan.router.priority.value(); }},
    Column<InstanceRow>{8, integer, [](const InstanceRow &row) -> Cell { return row.status.priority.value(); }},
    Column<InstanceRow>{9, integer, [](const InstanceRow &row) -> Cell { return truth(row.is_master()); }},
    Column<InstanceRow>{10, octets, [](const InstanceRow &row) -> Cell { return row.plan.interface.text(); }},
    Column<InstanceRow>{11, integer,
                        [](const InstanceRow &row) -> Cell { return truth(!row.given.track_interface.empty()); }},
    Column<InstanceRow>{12, gauge, advert_interval},
    Column<InstanceRow>{13, integer, [](const InstanceRow &row) -> Cell { return truth(!row.plan.router.nopreempt); }},
    Column<InstanceRow>{14, gauge,
                        [](const InstanceRow &row) -> Cell { return seconds(row.plan.router.preempt_delay); }},
    Column<InstanceRow>{15, integer, auth_type},
    Column<InstanceRow>{
        16, integer,
        [](const InstanceRow &row) -> Cell { return truth(row.given.lvs_sync_daemon_interface.has_value()); }},
    Column<InstanceRow>{17, octets,
                        [](const InstanceRow &row) -> Cell {
                          if (!row.given.lvs_sync_daemon_interface) return std::nullopt;
                          return *row.given.lvs_sync_daemon_interface;
                        }},
    Column<InstanceRow>{18, octets,
                        [](const InstanceRow &row) -> Cell {
                          if (row.status.group.empty()) return std::nullopt;
                          return row.status.group;
                        }},
    Column<InstanceRow>{19, gauge,
                        [](const InstanceRow &row) -> Cell { return seconds(row.plan.router.announce.delay); }},
    Column<InstanceRow>{20, integer, [](const InstanceRow &row) -> Cell { return truth(row.plan.notify.mails); }},
    Column<InstanceRow>{21, integer,
                        [](const InstanceRow &row) -> Cell { return truth(has_scripts(row.plan.notify)); }},
    Column<InstanceRow>{22, octets, script<Event::master>},
    Column<InstanceRow>{23, octets, script<Event::backup>},
    Column<InstanceRow>{24, octets, script<Event::fault>},
    Column<InstanceRow>{25, octets, script<Event::stop>},
    Column<InstanceRow>{26, octets, [](const InstanceRow &row) { return command_words(row.plan.notify.any()); }},
    Column<InstanceRow>{27, integer, accept},
    Column<InstanceRow>{28, integer,
                        [](const InstanceRow &row) -> Cell { return truth(row.plan.promote_secondaries); }},
    Column<InstanceRow>{29, integer, [](const InstanceRow &) -> Cell { return truth(false); }},
    Column<InstanceRow>{
        30, integer,
        [](const InstanceRow &row) -> Cell { return row.plan.router.version == vrrp::Version::v2 ? 2 : 3; }},
    Column<InstanceRow>{31, octets, script<Event::master_rx_lower_priority>},
    Column<InstanceRow>{32, octets, script<Event::deleted>},
    Column<InstanceRow>{33, integer,
                        [](const InstanceRow &row) -> Cell { return truth(row.plan.notify.reports_deleted); }},
    Column<InstanceRow>{34, integer,
                        [](const InstanceRow &row) -> Cell {
                          if (row.plan.unicast()) return std::nullopt;
                          return address_type(row.plan.multicast_group.family());
                        }},
    Column<InstanceRow>{35, octets,
                        [](const InstanceRow &row) -> Cell {
                          if (row.plan.unicast()) return std::nullopt;
                          return address_bytes(row.plan.multicast_group);
                        }},
};

void fill_instances(const VrrpView &view, const Oid &root, SnmpRows &rows) {
  for_each_instance(
      view, [&](const InstanceRow &row, std::uint32_t place) { put_row(rows, root, instance_columns, {place}, row); });
}

// Addresses.

struct AddressRow {
  const vrrp::PlannedAddress &planned;
  const InstanceRow &instance;
  bool advertised;
};

Cell broadcast(const AddressRow &row) {
  const auto &address = row.planned.address;
  if (address.address.family() == base::Family::ipv6) return std::nullopt;
  return address_bytes(address.broadcast.value_or(base::IpAddress::any(base::Family::ipv4)));
}

Cell link_index(const AddressRow &row) {
  const auto *link = row.instance.link(row.planned.interface.text());
  return link == nullptr ? 0 : link->index;
}

constexpr std::array address_columns{
    Column<AddressRow>{
        2, integer, [](const AddressRow &row) -> Cell { return address_type(row.planned.address.address.family()); }},
    Column<AddressRow>{3, octets,
                       [](const AddressRow &row) -> Cell { return address_bytes(row.planned.address.address); }},
    Column<AddressRow>{4, octets, broadcast},
    Column<AddressRow>{5, gauge, [](const AddressRow &row) -> Cell { return row.planned.address.prefix_length; }},
    Column<AddressRow>{6, integer,
                       [](const AddressRow &row) -> Cell { return scope_number(row.planned.address.scope); }},
    Column<AddressRow>{7, integer, link_index},
    Column<AddressRow>{8, octets, [](const AddressRow &row) -> Cell { return row.planned.interface.text(); }},
    Column<AddressRow>{9, octets,
                       [](const AddressRow &row) -> Cell {
                         if (row.planned.address.label.empty()) return std::nullopt;
                         return row.planned.address.label.text();
                       }},
    Column<AddressRow>{10, integer, [](const AddressRow &row) -> Cell { return truth(row.instance.is_master()); }},
    Column<AddressRow>{11, integer, [](const AddressRow &row) -> Cell { return truth(row.advertised); }},
    Column<AddressRow>{12, octets,
                       [](const AddressRow &row) -> Cell {
                         if (!row.planned.address.peer) return std::nullopt;
                         return address_bytes(*row.planned.address.peer);
                       }},
};

void fill_addresses(const VrrpView &view, const Oid &root, SnmpRows &rows) {
  for_each_instance(view, [&](const InstanceRow &row, std::uint32_t place) {
    std::uint32_t number = 0;
    for (const auto &address : row.plan.addresses)
      put_row(rows, root, address_columns, {place, ++number}, AddressRow{address, row, true});
    for (const auto &address : row.plan.excluded)
      put_row(rows, root, address_columns, {place, ++number}, AddressRow{address, row, false});
  });
}

}  // namespace

const vrrp::LinkStatus *InstanceRow::link(const std::string &name) const {
  const auto at = view.status.links.find(name);
  return at == view.status.links.end() ? nullptr : &at->second;
}

std::int64_t state_number(vrrp::State state) { return static_cast<std::int64_t>(state); }

std::int64_t scope_number(std::uint8_t scope) {
  switch (scope) {
    case RT_SCOPE_HOST: return 1;
    case RT_SCOPE_LINK: return 2;
    case RT_SCOPE_SITE: return 5;
    case RT_SCOPE_UNIVERSE: return 14;
    default: return 0;
  }
}

std::vector<VrrpTable> vrrp_instance_tables() {
  const auto root = oid(snmp_roots::vrrp);
  return {{root + Oid{1, 1}, fill_groups},
          {root + Oid{2, 1}, fill_members},
          {root + Oid{3, 1}, fill_instances},
          {root + Oid{6, 1}, fill_addresses}};
}

}  // namespace sempervivum::daemon
