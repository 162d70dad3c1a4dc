// Virtual servers and their real servers.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "parser/checks.hpp"
#include "parser/suggest.hpp"

namespace sempervivum::parser {

namespace {

std::string name_of(const Service &service) {
  if (service.kind == Service::Kind::fwmark) return fmt::format("fwmark {}", service.fwmark);
  if (service.kind == Service::Kind::group) return "group " + service.group;
  return service.port ? fmt::format("[{}]:{}", service.address.to_string(), *service.port)
                      : fmt::format("[{}]", service.address.to_string());
}

/// What FILE_CHECK and BFD_CHECK may name.
struct Watched {
  std::set<std::string_view> files;
  std::set<std::string_view> sessions;
};

class ServiceCheck {
 public:
  ServiceCheck(const VirtualServer &server, const Watched &watched, Diagnostics &diagnostics)
      : server_{server},
        watched_{watched},
        by_address_{server.service.kind == Service::Kind::address},
        diagnostics_{diagnostics} {}

  void run() {
    if (server_.real_server.empty()) return add(FindingId::no_real_servers, "has no real servers and is left out");
    settings();
    flags();
    std::int64_t total = 0;
    for (const auto &real : server_.real_server) total += real_server(real);
    quorum(total);
  }

 private:
  void add(FindingId id, std::string_view message, std::string help = {}) {
    diagnostics_.add(id, server_.span, fmt::format("virtual_server {} {}", name_of(server_.service), message),
                     std::move(help));
  }
  void add(FindingId id, const SourceSpan &span, std::string_view message) {
    diagnostics_.add(id, span, fmt::format("virtual_server {}: {}", name_of(server_.service), message));
  }

  void settings() {
    if (!server_.lb_algo) add(FindingId::service_incomplete, "has no lb_algo; wlc is used");
    if (!server_.lb_kind) add(FindingId::service_incomplete, "has no lb_kind; NAT is used");
    if (by_address_ && !server_.protocol)
      add(FindingId::service_incomplete, "has no protocol; UDP is used", "most services want `protocol TCP`");
    if (server_.service.kind == Service::Kind::fwmark && server_.protocol)
      add(FindingId::service_conflict, "is a firewall mark, so its protocol is ignored");
    const bool any_port = server_.service.port.value_or(0) == 0;
    if (by_address_ && any_port && !server_.persistence_timeout)
      add(FindingId::service_conflict, "has no port, which needs persistence; it is set");
  }

  void flags() {
    const auto &flags = server_.flags;
    if (flags.ops && by_address_ && server_.protocol && *server_.protocol != Protocol::udp)
      add(FindingId::service_conflict, "has ops, which is for UDP only");
    if ((flags.sh_port || flags.sh_fallback) && server_.lb_algo != Scheduler::sh)
      add(FindingId::service_conflict, "has flags of the scheduler sh, which it does not use");
    if ((flags.mh_port || flags.mh_fallback) && server_.lb_algo != Scheduler::mh)
      add(FindingId::service_conflict, "has flags of the scheduler mh, which it does not use");
    if (flags.hashed && server_.lb_algo != Scheduler::sh && server_.lb_algo != Scheduler::mh)
      add(FindingId::service_conflict, "has the flag hashed of a scheduler it does not use");
    if (by_address_ && server_.ip_family && *server_.ip_family != server_.service.address.family())
      add(FindingId::service_conflict, "has an ip_family other than its address's");
    if (by_address_ && server_.sorry_server &&
        server_.sorry_server->address.family() != server_.service.address.family())
      add(FindingId::service_conflict, "has a sorry_server of another address family");
    if (server_.sorry_server_inhibit && !server_.sorry_server)
      add(FindingId::service_conflict, "has sorry_server_inhibit without a sorry_server");
  }

  /// Whether this server was there before.
  bool repeated(const RealServer &real) {
    return !seen_.emplace(real.service.address, real.service.port.value_or(0)).second;
  }

  bool fits(const RealServer &real) const {
    const bool tunnel = server_.lb_kind && server_.lb_kind->kind == ForwardingMethod::Kind::tun;
    return !by_address_ || tunnel || real.service.address.family() == server_.service.address.family();
  }

