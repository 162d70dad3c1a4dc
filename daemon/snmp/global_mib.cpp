// KEEPALIVED-MIB: the scalars of the process, and who gets mails.
#include "daemon/snmp/process_site.hpp"
#include "daemon/snmp/snmp_table.hpp"

namespace sempervivum::daemon {
namespace {

using enum SnmpType;

Cell server_address(const ProcessSite &site) {
  return address_bytes(site.mail_server.value_or(base::IpAddress::any(base::Family::ipv4)));
}

/// 2.2.7 says ipv6(2) where there is no server.
Cell server_type(const ProcessSite &site) {
  const auto &server = site.mail_server;
  return server ? address_type(server->family()) : 2;
}

const parser::GlobalDefs &global(const ProcessSite &site) { return site.config.global; }

/// on(1), off(2), unset(3)
Cell choice(const std::optional<bool> &value) { return value ? truth(*value) : 3; }

Cell flush_on_stop(const ProcessSite &site) {
  switch (global(site).lvs_flush_on_stop) {
    case parser::FlushOnStop::everything: return 1;
    case parser::FlushOnStop::no: return 2;
    case parser::FlushOnStop::virtual_servers: break;
  }
  return 3;
}

constexpr std::array process_columns{
    Column<ProcessSite>{1, octets, [](const ProcessSite &site) -> Cell { return site.product; }},
    Column<ProcessSite>{2, octets, [](const ProcessSite &site) -> Cell { return site.router_id; }},
    Column<ProcessSite>{4, integer, [](const ProcessSite &site) -> Cell { return truth(global(site).snmp.traps); }},
    Column<ProcessSite>{5, integer, [](const ProcessSite &) -> Cell { return 1; }},
    Column<ProcessSite>{6, integer, [](const ProcessSite &site) -> Cell { return truth(global(site).lvs_flush); }},
    Column<ProcessSite>{7, integer, [](const ProcessSite &) -> Cell { return 1; }},
    Column<ProcessSite>{8, octets, [](const ProcessSite &site) -> Cell { return site.net_namespace; }},
    Column<ProcessSite>{9, integer, [](const ProcessSite &site) -> Cell { return truth(global(site).dbus.enable); }},
    Column<ProcessSite>{10, integer,
                        [](const ProcessSite &site) -> Cell {
                          return truth(global(site).dynamic_interfaces != parser::DynamicInterfaces::no);
                        }},
    Column<ProcessSite>{11, integer, flush_on_stop},
};

constexpr std::array mail_columns{
    Column<ProcessSite>{1, integer, server_type},
    Column<ProcessSite>{2, octets, server_address},
    Column<ProcessSite>{3, gauge,
                        [](const ProcessSite &site) -> Cell {
                          const auto timeout = global(site).smtp_connect_timeout;
                          return timeout ? seconds(*timeout) : site.mail_server ? 30 : 0;
                        }},
    Column<ProcessSite>{4, octets,
                        [](const ProcessSite &site) -> Cell {
                          if (site.mail_from.empty()) return std::nullopt;
                          return site.mail_from;
                        }},
    Column<ProcessSite>{6, gauge,
                        [](const ProcessSite &site) -> Cell {
                          const auto port = global(site).smtp_server_port;
                          return port ? *port : site.mail_server ? 25 : 0;
                        }},
    Column<ProcessSite>{7, integer,
                        [](const ProcessSite &site) -> Cell { return truth(!global(site).no_email_faults); }},
    Column<ProcessSite>{8, integer, [](const ProcessSite &site) { return choice(global(site).smtp_alert); }},
    Column<ProcessSite>{9, integer, [](const ProcessSite &site) { return choice(global(site).smtp_alert_vrrp); }},
    Column<ProcessSite>{10, integer, [](const ProcessSite &site) { return choice(global(site).smtp_alert_checker); }},
};

constexpr std::array address_columns{
    Column<std::string>{2, octets, [](const std::string &address) -> Cell { return address; }},
};

}  // namespace

void fill_process(const ProcessSite &site, const Oid &root, SnmpRows &rows) {
  put_row(rows, root, process_columns, {0}, site);
  put_row(rows, root + Oid{3}, mail_columns, {0}, site);
  std::uint32_t place = 0;
  for (const auto &address : global(site).notification_email)
    put_row(rows, root + Oid{3, 5, 1}, address_columns, {++place}, address);
}

}  // namespace sempervivum::daemon
