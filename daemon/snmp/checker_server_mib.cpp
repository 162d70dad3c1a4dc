// KEEPALIVED-MIB, check: real servers and sorry servers.
#include <algorithm>

#include "daemon/snmp/checker_figures.hpp"
#include "daemon/snmp/checker_view.hpp"

namespace sempervivum::daemon {
namespace {

using enum SnmpType;

constexpr std::chrono::seconds usual_delay_loop{60};
constexpr std::chrono::seconds usual_timeout{5};

/// A real server with all there is about it.
struct RealRow {
  const checkers::ServerPlan &plan;
  const parser::RealServer &given;
  const checkers::ServerStatus &status;
  const ServiceRow &service;
};

/// What sorry servers have as well.
struct BothRow {
  const netlink::IpvsDestination &destination;
  std::uint16_t port;
  bool is_sorry;
};

constexpr std::array both_columns{
    Column<BothRow>{2, integer, [](const BothRow &row) -> Cell { return row.is_sorry ? 2 : 1; }},
    Column<BothRow>{3, integer,
                    [](const BothRow &row) -> Cell { return address_type(row.destination.key.address.family()); }},
    Column<BothRow>{4, octets, [](const BothRow &row) -> Cell { return address_bytes(row.destination.key.address); }},
    Column<BothRow>{5, gauge, [](const BothRow &row) -> Cell { return row.port; }},
    Column<BothRow>{40, integer,
                    [](const BothRow &row) -> Cell { return forwarding_number(row.destination.forwarding); }},
    Column<BothRow>{52, integer, [](const BothRow &row) { return tunnel_type(row.destination); }},
    Column<BothRow>{53, gauge, [](const BothRow &row) { return tunnel_port(row.destination); }},
    Column<BothRow>{54, integer, [](const BothRow &row) { return tunnel_checksum(row.destination); }},
};

Cell unless_zero(std::uint32_t value) {
  if (value == 0) return std::nullopt;
  return value;
}

/// How a server is checked: all off and zero for a sorry server, which is not.
struct TimingRow {
  bool alpha = false;
  bool mails = false;
  std::uint32_t retry = 0;
  base::Duration retry_delay{0};
  base::Duration warmup{0};
  base::Duration delay_loop{0};
  base::Duration connect_timeout{0};
};

constexpr std::array timing_columns{
    Column<TimingRow>{42, integer, [](const TimingRow &row) -> Cell { return truth(row.alpha); }},
    Column<TimingRow>{43, gauge, [](const TimingRow &row) -> Cell { return row.retry; }},
    Column<TimingRow>{44, gauge, [](const TimingRow &row) -> Cell { return seconds(row.retry_delay); }},
    Column<TimingRow>{45, gauge, [](const TimingRow &row) -> Cell { return seconds(row.warmup); }},
    Column<TimingRow>{46, gauge, [](const TimingRow &row) -> Cell { return seconds(row.delay_loop); }},
    Column<TimingRow>{47, integer, [](const TimingRow &row) -> Cell { return truth(row.mails); }},
    Column<TimingRow>{48, gauge, [](const TimingRow &row) -> Cell { return microseconds(row.retry_delay); }},
    Column<TimingRow>{49, gauge, [](const TimingRow &row) -> Cell { return microseconds(row.warmup); }},
    Column<TimingRow>{50, gauge, [](const TimingRow &row) -> Cell { return microseconds(row.delay_loop); }},
    Column<TimingRow>{51, gauge, [](const TimingRow &row) -> Cell { return microseconds(row.connect_timeout); }},
};

/// A server's own time, or else its service's.
template <class Value>
Value inherited(const std::optional<Value> &own, const std::optional<Value> &services, Value usual) {
  return own.value_or(services.value_or(usual));
}

TimingRow timing_of(const RealRow &row) {
  const auto &own = row.given.timing;
  const auto &services = row.service.given.timing;
  return {
      .alpha = row.given.alpha.value_or(row.service.given.alpha),
      .mails = row.plan.smtp_alert,
      .retry = inherited(own.retry, services.retry, 0U),
      .retry_delay = inherited(own.delay_before_retry, services.delay_before_retry, base::Duration{0}),
      .warmup = inherited(own.warmup, services.warmup, base::Duration{0}),
      .delay_loop = inherited(own.delay_loop, services.delay_loop, base::Duration{usual_delay_loop}),
      .connect_timeout = inherited(own.connect_timeout, services.connect_timeout, base::Duration{usual_timeout}),
  };
}

constexpr std::array real_columns{
    Column<RealRow>{6, integer, [](const RealRow &row) -> Cell { return truth(row.status.alive); }},
    Column<RealRow>{7, integer, [](const RealRow &row) -> Cell { return row.status.weight; }},
    Column<RealRow>{8, gauge, [](const RealRow &row) { return unless_zero(row.plan.destination.upper_threshold); }},
    Column<RealRow>{9, gauge, [](const RealRow &row) { return unless_zero(row.plan.destination.lower_threshold); }},
    Column<RealRow>{10, integer, [](const RealRow &row) -> Cell { return row.plan.inhibit ? 2 : 1; }},
    Column<RealRow>{11, octets, [](const RealRow &row) { return script(row.plan.notify_up); }},
    Column<RealRow>{12, octets, [](const RealRow &row) { return script(row.plan.notify_down); }},
    Column<RealRow>{13, gauge, [](const RealRow &row) -> Cell { return row.status.failed; }},
    Column<RealRow>{41, octets, [](const RealRow &row) { return text(row.given.virtualhost); }},
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
  // 2.2.7 shows a port that is not used as well.
  void put_sorry(const checkers::SorryPlan &plan) {
    const Oid index{place_, ++number_};
    const auto &given = service_.given.sorry_server;
    const auto port = given ? given->port.value_or(plan.destination.key.port) : plan.destination.key.port;
    put_row(rows_, root_, both_columns, index, BothRow{plan.destination, port, true});
    put_row(rows_, root_, timing_columns, index, TimingRow{});
    put_counts(index, plan.destination);
  }

  void put_real(std::size_t at) {
    const auto &plan = service_.plan.servers[at];
    if (plan.given >= service_.given.real_server.size()) return;
    const RealRow row{plan, service_.given.real_server[plan.given], service_.status.servers[at], service_};
    const Oid index{place_, ++number_};
    put_row(rows_, root_, both_columns, index, BothRow{plan.destination, plan.destination.key.port, false});
    put_row(rows_, root_, timing_columns, index, timing_of(row));
    put_row(rows_, root_, real_columns, index, row);
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
