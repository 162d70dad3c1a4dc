#include "checkers/misc_verdict.hpp"

#include <fmt/format.h>

#include <system_error>

namespace sempervivum::checkers {
namespace {

constexpr int first_weight_status = 2;

Outcome weighed(std::int64_t contribution) {
  auto outcome = good();
  outcome.contribution = contribution;
  return outcome;
}

}  // namespace

Outcome judge_misc(const base::RunResult &result, bool dynamic, std::int32_t configured_weight) {
  switch (result.kind) {
    case base::RunResult::Kind::exited: break;
    case base::RunResult::Kind::signalled: return bad(fmt::format("due to signal {}", result.code));
    case base::RunResult::Kind::timed_out: return bad("timed out");
    case base::RunResult::Kind::not_started:
      return bad("could not be started: " + std::generic_category().message(result.code));
  }
  if (result.code == 0) return dynamic ? weighed(0) : good();
  if (dynamic && result.code >= first_weight_status)
    return weighed(std::int64_t{result.code} - first_weight_status - configured_weight);
  return bad(fmt::format("exited with status {}", result.code));
}

}  // namespace sempervivum::checkers
