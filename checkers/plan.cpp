#include "checkers/plan.hpp"

#include <netinet/in.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <set>
#include <utility>

#include "checkers/group.hpp"
#include "checkers/names.hpp"
#include "checkers/plan_check.hpp"

namespace sempervivum::checkers {
namespace {

using netlink::IpvsService;
using parser::ForwardingMethod;
using parser::Service;

constexpr std::uint32_t default_persistence = 360;

constexpr std::string_view scheduler_word(parser::Scheduler scheduler) {
  using S = parser::Scheduler;
  switch (scheduler) {
    case S::rr: return "rr";
    case S::wrr: return "wrr";
    case S::lc: return "lc";
    case S::wlc: return "wlc";
    case S::lblc: return "lblc";
    case S::sh: return "sh";
    case S::mh: return "mh";
    case S::dh: return "dh";
    case S::fo: return "fo";
    case S::ovf: return "ovf";
    case S::lblcr: return "lblcr";
    case S::sed: return "sed";
    case S::nq: return "nq";
    case S::twos: return "twos";
  }
  return "wlc";
}

constexpr std::uint16_t protocol_number(parser::Protocol protocol) {
  switch (protocol) {
    case parser::Protocol::tcp: return IPPROTO_TCP;
    case parser::Protocol::udp: return IPPROTO_UDP;
    case parser::Protocol::sctp: return IPPROTO_SCTP;
  }
  return IPPROTO_UDP;
}

netlink::IpvsForwarding forwarding_of(ForwardingMethod::Kind kind) {
  switch (kind) {
    case ForwardingMethod::Kind::nat: return netlink::IpvsForwarding::nat;
    case ForwardingMethod::Kind::dr: return netlink::IpvsForwarding::direct;
    case ForwardingMethod::Kind::tun: return netlink::IpvsForwarding::tunnel;
  }
  return netlink::IpvsForwarding::nat;
}

std::uint8_t tunnel_type(const ForwardingMethod &method) {
  switch (method.type.value_or(ForwardingMethod::Tunnel::ipip)) {
    case ForwardingMethod::Tunnel::ipip: return IP_VS_CONN_F_TUNNEL_TYPE_IPIP;
    case ForwardingMethod::Tunnel::gue: return IP_VS_CONN_F_TUNNEL_TYPE_GUE;
    case ForwardingMethod::Tunnel::gre: return IP_VS_CONN_F_TUNNEL_TYPE_GRE;
  }
  return IP_VS_CONN_F_TUNNEL_TYPE_IPIP;
}

std::uint16_t tunnel_flags(const ForwardingMethod &method) {
  switch (method.checksum.value_or(ForwardingMethod::Checksum::nocsum)) {
    case ForwardingMethod::Checksum::nocsum: return IP_VS_TUNNEL_ENCAP_FLAG_NOCSUM;
    case ForwardingMethod::Checksum::csum: return IP_VS_TUNNEL_ENCAP_FLAG_CSUM;
    case ForwardingMethod::Checksum::remcsum: return IP_VS_TUNNEL_ENCAP_FLAG_REMCSUM;
  }
  return IP_VS_TUNNEL_ENCAP_FLAG_NOCSUM;
}

}  // namespace

void set_forwarding(netlink::IpvsDestination &destination, const ForwardingMethod &method) {
  destination.forwarding = forwarding_of(method.kind);
  if (method.kind != ForwardingMethod::Kind::tun) return;
  destination.tunnel = {tunnel_type(method), method.port.value_or(0), tunnel_flags(method)};
}

namespace {

/// A netmask or the length of a prefix, as a length.
std::uint8_t granularity(const std::string &text, base::Family family) {
  if (const auto mask = base::IpAddress::parse(text); mask && mask->family() == base::Family::ipv4) {
    unsigned bits = 0;
    for (const auto octet : mask->bytes())
      bits += static_cast<unsigned>(std::popcount(std::to_integer<unsigned>(octet)));
    return static_cast<std::uint8_t>(bits);
  }
  unsigned length = base::full_prefix(family);
  std::from_chars(text.data(), text.data() + text.size(), length);
  return static_cast<std::uint8_t>(std::min<unsigned>(length, base::full_prefix(family)));
}

std::uint32_t flags_of(const parser::VirtualServer &server, bool udp_or_mark) {
  const auto &flags = server.flags;
  const bool source = server.lb_algo == parser::Scheduler::sh;
  const bool maglev = server.lb_algo == parser::Scheduler::mh;
  std::uint32_t bits = 0;
  if (flags.ops && udp_or_mark) bits |= IpvsService::one_packet;
  if (flags.flag_1 || (source && flags.sh_fallback) || (maglev && flags.mh_fallback)) bits |= IpvsService::scheduler_1;
  if (flags.flag_2 || (source && flags.sh_port) || (maglev && flags.mh_port)) bits |= IpvsService::scheduler_2;
  if (flags.flag_3) bits |= IpvsService::scheduler_3;
  return bits;
}

class ServicePlanner {
 public:
  ServicePlanner(const parser::Config &config, const parser::VirtualServer &server, const ResolveCommand &resolve)
      : config_{config}, server_{server}, resolve_{resolve}, by_mark_{server.service.kind == Service::Kind::fwmark} {
    if (!by_mark_) protocol_ = server.protocol.value_or(parser::Protocol::udp);
  }

