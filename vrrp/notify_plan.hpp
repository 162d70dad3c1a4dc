/// Who is told of an instance's or a sync group's changes, and how: pure.
///
/// Keywords notify, notify_*, smtp_alert, notify_priority_changes; behaviour facts
/// J1 to J12.
#pragma once

#include <array>
#include <functional>
#include <optional>

#include "base/rare.hpp"
#include "base/script.hpp"
#include "parser/model.hpp"
#include "vrrp/effect.hpp"

namespace sempervivum::vrrp {

/// Turns a configured command into one that may be run, or into nothing when it
/// is missing or unsafe (the resolver has said why). `user` is the script's own
/// keyword; a user on the command line itself outweighs it. Lives in daemon/.
using CommandResolver =
    std::function<std::optional<base::Command>(const parser::Command &, const std::optional<parser::Identity> &user)>;

/// Commands by what happened; `any` (keyword notify) gets four more arguments.
struct NotifyScriptsPlan {
  std::array<std::optional<base::Command>, event_count> by_event;
  std::optional<base::Command> any;

  bool operator==(const NotifyScriptsPlan &) const = default;
};

struct NotifyPlan {
  /// There if there is at least one: of thousands of instances few have any.
  base::Rare<NotifyScriptsPlan> scripts;
  /// A deleted instance says DELETED rather than FAULT.
  bool reports_deleted = false;
  /// smtp_alert, and there is a server and somebody to write to.
  bool mails = false;
  /// no_email_faults clears it.
  bool mails_faults = true;
  /// Changes of the effective priority go to the FIFOs.
  bool tells_priority = false;

  const base::Command *of(Event event) const;
  /// Of any event.
  const base::Command *any() const;
  void set(Event event, std::optional<base::Command> command);
  void set_any(std::optional<base::Command> command);
  bool operator==(const NotifyPlan &) const = default;
};

NotifyPlan notify_plan(const parser::VrrpInstance &instance, const parser::Config &config,
                       const CommandResolver &resolve);
NotifyPlan notify_plan(const parser::SyncGroup &group, const parser::Config &config, const CommandResolver &resolve);

}  // namespace sempervivum::vrrp
