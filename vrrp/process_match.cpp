#include "vrrp/process_match.hpp"

#include <algorithm>
#include <utility>

namespace sempervivum::vrrp {
namespace {

using parser::ParamMatch;

constexpr std::size_t longest_name = 15;

std::string_view last_part(std::string_view path) { return path.substr(path.rfind('/') + 1); }

/// Takes the first word of a command line off.
std::string_view take_word(std::string_view &line) {
  const auto end = std::min(line.find('\0'), line.size());
  const auto word = line.substr(0, end);
  line.remove_prefix(std::min(end + 1, line.size()));
  return word;
}

bool same(ParamMatch match, bool last, std::string_view wanted, std::string_view found) {
  return match == ParamMatch::initial && last ? found.starts_with(wanted) : found == wanted;
}

bool parameters_match(const ProcessPlan &plan, std::string_view rest) {
  for (std::size_t at = 1; at < plan.command.size(); ++at) {
    if (rest.empty()) return false;
    const bool last = at + 1 == plan.command.size();
    if (!same(*plan.parameters, last, plan.command[at], take_word(rest))) return false;
  }
  return *plan.parameters != ParamMatch::exact || rest.empty();
}

bool is_enough(const ProcessPlan &plan, unsigned count) { return plan.least <= count && count <= plan.most; }

}  // namespace

bool matches(const ProcessPlan &plan, const ProcessFacts &process) {
  const std::string_view program = plan.command.front();
  if (!plan.full_command) return last_part(program).substr(0, longest_name) == process.name;
  auto rest = process.command_line;
  if (rest.empty() || take_word(rest) != program) return false;
  return !plan.parameters || parameters_match(plan, rest);
}

Quorum::Quorum(const ProcessPlan &plan, unsigned count) : count_{count}, good_{is_enough(plan, count)} {}

bool Quorum::set_count(const ProcessPlan &plan, unsigned count, base::Instant now) {
  count_ = count;
  const bool good = is_enough(plan, count);
  if (good == good_) return deadline_.reset(), false;
  const auto delay = good ? plan.fork_delay : plan.terminate_delay;
  if (delay == base::Duration::zero()) return good_ = good, true;
  if (!deadline_) deadline_ = now + delay;
  return false;
}

bool Quorum::expire(base::Instant now) {
  if (!deadline_ || now < *deadline_) return false;
  deadline_.reset();
  good_ = !good_;
  return true;
}

}  // namespace sempervivum::vrrp
