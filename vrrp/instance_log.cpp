#include "vrrp/instance_log.hpp"

#include <chrono>

#include "vrrp/messages.hpp"

namespace sempervivum::vrrp {
namespace {

using base::Log;

double seconds(base::Duration duration) { return std::chrono::duration<double>(duration).count(); }

/// keepalived's line for what an advert did; those it only writes under -D too.
void log_heard(const Log &log, const std::string &name, const Explain &decision) {
  const auto sender = decision.sender ? decision.sender->to_string() : std::string{};
  const auto theirs = decision.their_priority.value();
  const auto ours = decision.own_priority.value();
  switch (decision.why) {
    case Why::higher_priority: return log.info(messages::higher_priority, name, sender, theirs, ours);
    case Why::higher_address: return log.info(messages::higher_address, name, sender, theirs);
    case Why::kept_lower_priority: return log.info(messages::lower_priority_kept, name, sender, theirs, ours);
    case Why::kept_lower_address: return log.info(messages::lower_address_kept, name, sender, theirs);
    case Why::preempting: return log.info(messages::lower_priority_discarded, name, theirs, sender);
    case Why::master_resigned: return log.detail(messages::backup_resigned, name);
    case Why::rival_resigned: return log.detail(messages::master_resigned, name);
    case Why::preempted:
    case Why::awaiting_group:
    case Why::master_silent: return log.detail(messages::master_down, name);
    default: return;
  }
}

void log_state(const Log &log, const std::string &name, const Explain &decision) {
  const bool at_start = decision.why == Why::started && decision.from == State::init;
  log.info(fmt::runtime(at_start ? messages::entering_init : messages::entering_state), name, to_words(decision.to));
}

void log_release(const Log &log, const std::string &name, const Explain &decision) {
  const bool resigned = decision.why == Why::faulted || decision.why == Why::stopped || decision.why == Why::yielded;
  if (resigned) log.detail(messages::sent_zero, name);
  log.detail(messages::removing_vips, name);
}

/// What keepalived's own line says already, or what is said elsewhere.
bool self_evident(Why why) {
  return why == Why::preempting || why == Why::priority_changed || why == Why::rival_resigned || why == Why::started;
}

}  // namespace

void log_decision(const Log &log, const std::string &name, const Explain &decision) {
  log_heard(log, name, decision);
  if (decision.why == Why::inherited) return log.info(messages::decision, name, to_words(decision));
  if (decision.from != decision.to && decision.why != Why::stopped) log_state(log, name, decision);
  if (decision.from == State::master && decision.to != State::master) log_release(log, name, decision);
  if (decision.to == State::master && decision.from != State::master) log.detail(messages::setting_vips, name);
  if (!self_evident(decision.why)) log.info(messages::decision, name, to_words(decision));
}

void log_priority(const Log &log, const std::string &name, base::Priority before, base::Priority after) {
  if (before != after) log.info(messages::priority_change, name, before.value(), after.value());
}

void log_faults(const Log &log, const std::string &name, const FaultSet &faults) {
  if (!faults.empty()) log.info(messages::fault_reasons, name, describe(faults));
}

void log_interval(const Log &log, const InstancePlan &plan, const Arrival &arrival, const Advert &advert) {
  log.warning(messages::interval_differs, plan.name, arrival.source.to_string(), seconds(advert.interval),
              seconds(plan.router.advert_interval));
}

void log_setting(const Log &log, const InstancePlan &plan) {
  if (!plan.routes.empty()) log.detail(messages::setting_routes, plan.name);
  if (!plan.rules.empty()) log.detail(messages::setting_rules, plan.name);
}

void log_removing(const Log &log, const InstancePlan &plan) {
  if (!plan.rules.empty()) log.detail(messages::removing_rules, plan.name);
  if (!plan.routes.empty()) log.detail(messages::removing_routes, plan.name);
}

void log_sending(const Log &log, const std::string &name, const base::SystemResult<void> &sent) {
  if (sent)
    log.info(messages::send_works, name);
  else
    log.error(messages::send_failed, name, sent.error().message());
}

}  // namespace sempervivum::vrrp