  std::optional<ServicePlan> run() {
    plan_.name = service_name(server_.service, protocol_);
    plan_.entries = entries();
    plan_.servers.reserve(server_.real_server.size());
    for (std::size_t place = 0; place < server_.real_server.size(); ++place) add(server_.real_server[place], place);
    if (plan_.entries.empty() || plan_.servers.empty()) return std::nullopt;
    settings();
    quorum();
    sorry();
    return std::move(plan_);
  }

 private:
  std::vector<IpvsService> entries() const {
    std::vector<IpvsService> services;
    for (const auto &key : service_keys(config_, server_)) services.push_back(entry(key));
    return services;
  }

  IpvsService entry(const netlink::IpvsServiceKey &key) const {
    IpvsService service;
    service.key = key;
    if (key.fwmark == 0) service.key.protocol = protocol_number(protocol_.value_or(parser::Protocol::udp));
    service.scheduler = scheduler_word(server_.lb_algo.value_or(parser::Scheduler::wlc));
    const bool udp_or_mark = key.fwmark != 0 || service.key.protocol == IPPROTO_UDP;
    service.flags = flags_of(server_, udp_or_mark);
    service.persistence_prefix = base::full_prefix(key.family);
    service.persistence_engine = server_.persistence_engine.value_or("");
    persist(service);
    return service;
  }

  /// A service for all ports has to be persistent.
  void persist(IpvsService &service) const {
    auto timeout = server_.persistence_timeout;
    const bool any_port = service.key.fwmark == 0 && service.key.port == 0;
    if (!timeout && any_port) timeout = default_persistence;
    if (!timeout) return;
    service.flags |= IpvsService::persistent;
    service.timeout = *timeout;
    if (server_.persistence_granularity)
      service.persistence_prefix = granularity(*server_.persistence_granularity, service.key.family);
  }

  void settings() {
    const auto &global = config_.global;
    plan_.alpha = server_.alpha;
    plan_.omega = server_.omega;
    plan_.ha_suspend = server_.ha_suspend && !by_mark_;
    plan_.drain = server_.drain_timeout.value_or(base::Duration{0});
    plan_.is_group = server_.service.kind == Service::Kind::group;
    plan_.smtp_alert =
        server_.smtp_alert.value_or(global.smtp_alert_checker.value_or(global.smtp_alert.value_or(false)));
    plan_.quorum_up = resolved(server_.quorum_up);
    plan_.quorum_down = resolved(server_.quorum_down);
  }

  std::optional<base::Command> resolved(const parser::OptionalCommand &command) const {
    return command ? resolve_(*command, std::nullopt) : std::nullopt;
  }

  bool fits(const base::IpAddress &address, netlink::IpvsForwarding forwarding) const {
    if (forwarding == netlink::IpvsForwarding::tunnel) return true;
    return std::ranges::any_of(plan_.entries, [&](const auto &entry) { return entry.key.family == address.family(); });
  }

  ForwardingMethod method(const std::optional<ForwardingMethod> &own) const {
    return own.value_or(server_.lb_kind.value_or(ForwardingMethod{}));
  }

  /// Where only NAT may have a port of its own, the service's counts.
  std::uint16_t port_of(const Service &service, netlink::IpvsForwarding forwarding) const {
    if (by_mark_) return 0;
    const auto own = service.port.value_or(0);
    if (server_.service.kind == Service::Kind::group) return own;
    const auto shared = server_.service.port.value_or(0);
    return own == 0 || forwarding != netlink::IpvsForwarding::nat ? shared : own;
  }

