// KEEPALIVED-MIB: the scalars of the process, and who gets mails.
#include "daemon/snmp/vrrp_view.hpp"

namespace sempervivum::daemon {
namespace {

using enum SnmpType;

Cell server_address(const VrrpView &view) {
  return address_bytes(view.site->mail_server.value_or(base::IpAddress::any(base::Family::ipv4)));
}

/// 2.2.7 says ipv6(2) where there is no server.
Cell server_type(const VrrpView &view) {
  const auto &server = view.site->mail_server;
  return server ? address_type(server->family()) : 2;
}

const parser::GlobalDefs &global(const VrrpView &view) { return view.site->config.global; }

/// on(1), off(2), unset(3)
Cell choice(const std::optional<bool> &value) { return value ? truth(*value) : 3; }

Cell flush_on_stop(const VrrpView &view) {
  switch (global(view).lvs_flush_on_stop) {
    case parser::FlushOnStop::everything: return 1;
    case parser::FlushOnStop::no: return 2;
    case parser::FlushOnStop::virtual_servers: break;
  }
  return 3;
}

constexpr std::array process_columns{
    Column<VrrpView>{1, octets, [](const VrrpView &view) -> Cell { return view.site->product; }},
    Column<VrrpView>{2, octets, [](const VrrpView &view) -> Cell { return view.site->router_id; }},
    Column<VrrpView>{4, integer, [](const VrrpView &view) -> Cell { return truth(global(view).snmp.traps); }},
    Column<VrrpView>{5, integer, [](const VrrpView &) -> Cell { return 1; }},
    Column<VrrpView>{6, integer, [](const VrrpView &view) -> Cell { return truth(global(view).lvs_flush); }},
    Column<VrrpView>{7, integer, [](const VrrpView &) -> Cell { return 1; }},
    Column<VrrpView>{8, octets, [](const VrrpView &view) -> Cell { return view.site->net_namespace; }},
    Column<VrrpView>{9, integer, [](const VrrpView &view) -> Cell { return truth(global(view).dbus.enable); }},
    Column<VrrpView>{10, integer,
                     [](const VrrpView &view) -> Cell {
                       return truth(global(view).dynamic_interfaces != parser::DynamicInterfaces::no);
                     }},
    Column<VrrpView>{11, integer, flush_on_stop},
};

constexpr std::array mail_columns{
    Column<VrrpView>{1, integer, server_type},
    Column<VrrpView>{2, octets, server_address},
    Column<VrrpView>{3, gauge,
                     [](const VrrpView &view) -> Cell {
                       const auto timeout = global(view).smtp_connect_timeout;
                       return timeout ? seconds(*timeout) : view.site->mail_server ? 30 : 0;
                     }},
    Column<VrrpView>{4, octets,
                     [](const VrrpView &view) -> Cell {
                       if (view.site->mail_from.empty()) return std::nullopt;
                       return view.site->mail_from;
                     }},
    Column<VrrpView>{6, gauge,
                     [](const VrrpView &view) -> Cell {
                       const auto port = global(view).smtp_server_port;
                       return port ? *port : view.site->mail_server ? 25 : 0;
                     }},
    Column<VrrpView>{7, integer, [](const VrrpView &view) -> Cell { return truth(!global(view).no_email_faults); }},
    Column<VrrpView>{8, integer, [](const VrrpView &view) { return choice(global(view).smtp_alert); }},
    Column<VrrpView>{9, integer, [](const VrrpView &view) { return choice(global(view).smtp_alert_vrrp); }},
    Column<VrrpView>{10, integer, [](const VrrpView &view) { return choice(global(view).smtp_alert_checker); }},
};

constexpr std::array address_columns{
    Column<std::string>{2, octets, [](const std::string &address) -> Cell { return address; }},
};

void fill_process(const VrrpView &view, const Oid &root, SnmpRows &rows) {
  put_row(rows, root, process_columns, {0}, view);
  put_row(rows, root + Oid{3}, mail_columns, {0}, view);
  std::uint32_t place = 0;
  for (const auto &address : global(view).notification_email)
    put_row(rows, root + Oid{3, 5, 1}, address_columns, {++place}, address);
}

}  // namespace

std::vector<VrrpTable> global_tables() { return {{oid(snmp_roots::global), fill_process}}; }

}  // namespace sempervivum::daemon
