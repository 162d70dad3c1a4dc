#include "vrrp/notify_commands.hpp"

#include <array>
#include <string>
#include <string_view>

namespace sempervivum::vrrp {
namespace {

/// What `notify` is told, by event.
constexpr std::array<std::string_view, event_count> event_words{"MASTER", "BACKUP",  "FAULT",
                                                                "STOP",   "DELETED", "MASTER_RX_LOWER_PRI"};

Event reported(const InstancePlan &plan, Event event) {
  return event == Event::deleted && !plan.notify.reports_deleted ? Event::fault : event;
}

}  // namespace

std::vector<base::Command> notify_commands(const InstancePlan &plan, Event event, base::Priority priority) {
  std::vector<base::Command> commands;
  const auto said = static_cast<std::size_t>(reported(plan, event));
  if (const auto &own = plan.notify.by_event[said]) commands.push_back(*own);
  if (!plan.notify.any || event == Event::master_rx_lower_priority) return commands;
  auto command = *plan.notify.any;
  command.argv.insert(command.argv.end(),
                      {"INSTANCE", plan.name, std::string{event_words[said]}, std::to_string(priority.value())});
  commands.push_back(std::move(command));
  return commands;
}

}  // namespace sempervivum::vrrp