  void add(const parser::RealServer &real, std::size_t place) {
    ServerPlan plan;
    plan.given = static_cast<std::uint32_t>(place);
    plan.protocol = protocol_;
    set_forwarding(plan.destination, method(real.lvs_method));
    if (!fits(real.service.address, plan.destination.forwarding)) return;
    plan.destination.key = {real.service.address, port_of(real.service, plan.destination.forwarding)};
    if (!seen_.insert({real.service.address, real.service.port.value_or(0)}).second) return;
    plan.destination.weight = static_cast<std::uint32_t>(real.weight.value_or(server_.weight.value_or(1)));
    plan.destination.upper_threshold = real.uthreshold.value_or(0);
    plan.destination.lower_threshold = real.lthreshold.value_or(0);
    complete(plan, real);
    plan_.servers.push_back(std::move(plan));
  }

  void complete(ServerPlan &plan, const parser::RealServer &real) const {
    const auto &global = config_.global;
    plan.inhibit = real.inhibit_on_failure.value_or(server_.inhibit_on_failure);
    plan.smtp_alert = real.smtp_alert.value_or(global.smtp_alert_checker.value_or(global.smtp_alert.value_or(true)));
    plan.notify_up = resolved(real.notify_up);
    plan.notify_down = resolved(real.notify_down);
    const auto own = real.service.port.value_or(0);
    const auto port = own != 0 ? own : server_.service.port.value_or(0);
    plan.checks = plan_checks({config_, server_, real, port, resolve_});
  }

  /// Never more than all servers weigh together.
  void quorum() {
    std::int64_t total = 0;
    for (const auto &server : plan_.servers) total += server.weight();
    const auto wanted = std::min<std::int64_t>(server_.quorum.value_or(1), total);
    plan_.quorum = static_cast<std::uint32_t>(std::max<std::int64_t>(wanted, 1));
    plan_.hysteresis = std::min(server_.hysteresis.value_or(0), plan_.quorum - 1);
  }

  void sorry() {
    if (!server_.sorry_server) return;
    SorryPlan plan;
    set_forwarding(plan.destination, method(server_.sorry_server_lvs_method));
    const auto &address = server_.sorry_server->address;
    if (!fits(address, plan.destination.forwarding)) return;
    plan.destination.key = {address, port_of(*server_.sorry_server, plan.destination.forwarding)};
    plan.name = address_name(address, protocol_, plan.destination.key.port);
    plan.inhibit = server_.sorry_server_inhibit;
    plan_.sorry = std::move(plan);
  }

  const parser::Config &config_;
  const parser::VirtualServer &server_;
  const ResolveCommand &resolve_;
  bool by_mark_;
  std::optional<parser::Protocol> protocol_;
  std::set<std::pair<base::IpAddress, std::uint16_t>> seen_;
  ServicePlan plan_;
};

}  // namespace

Plan make_plan(const parser::Config &config, const ResolveCommand &resolve) {
  Plan plan;
  plan.services.reserve(config.virtual_servers.size());
  for (std::size_t place = 0; place < config.virtual_servers.size(); ++place) {
    auto service = ServicePlanner{config, config.virtual_servers[place], resolve}.run();
    if (!service) continue;
    service->given = place;
    plan.services.push_back(std::move(*service));
  }
  const auto &global = config.global;
  plan.flush_at_start = global.lvs_flush;
  plan.flush_on_stop = global.lvs_flush_on_stop;
  if (const auto &timeouts = global.lvs_timeouts)
    plan.timeouts = netlink::IpvsTimeouts{timeouts->tcp, timeouts->tcpfin, timeouts->udp};
  plan.notify_at_start = global.rs_init_notifies;
  plan.no_checker_mails = global.no_checker_emails;
  plan.tls = config.ssl;
  return plan;
}

std::string ServerPlan::name() const { return address_name(destination.key.address, protocol, destination.key.port); }

netlink::IpvsDestination destination_for(const netlink::IpvsDestination &destination,
                                         const netlink::IpvsServiceKey &entry) {
  auto copy = destination;
  if (copy.forwarding != netlink::IpvsForwarding::nat || copy.key.port == 0) copy.key.port = entry.port;
  return copy;
}

}  // namespace sempervivum::checkers
