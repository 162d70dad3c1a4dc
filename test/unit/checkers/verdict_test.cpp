#include "checkers/verdict.hpp"

#include <array>
#include <limits>
#include <string_view>

#include "catch.hpp"

using namespace sempervivum;
using namespace std::chrono_literals;
using checkers::CheckResult;
using checkers::Decision;
using checkers::Verdict;

namespace {

constexpr base::Duration loop = 10s;
constexpr base::Duration retry = 3s;

checkers::VerdictConfig config(unsigned forgiven, bool alpha = false) {
  return {.retry = forgiven, .alpha = alpha, .delay_before_retry = retry, .delay_loop = loop};
}

/// What each result of a run leads to: U up, D down (a change), r retry soon, . nothing.
std::string decisions(Verdict &verdict, std::string_view results, const checkers::VerdictConfig &config) {
  std::string text;
  for (const char result : results) {
    const auto decision = verdict.record(result == '+' ? CheckResult::success : CheckResult::failure, config);
    const char calm = decision.next_check == retry ? 'r' : '.';
    text += decision.changed ? (verdict.up() ? 'U' : 'D') : calm;
  }
  return text;
}

struct Run {
  unsigned forgiven;
  bool alpha;
  std::string_view results;
  std::string_view expected;
};

}  // namespace

TEST_CASE("results lead to verdicts") {
  const std::array runs{
      Run{1, false, "+", "."},            // up from the beginning
      Run{1, false, "-", "D"},            // the first failure counts at once
      Run{3, false, "-", "D"},            // however many would be forgiven later
      Run{1, false, "+--", ".rD"},        // later retry + 1 in a row
      Run{0, false, "+-", ".D"},          // nothing is forgiven
      Run{3, false, "+---", ".rrr"},      // not yet
      Run{3, false, "+----", ".rrrD"},    // now
      Run{1, false, "+-+-+-", ".r.r.r"},  // never two in a row
      Run{1, false, "+--+", ".rDU"},      // one success is enough
      Run{1, false, "---", "D.."},        // down stays down
      Run{1, false, "-+--", "DUrD"},      // counting begins afresh
      Run{1, true, "-", "."},             // alpha: down from the beginning
      Run{1, true, "+", "U"},
      Run{1, true, "-+--", ".UrD"},
  };
  for (const auto &run : runs) {
    CAPTURE(run.forgiven, run.alpha, run.results);
    const auto wanted = config(run.forgiven, run.alpha);
    Verdict verdict{wanted};
    CHECK(decisions(verdict, run.results, wanted) == run.expected);
  }
}

TEST_CASE("a reload keeps the verdict and the failures counted") {
  Verdict verdict{config(3)};
  CHECK(decisions(verdict, "+--", config(3)) == ".rr");
  CHECK(verdict.failures() == 2);
  CHECK(verdict.record(CheckResult::failure, config(2)) == Decision{true, loop});
  CHECK_FALSE(verdict.up());
}

TEST_CASE("the effective weight stays within what IPVS takes") {
  constexpr auto top = std::numeric_limits<std::int32_t>::max();
  constexpr std::array<std::int64_t, 2> some{5, -3};
  constexpr std::array<std::int64_t, 1> much{std::int64_t{1} << 40};
  constexpr std::array<std::int64_t, 1> little{-(std::int64_t{1} << 40)};
  CHECK(checkers::effective_weight(10, {}) == 10);
  CHECK(checkers::effective_weight(10, some) == 12);
  CHECK(checkers::effective_weight(10, much) == top);
  CHECK(checkers::effective_weight(10, little) == 0);
}
