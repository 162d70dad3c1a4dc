// KEEPALIVED-MIB, check: real servers and sorry servers.
#include <algorithm>

#include "daemon/snmp/checker_figures.hpp"
#include "daemon/snmp/checker_view.hpp"

namespace sempervivum::daemon {
namespace {

using enum SnmpType;
using Timing = parser::CheckTiming;

constexpr std::chrono::seconds usual_delay_loop{60};
constexpr std::chrono::seconds usual_timeout{5};

/// A real server with all there is about it.
struct RealRow {
  const checkers::ServerPlan &plan;
  const parser::RealServer &given;
  const checkers::ServerStatus &status;
  const ServiceRow &service;

  bool alpha() const { return given.alpha.value_or(service.given.alpha); }
  template <class Value>
  Value timing(std::optional<Value> Timing::*what, Value usual) const {
    return (given.timing.*what).value_or((service.given.timing.*what).value_or(usual));
  }
  base::Duration time(std::optional<base::Duration> Timing::*what, base::Duration usual) const {
    return timing(what, usual);
  }
};

/// What sorry servers have as well.
struct Both {
  const netlink::IpvsDestination &destination;
  bool is_sorry;
  bool alive;
  bool inhibit;
  std::int64_t weight;
};

constexpr std::array both_columns{
    Column<Both>{2, integer, [](const Both &row) -> Cell { return row.is_sorry ? 2 : 1; }},
    Column<Both>{3, integer,
                 [](const Both &row) -> Cell { return address_type(row.destination.key.address.family()); }},
    Column<Both>{4, octets, [](const Both &row) -> Cell { return address_bytes(row.destination.key.address); }},
    Column<Both>{5, gauge, [](const Both &row) -> Cell { return row.destination.key.port; }},
    Column<Both>{6, integer, [](const Both &row) -> Cell { return truth(row.alive); }},
    Column<Both>{7, integer, [](const Both &row) -> Cell { return row.weight; }},
    Column<Both>{10, integer, [](const Both &row) -> Cell { return row.inhibit ? 2 : 1; }},
    Column<Both>{40, integer, [](const Both &row) -> Cell { return forwarding_number(row.destination.forwarding); }},
    Column<Both>{52, integer, [](const Both &row) { return tunnel_type(row.destination); }},
    Column<Both>{53, gauge, [](const Both &row) { return tunnel_port(row.destination); }},
    Column<Both>{54, integer, [](const Both &row) { return tunnel_checksum(row.destination); }},
};

constexpr std::array real_columns{
    Column<RealRow>{8, gauge, [](const RealRow &row) -> Cell { return row.plan.destination.upper_threshold; }},
    Column<RealRow>{9, gauge, [](const RealRow &row) -> Cell { return row.plan.destination.lower_threshold; }},
    Column<RealRow>{11, octets, [](const RealRow &row) { return script(row.plan.notify_up); }},
    Column<RealRow>{12, octets, [](const RealRow &row) { return script(row.plan.notify_down); }},
    Column<RealRow>{13, gauge, [](const RealRow &row) -> Cell { return row.status.failed; }},
    Column<RealRow>{41, octets, [](const RealRow &row) { return text(row.given.virtualhost); }},
    Column<RealRow>{42, integer, [](const RealRow &row) -> Cell { return truth(row.alpha()); }},
    Column<RealRow>{43, gauge, [](const RealRow &row) -> Cell { return row.timing<std::uint32_t>(&Timing::retry, 1); }},
    Column<RealRow>{44, gauge,
                    [](const RealRow &row) -> Cell { return seconds(row.time(&Timing::delay_before_retry, {})); }},
    Column<RealRow>{45, gauge, [](const RealRow &row) -> Cell { return seconds(row.time(&Timing::warmup, {})); }},
    Column<RealRow>{
        46, gauge, [](const RealRow &row) -> Cell { return seconds(row.time(&Timing::delay_loop, usual_delay_loop)); }},
    Column<RealRow>{47, integer, [](const RealRow &row) -> Cell { return truth(row.plan.smtp_alert); }},
    Column<RealRow>{48, gauge,
                    [](const RealRow &row) -> Cell { return microseconds(row.time(&Timing::delay_before_retry, {})); }},
    Column<RealRow>{49, gauge, [](const RealRow &row) -> Cell { return microseconds(row.time(&Timing::warmup, {})); }},
    Column<RealRow>{
        50, gauge,
        [](const RealRow &row) -> Cell { return microseconds(row.time(&Timing::delay_loop, usual_delay_loop)); }},
    Column<RealRow>{
        51, gauge,
        [](const RealRow &row) -> Cell { return microseconds(row.time(&Timing::connect_timeout, usual_timeout)); }},
    Column<RealRow>{55, octets, [](const RealRow &row) { return text(row.given.snmp_name); }},
};

constexpr std::array connection_columns{
    Column<DestinationFigures>{
        15, gauge, [](const DestinationFigures &row) -> Cell { return static_cast<std::int64_t>(row.active); }},
    Column<DestinationFigures>{
        16, gauge, [](const DestinationFigures &row) -> Cell { return static_cast<std::int64_t>(row.inactive); }},
    Column<DestinationFigures>{
        17, gauge, [](const DestinationFigures &row) -> Cell { return static_cast<std::int64_t>(row.persistent); }},
};

constexpr FigureColumns figure_columns{
    .connections = 14, .packets = 18, .rates = 22, .wide_counts = 27, .halved_rates = 30};

/// The servers of one service.
class Filler {
 public:
  Filler(const CheckerView &view, const ServiceRow &service, std::uint32_t place, const Oid &root, SnmpRows &rows)
      : view_{view}, service_{service}, place_{place}, root_{root}, rows_{rows} {}

  void run() {
    if (service_.plan.sorry) put_sorry(*service_.plan.sorry);
    for (std::size_t at = 0; at < service_.plan.servers.size(); ++at) put_real(at);
  }

 private:
  void put_sorry(const checkers::SorryPlan &plan) {
    const Oid index{place_, ++number_};
    put_row(rows_, root_, both_columns, index,
            Both{plan.destination, true, !service_.status.quorum, plan.inhibit, plan.destination.weight});
    put_counts(index, plan.destination);
  }

  void put_real(std::size_t at) {
    const auto &plan = service_.plan.servers[at];
    const auto &status = service_.status.servers[at];
    const Oid index{place_, ++number_};
    put_row(rows_, root_, both_columns, index,
            Both{plan.destination, false, status.alive, plan.inhibit, status.weight});
    if (plan.given < service_.given.real_server.size())
      put_row(rows_, root_, real_columns, index,
              RealRow{plan, service_.given.real_server[plan.given], status, service_});
    put_counts(index, plan.destination);
  }

  void put_counts(const Oid &index, const netlink::IpvsDestination &destination) {
    const auto figures = view_.figures ? view_.figures->of(service_.plan, destination) : DestinationFigures{};
    put_row(rows_, root_, connection_columns, index, figures);
    put_figures(rows_, root_, figure_columns, index, figures.statistics);
  }

  const CheckerView &view_;
  const ServiceRow &service_;
  std::uint32_t place_;
  const Oid &root_;
  SnmpRows &rows_;
  std::uint32_t number_ = 0;
};

}  // namespace

void fill_servers(const CheckerView &view, const Oid &root, SnmpRows &rows) {
  refresh_figures(view);
  for_each_service(view, [&](const ServiceRow &row, std::uint32_t place) {
    Filler{view, row, place, root, rows}.run();
  });
}

}  // namespace sempervivum::daemon
