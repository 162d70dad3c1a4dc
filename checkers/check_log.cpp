#include "checkers/check_log.hpp"

#include <fmt/format.h>

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
    log(effects, messages::misc_succeeded, place.server, place.service, probe.words);
  if (!report.up && (report.changed || report.first))
    log(effects, messages::misc_failed, place.server, place.service, probe.words,
        misc_retries(place.check, report.first), report.outcome.why);
}

void tell_failure(const ProbeReport &report, const CheckPlace &place, Effects &effects) {
  const auto name = probe_name(place.check.probe).log;
  log(effects, messages::probe_explained, name, place.server, place.service, report.outcome.why);
  const bool always_counted = std::holds_alternative<HttpProbe>(place.check.probe);
  const auto retries = place.check.verdict.retry;
  if (retries != 0 && (always_counted || !report.first))
    log(effects, messages::check_failed_after, name, place.server, retries);
  else
    log(effects, messages::check_failed, name, place.server);
}

void tell_success(const CheckPlace &place, Effects &effects) {
  const auto &probe = place.check.probe;
  if (std::holds_alternative<TcpProbe>(probe)) return log(effects, messages::tcp_succeeded, place.server);
  if (std::holds_alternative<UdpProbe>(probe)) return log(effects, messages::udp_succeeded, place.server);
  if (std::holds_alternative<PingProbe>(probe)) return log(effects, messages::ping_succeeded, place.server);
  if (std::holds_alternative<HttpProbe>(probe)) return log(effects, messages::http_succeeded, place.server);
  if (std::holds_alternative<SmtpProbe>(probe)) return log(effects, messages::smtp_succeeded, place.server);
  if (std::holds_alternative<DnsProbe>(probe)) return log(effects, messages::dns_succeeded, place.server);
}

}  // namespace

void tell_report(const ProbeReport &report, const CheckPlace &place, Effects &effects) {
  const bool good = report.outcome.kind == Outcome::Kind::good;
  const auto *misc = std::get_if<MiscProbe>(&place.check.probe);
  if (misc != nullptr) tell_misc(*misc, report, place, effects);
  if (misc == nullptr && report.changed && good) tell_success(place, effects);
  if (misc == nullptr && report.changed && !good) return tell_failure(report, place, effects);
  if (!good && !report.changed && place.check.log_all_failures)
    log(effects, messages::probe_explained, probe_name(place.check.probe).log, place.server, place.service,
        report.outcome.why);
}

}  // namespace sempervivum::checkers
