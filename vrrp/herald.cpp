#include "vrrp/herald.hpp"

#include <fmt/format.h>

#include <utility>

namespace sempervivum::vrrp {
namespace {

/// An instance and a group may have the same name.
std::string queue_name(const Subject &subject) {
  return subject.kind == Subject::Kind::group ? fmt::format("group {}", subject.name) : std::string{subject.name};
}

}  // namespace

void Herald::tell(const Notice &notice, const NotifyPlan &plan, const Instance *instance) {
  scripts_.submit(queue_name(notice.subject), notify_commands(notice, plan));
  messenger_.write_line(fifo_line(notice, plan));
  audience_.note({notice.subject, reported(notice.event, plan), notice.priority}, instance);
  if (auto letter = mail(notice, plan)) messenger_.send(std::move(*letter));
}

void Herald::tell_priority(std::string_view instance, State state, base::Priority priority, const NotifyPlan &plan) {
  if (plan.tells_priority) messenger_.write_line(priority_line(instance, state, priority));
}

void Herald::repeat(const Notice &notice, const NotifyPlan &plan) { messenger_.write_line(fifo_line(notice, plan)); }

}  // namespace sempervivum::vrrp
