#include "checkers/plan_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "checkers/messages.hpp"

namespace sempervivum::checkers {
namespace {

using namespace std::chrono_literals;

constexpr base::Duration default_loop = 60s;
constexpr base::Duration default_timeout = 5s;
constexpr std::string_view default_helo = "smtpchecker.keepalived.org";
constexpr std::uint16_t dns_port = 53;
constexpr std::uint16_t longest_reply = 255;

/// What a kind of check does unless it is told otherwise (M2).
struct KindDefaults {
  unsigned retry = 1;
  /// Nothing: delay_loop.
  std::optional<base::Duration> delay_before_retry = base::Duration{1s};
};
constexpr KindDefaults common_defaults{};
constexpr KindDefaults http_defaults{1, base::Duration{3s}};
constexpr KindDefaults dns_defaults{3, std::nullopt};
constexpr KindDefaults misc_defaults{0, base::Duration{1s}};

template <class T>
std::optional<T> first_of(const std::optional<T> &a, const std::optional<T> &b, const std::optional<T> &c) {
  if (a) return a;
  return b ? b : c;
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

class Planner {
 public:
  explicit Planner(const CheckContext &context) : context_{context}, server_{context.server} {}

  std::vector<CheckPlan> run() {
    for (const auto &check : server_.misc_check) misc(check);
    for (const auto &check : server_.smtp_check) smtp(check);
    for (const auto &check : server_.tcp_check) add(check.connection, TcpProbe{target(check.connection)});
    for (const auto &check : server_.ping_check) add(check.connection, PingProbe{target(check.connection)});
    for (const auto &check : server_.udp_check) udp(check);
    for (const auto &check : server_.http_get) http(check, false);
    for (const auto &check : server_.ssl_get) http(check, true);
    for (const auto &check : server_.dns_check) dns(check);
    for (const auto &check : server_.file_check) file(check);
    for (const auto &check : server_.bfd_check) bfd(check);
    return std::move(plans_);
  }

 private:
  using Timing = parser::CheckTiming;

  template <class T>
  std::optional<T> inherited(const Timing &own, std::optional<T> Timing::*member) const {
    return first_of(own.*member, server_.timing.*member, context_.service.timing.*member);
  }

  bool alpha(const std::optional<bool> &own) const {
    return own.value_or(server_.alpha.value_or(context_.service.alpha));
  }

  VerdictConfig verdict(const Timing &own, const std::optional<bool> &own_alpha, const KindDefaults &defaults) const {
    VerdictConfig config;
    config.delay_loop = inherited(own, &Timing::delay_loop).value_or(default_loop);
    config.retry = inherited(own, &Timing::retry).value_or(defaults.retry);
    config.delay_before_retry =
        inherited(own, &Timing::delay_before_retry).value_or(defaults.delay_before_retry.value_or(config.delay_loop));
    config.alpha = alpha(own_alpha);
    return config;
  }

  Target target(const parser::Connection &connection) const {
    Target target;
    target.address = connection.connect_ip.value_or(server_.service.address);
    target.port = connection.connect_port.value_or(context_.port);
    Source source{connection.bindto, connection.bind_port.value_or(0), connection.bind_if.value_or(""),
                  connection.fwmark.value_or(0)};
    if (source != Source{}) target.source = std::move(source);
    target.timeout = inherited(connection.timing, &Timing::connect_timeout).value_or(default_timeout);
    return target;
  }

  void add(const parser::Connection &connection, Probe probe, const KindDefaults &defaults = common_defaults) {
    CheckPlan plan;
    plan.probe = std::move(probe);
    plan.verdict = verdict(connection.timing, connection.alpha, defaults);
    plan.warmup = inherited(connection.timing, &Timing::warmup).value_or(plan.verdict.delay_loop);
    plan.log_all_failures = connection.log_all_failures.value_or(context_.config.global.checker_log_all_failures);
    plans_.push_back(std::move(plan));
  }

  void misc(const parser::MiscCheck &check) {
    if (!check.misc_path) return;
    auto command = context_.resolve(*check.misc_path, check.user);
    if (!command) return;
    MiscProbe probe;
    probe.timeout = check.misc_timeout.value_or(base::Duration{0});
    if (probe.timeout == base::Duration{0})
      probe.timeout = inherited(check.connection.timing, &Timing::delay_loop).value_or(default_loop);
    probe.command = std::move(*command);
    probe.dynamic = check.misc_dynamic;
    add(check.connection, std::move(probe), misc_defaults);
  }

  void smtp(const parser::SmtpCheck &check) {
    const auto name = check.helo_name.value_or(std::string{default_helo});
    if (check.hosts.empty()) return add(check.connection, SmtpProbe{target(check.connection), name});
    for (const auto &host : check.hosts) add(host, SmtpProbe{target(host), name});
  }

  void udp(const parser::UdpCheck &check) {
    UdpProbe probe;
    probe.target = target(check.connection);
    if (check.payload && !check.payload->bytes.empty()) probe.payload = check.payload->bytes;
    probe.require_reply = check.require_reply;
    if (check.reply) probe.reply = *check.reply;
    probe.shortest = check.min_reply_length.value_or(0);
    probe.longest = check.max_reply_length.value_or(longest_reply);
    add(check.connection, std::move(probe));
  }

  void dns(const parser::DnsCheck &check) {
    DnsProbe probe{target(check.connection), check.type, check.name};
    if (probe.target.port == 0) probe.target.port = dns_port;
    add(check.connection, std::move(probe), dns_defaults);
  }

  void http(const parser::HttpCheck &check, bool tls) {
    HttpProbe probe;
    probe.target = target(check.connection);
    probe.tls = tls;
    probe.fast_recovery = check.fast_recovery;
    probe.protocol = check.http_protocol;
    for (const auto &url : check.url)
      if (url.path) probe.pages.push_back(page(check, url, probe.target));
    if (!probe.pages.empty()) add(check.connection, std::move(probe), http_defaults);
  }

  /// The nearest virtualhost, or what the check connects to (M7).
  HttpPage page(const parser::HttpCheck &check, const parser::HttpUrl &url, const Target &target) const {
    HttpPage page;
    page.path = *url.path;
    const auto virtual_host = first_of(url.virtualhost, check.virtualhost, server_.virtualhost)
                                  .value_or(context_.service.virtualhost.value_or(""));
    page.host = virtual_host.empty() ? host_of(target) : virtual_host;
    page.sni = url.sni_name.value_or(check.sni_name.value_or(check.enable_sni ? virtual_host : ""));
    page.statuses = url.status_code;
    if (page.statuses.empty()) page.statuses.push_back({});
    page.digest = lower(url.digest.value_or(""));
    page.regex = pattern(url);
    page.tls_compliant = url.tls_compliant.value_or(check.tls_compliant);
    return page;
  }

  static std::optional<PagePattern> pattern(const parser::HttpUrl &url) {
    if (url.regex.value_or("").empty()) return std::nullopt;
    PagePattern pattern{*url.regex, url.regex_no_match, url.regex_options, url.regex_min_offset.value_or(0), {}};
    if (url.regex_max_offset) pattern.max_offset = *url.regex_max_offset;
    return pattern;
  }

  static std::string host_of(const Target &target) {
    const auto address = target.address.to_string();
    return target.address.family() == base::Family::ipv6 ? fmt::format("[{}]:{}", address, target.port)
                                                         : fmt::format("{}:{}", address, target.port);
  }

  void file(const parser::FileCheck &check) {
    if (!check.track_file) return;
    const auto &files = context_.config.track_files;
    const auto found = std::ranges::find(files, *check.track_file, &parser::TrackFile::name);
    if (found == files.end() || !found->file) return;
    add({}, FileProbe{found->name, *found->file, check.weight.value_or(found->weight.value_or(parser::Weight{1}))});
    plans_.back().verdict.alpha = false;
  }

  void bfd(const parser::BfdCheck &check) {
    if (!check.name) return;
    parser::Connection connection;
    connection.alpha = check.alpha;
    add(connection, BfdProbe{*check.name});
  }

  const CheckContext &context_;
  const parser::RealServer &server_;
  std::vector<CheckPlan> plans_;
};

}  // namespace

std::vector<CheckPlan> plan_checks(const CheckContext &context) { return Planner{context}.run(); }

std::optional<std::string> not_run(const CheckPlan &check, std::string_view server, std::string_view service) {
  const auto *bfd = std::get_if<BfdProbe>(&check.probe);
  if (bfd == nullptr) return std::nullopt;
  return fmt::format(messages::bfd_not_run, bfd->name, server, service, check.verdict.alpha ? "failed" : "passed");
}

}  // namespace sempervivum::checkers
