/// What an instance says: keepalived's lines for those who grep them, and for
/// each decision one line that says why.
#pragma once

#include <string>

#include "base/expected.hpp"
#include "base/log.hpp"
#include "vrrp/advert.hpp"
#include "vrrp/effect.hpp"
#include "vrrp/fault.hpp"
#include "vrrp/plan.hpp"

namespace sempervivum::vrrp {

void log_decision(const base::Log &log, const std::string &name, const Explain &decision);
void log_priority(const base::Log &log, const std::string &name, base::Priority before, base::Priority after);
void log_faults(const base::Log &log, const std::string &name, const FaultSet &faults);
void log_interval(const base::Log &log, const InstancePlan &plan, const Arrival &arrival, const Advert &advert);
/// An advert could not be sent, or can be sent again.
/// Routes and rules that are set with, or removed before, the addresses.
void log_setting(const base::Log &log, const InstancePlan &plan);
void log_removing(const base::Log &log, const InstancePlan &plan);

void log_sending(const base::Log &log, const std::string &name, const base::SystemResult<void> &sent);

}  // namespace sempervivum::vrrp
