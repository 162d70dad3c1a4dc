#include "vrrp/notify_plan.hpp"

#include <algorithm>
#include <utility>

namespace sempervivum::vrrp {
namespace {

/// Resolves commands into the places of a plan.
struct Filler {
  NotifyPlan &plan;
  const CommandResolver &resolve;

  std::optional<base::Command> resolved(const parser::OptionalCommand &command) const {
    return command ? resolve(*command, std::nullopt) : std::nullopt;
  }

  void set(Event event, const parser::OptionalCommand &command) const { plan.set(event, resolved(command)); }

  void set_all(const parser::NotifyScripts &scripts) const {
    set(Event::master, scripts.notify_master);
    set(Event::backup, scripts.notify_backup);
    set(Event::fault, scripts.notify_fault);
    set(Event::stop, scripts.notify_stop);
    plan.set_any(resolved(scripts.notify));
  }
};

bool has_post_office(const parser::GlobalDefs &global) {
  return global.smtp_server && !global.notification_email.empty();
}

void set_mail(NotifyPlan &plan, const std::optional<bool> &own, const parser::GlobalDefs &global) {
  const bool wanted = own.value_or(global.smtp_alert_vrrp.value_or(global.smtp_alert.value_or(false)));
  plan.mails = wanted && has_post_office(global);
  plan.mails_faults = !global.no_email_faults;
}

const parser::SyncGroup *group_of(const std::string &instance, const parser::Config &config) {
  const auto has_it = [&](const parser::SyncGroup &group) {
    return std::ranges::find(group.group, instance, &parser::Named::name) != group.group.end();
  };
  const auto at = std::ranges::find_if(config.sync_groups, has_it);
  return at == config.sync_groups.end() ? nullptr : &*at;
}

bool tells_priority(const parser::VrrpInstance &instance, const parser::Config &config) {
  if (instance.notify_priority_changes) return *instance.notify_priority_changes;
  const auto *group = group_of(instance.name, config);
  if (group != nullptr && group->notify_priority_changes) return *group->notify_priority_changes;
  return config.global.vrrp_notify_priority_changes;
}

}  // namespace

const base::Command *NotifyPlan::of(Event event) const {
  if (!scripts) return nullptr;
  const auto &command = scripts->by_event[static_cast<std::size_t>(event)];
  return command ? &*command : nullptr;
}

const base::Command *NotifyPlan::any() const { return scripts && scripts->any ? &*scripts->any : nullptr; }

void NotifyPlan::set(Event event, std::optional<base::Command> command) {
  if (!command) return;
  if (!scripts) scripts.emplace();
  scripts->by_event[static_cast<std::size_t>(event)] = std::move(command);
}

void NotifyPlan::set_any(std::optional<base::Command> command) {
  if (!command) return;
  if (!scripts) scripts.emplace();
  scripts->any = std::move(command);
}

NotifyPlan notify_plan(const parser::VrrpInstance &instance, const parser::Config &config,
                       const CommandResolver &resolve) {
  NotifyPlan plan;
  const Filler filler{plan, resolve};
  filler.set_all(instance.notify);
  if (instance.notify_deleted) filler.set(Event::deleted, instance.notify_deleted->command);
  filler.set(Event::master_rx_lower_priority, instance.notify_master_rx_lower_pri);
  plan.reports_deleted = instance.notify_deleted.has_value();
  plan.tells_priority = tells_priority(instance, config);
  set_mail(plan, instance.smtp_alert, config.global);
  return plan;
}

NotifyPlan notify_plan(const parser::SyncGroup &group, const parser::Config &config, const CommandResolver &resolve) {
  NotifyPlan plan;
  Filler{plan, resolve}.set_all(group.notify);
  set_mail(plan, group.smtp_alert, config.global);
  return plan;
}

}  // namespace sempervivum::vrrp