  void quorum(std::int64_t total) {
    const auto wanted = static_cast<std::int64_t>(server_.quorum.value_or(1));
    if (wanted > total)
      add(FindingId::quorum_unreachable,
          fmt::format("wants a quorum of {}, but its servers weigh {} together", wanted, total),
          fmt::format("lower `quorum` to {} at most, or raise the weights", total));
    const auto used = std::min(wanted, total);
    if (server_.hysteresis && *server_.hysteresis >= used)
      add(FindingId::hysteresis_too_large,
          fmt::format("has a hysteresis of {}, which must be less than the quorum of {}", *server_.hysteresis, used));
  }

  /// Its weight; 0 for one that is left out.
  std::int64_t real_server(const RealServer &real) {
    if (!fits(real)) {
      add(FindingId::address_family, real.span, "a real server of another address family is left out");
      return 0;
    }
    if (repeated(real)) {
      add(FindingId::duplicate_real_server, real.span, "this real server is there twice; the second one is left out");
      return 0;
    }
    port(real);
    checks(real);
    return real.weight.value_or(server_.weight.value_or(1));
  }

  void port(const RealServer &real) {
    const auto method = real.lvs_method   ? real.lvs_method->kind
                        : server_.lb_kind ? server_.lb_kind->kind
                                          : ForwardingMethod::Kind::nat;
    const bool other_port =
        by_address_ && real.service.port.value_or(0) != 0 && real.service.port != server_.service.port;
    if (method != ForwardingMethod::Kind::nat && other_port)
      add(FindingId::service_conflict, real.span, "only NAT can change the port; the virtual server's is used");
  }

  void checks(const RealServer &real) {
    const auto incomplete = [&](const SourceSpan &span, std::string_view what) {
      add(FindingId::incomplete_check, span, what);
    };
    for (const auto &check : real.misc_check)
      if (!check.misc_path) incomplete(check.span, "MISC_CHECK has no misc_path and is left out");
    for (const auto &check : real.file_check)
      if (!check.track_file)
        incomplete(check.span, "FILE_CHECK has no track_file and is left out");
      else
        known(watched_.files, *check.track_file, "track_file", check.span);
    for (const auto &check : real.bfd_check)
      if (!check.name)
        incomplete(check.span, "BFD_CHECK has no name and is left out");
      else
        known(watched_.sessions, *check.name, "bfd_instance", check.span);
    for (const auto &check : real.udp_check)
      if (check.min_reply_length.value_or(0) > check.max_reply_length.value_or(255))
        incomplete(check.span, "UDP_CHECK wants longer answers than it allows");
    for (const auto *checks : {&real.http_get, &real.ssl_get})
      for (const auto &check : *checks) urls(check);
  }

  void known(const std::set<std::string_view> &names, const std::string &name, std::string_view kind,
             const SourceSpan &span) {
    if (names.contains(name)) return;
    const std::vector<std::string_view> all{names.begin(), names.end()};
    diagnostics_.add(FindingId::unknown_tracked_object, span, fmt::format("there is no {} `{}`", kind, name),
                     did_you_mean(name, all));
  }

  void urls(const HttpCheck &check) {
    if (check.url.empty()) add(FindingId::incomplete_check, check.span, "a check without a url is left out");
    for (const auto &url : check.url)
      if (url.digest && url.digest->size() != 32)
        add(FindingId::incomplete_check, url.span, "a digest has 32 hexadecimal digits");
    for (const auto &url : check.url)
      if (!url.path) add(FindingId::incomplete_check, url.span, "a url without a path is left out");
  }

  const VirtualServer &server_;
  const Watched &watched_;
  bool by_address_;
  std::set<std::pair<base::IpAddress, std::uint16_t>> seen_;
  Diagnostics &diagnostics_;
};

}  // namespace

void check_services(const Config &config, Diagnostics &diagnostics) {
  Watched watched;
  for (const auto &file : config.track_files) watched.files.insert(file.name);
  for (const auto &session : config.bfd_instances) watched.sessions.insert(session.name);
  for (const auto &server : config.virtual_servers) ServiceCheck{server, watched, diagnostics}.run();
  for (const auto &group : config.virtual_server_groups)
    if (group.entries.empty())
      diagnostics.add(FindingId::empty_group, group.span,
                      fmt::format("virtual_server_group {} has no entries and is left out", group.name));
}

}  // namespace sempervivum::parser
