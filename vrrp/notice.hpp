/// One occasion to notify, and the words for it: pure (behaviour facts J2, J3, J7 to J10).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/messenger.hpp"
#include "base/script.hpp"
#include "base/strong.hpp"
#include "vrrp/effect.hpp"
#include "vrrp/notify_plan.hpp"

namespace sempervivum::vrrp {

/// What a notice is about.
struct Subject {
  enum class Kind : std::uint8_t { instance, group };
  Kind kind = Kind::instance;
  std::string_view name;
};

struct Notice {
  Subject subject;
  Event event = Event::backup;
  /// The effective one; a group has none and says 0.
  base::Priority priority{0};
};

/// What is told of an event: a deletion is a FAULT unless notify_deleted is
/// configured.
Event reported(Event event, const NotifyPlan &plan);

/// The scripts to run, in this order: notify_STATE first, with its configured
/// arguments only; then notify, with INSTANCE|GROUP NAME STATE PRIORITY appended.
/// Hearing a lower priority runs its own script only.
std::vector<base::Command> notify_commands(const Notice &notice, const NotifyPlan &plan);

/// `INSTANCE "VI_1" MASTER 150`
std::string fifo_line(const Notice &notice, const NotifyPlan &plan);

/// `INSTANCE "VI_1" MASTER_PRIORITY 150`; in all other states BACKUP_PRIORITY.
std::string priority_line(std::string_view instance, State state, base::Priority priority);

/// The mail about it, if it is worth one: not of a stop, which would be gone
/// before its mail, nor of another master heard.
std::optional<base::Mail> mail(const Notice &notice, const NotifyPlan &plan);

}  // namespace sempervivum::vrrp
