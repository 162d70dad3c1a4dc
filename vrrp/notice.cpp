#include "vrrp/notice.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace sempervivum::vrrp {
namespace {

/// What scripts and FIFOs are told, by event.
constexpr std::array<std::string_view, event_count> event_words{
    "MASTER", "BACKUP", "FAULT", "STOP", "DELETED", "MASTER_RX_LOWER_PRI", "SECOND_MASTER"};
/// How a subject is called in scripts' arguments and FIFO lines, and in mails.
constexpr std::array<std::string_view, 2> kind_words{"INSTANCE", "GROUP"};
constexpr std::array<std::string_view, 2> mail_kinds{"Instance", "Group"};

constexpr std::string_view fifo_format = "{} \"{}\" {} {}";

std::string_view words(Event event) { return event_words[static_cast<std::size_t>(event)]; }

std::string_view words(const std::array<std::string_view, 2> &table, Subject::Kind kind) {
  return table[static_cast<std::size_t>(kind)];
}

/// Between changes of state.
bool is_passing(Event event) { return event == Event::master_rx_lower_priority || event == Event::second_master; }

std::string mail_subject(const Subject &subject, Event event) {
  const auto kind = words(mail_kinds, subject.kind);
  if (event == Event::deleted) return fmt::format("VRRP {} {} - Deleted", kind, subject.name);
  return fmt::format("VRRP {} {} - Entering {} state", kind, subject.name, words(event));
}

std::string mail_body(const Subject &subject, Event event) {
  if (subject.kind == Subject::Kind::group)
    return fmt::format("=> All VRRP group instances are now in {} state <=", words(event));
  return fmt::format("=> VRRP Instance is {} owning VRRP VIPs <=", event == Event::master ? "now" : "no longer");
}

}  // namespace

Event reported(Event event, const NotifyPlan &plan) {
  return event == Event::deleted && !plan.reports_deleted ? Event::fault : event;
}

std::vector<base::Command> notify_commands(const Notice &notice, const NotifyPlan &plan) {
  std::vector<base::Command> commands;
  const auto event = reported(notice.event, plan);
  if (const auto *own = plan.of(event)) commands.push_back(*own);
  if (plan.any() == nullptr || is_passing(event)) return commands;
  auto command = *plan.any();
  command.argv.insert(command.argv.end(),
                      {std::string{words(kind_words, notice.subject.kind)}, std::string{notice.subject.name},
                       std::string{words(event)}, std::to_string(notice.priority.value())});
  commands.push_back(std::move(command));
  return commands;
}

std::string fifo_line(const Notice &notice, const NotifyPlan &plan) {
  return fmt::format(fifo_format, words(kind_words, notice.subject.kind), notice.subject.name,
                     words(reported(notice.event, plan)), notice.priority.value());
}

std::string priority_line(std::string_view instance, State state, base::Priority priority) {
  const auto *word = state == State::master ? "MASTER_PRIORITY" : "BACKUP_PRIORITY";
  return fmt::format(fifo_format, words(kind_words, Subject::Kind::instance), instance, word, priority.value());
}

std::optional<base::Mail> mail(const Notice &notice, const NotifyPlan &plan) {
  const auto event = reported(notice.event, plan);
  const bool silent = event == Event::stop || is_passing(event) || (event == Event::fault && !plan.mails_faults);
  if (!plan.mails || silent) return std::nullopt;
  return base::Mail{mail_subject(notice.subject, event), mail_body(notice.subject, event)};
}

}  // namespace sempervivum::vrrp
