#include "checkers/check_log.hpp"

#include <fmt/format.h>

#include <optional>

#include "checkers/messages.hpp"
#include "checkers/probe_name.hpp"

namespace sempervivum::checkers {
namespace {

template <class... Args>
void log(Effects &effects, fmt::format_string<Args...> text, Args &&...args) {
  effects.emplace_back(WriteLog{base::Severity::info, fmt::format(text, std::forward<Args>(args)...)});
}

/// " after 3 retries" and its like, as keepalived has it.
std::string misc_retries(const CheckPlan &check, bool first) {
  const auto retries = check.verdict.retry;
  if (retries == 0) return " with retry disabled";
  if (first) return "";
  return fmt::format(" after {} {}", retries, retries == 1 ? "retry" : "retries");
}

void tell_misc(const MiscProbe &probe, const ProbeReport &report, const CheckPlace &place, Effects &effects) {
  if (report.up && (report.changed || report.first))
    log(effects, messages::misc_succeeded, place.server, place.service, probe.command->path);
  if (!report.up && (report.changed || report.first))
    log(effects, messages::misc_failed, place.server, place.service, probe.command->path,
        misc_retries(place.check, report.first), report.outcome.why);
}

/// What a mail server did wrong, or that there is none.
void tell_mail_server(const SmtpProbe &probe, const std::string &why, Effects &effects) {
  const bool spoken_to = why.ends_with(" server");
  log(effects, messages::smtp_failed, spoken_to ? std::string_view{why} : messages::smtp_unreachable,
      probe.target.address.to_string(), probe.target.port);
}

/// The line of each kind, without retries and with them.
void tell_failed(const CheckPlace &place, const std::string &why, std::optional<unsigned> retries, Effects &effects) {
  const auto &probe = place.check.probe;
  const auto name = probe_name(probe).log;
  if (const auto *mail = std::get_if<SmtpProbe>(&probe)) return tell_mail_server(*mail, why, effects);
  if (std::holds_alternative<DnsProbe>(probe))
    return retries ? log(effects, messages::dns_failed_after, place.server, why, *retries)
                   : log(effects, messages::dns_failed, place.server, why);
  if (std::holds_alternative<PingProbe>(probe))
    return retries ? log(effects, messages::host_failed_after, name, place.server, place.service, *retries)
                   : log(effects, messages::host_failed, name, place.server, place.service);
  return retries ? log(effects, messages::check_failed_after, name, place.server, *retries)
                 : log(effects, messages::check_failed, name, place.server);
}

void tell_failure(const ProbeReport &report, const CheckPlace &place, Effects &effects) {
  const auto &why = report.outcome.why;
  const auto retries = place.check.verdict.retry;
  // The line of DNS_CHECK says why itself.
  if (!std::holds_alternative<DnsProbe>(place.check.probe))
    log(effects, messages::probe_explained, probe_name(place.check.probe).log, place.server, place.service, why);
  const bool counted = retries != 0 && (!report.first || std::holds_alternative<HttpProbe>(place.check.probe));
  tell_failed(place, why, counted ? std::optional<unsigned>{retries} : std::nullopt, effects);
}

void tell_success(const CheckPlace &place, Effects &effects) {
  const auto &probe = place.check.probe;
  if (std::holds_alternative<TcpProbe>(probe)) return log(effects, messages::tcp_succeeded, place.server);
  if (std::holds_alternative<UdpProbe>(probe)) return log(effects, messages::udp_succeeded, place.server);
  if (std::holds_alternative<PingProbe>(probe)) return log(effects, messages::ping_succeeded, place.server);
  if (std::holds_alternative<HttpProbe>(probe)) return log(effects, messages::http_succeeded, place.server);
  if (std::holds_alternative<SmtpProbe>(probe)) return log(effects, messages::smtp_succeeded, place.server);
}

}  // namespace

void tell_report(const ProbeReport &report, const CheckPlace &place, Effects &effects) {
  const bool good = report.outcome.kind == Outcome::Kind::good;
  const auto *misc = std::get_if<MiscProbe>(&place.check.probe);
  if (misc != nullptr) tell_misc(*misc, report, place, effects);
  if (misc == nullptr && good && (report.changed || report.first)) tell_success(place, effects);
  if (misc == nullptr && report.changed && !good) return tell_failure(report, place, effects);
  if (!good && !report.changed && place.check.log_all_failures)
    log(effects, messages::probe_explained, probe_name(place.check.probe).log, place.server, place.service,
        report.outcome.why);
}

void tell_file(const std::string &server, const std::string &file, bool up, Effects &effects) {
  up ? log(effects, messages::file_up, server, file) : log(effects, messages::file_down, server, file);
}

}  // namespace sempervivum::checkers
