#include "vrrp/process_match.hpp"

#include "catch.hpp"

using namespace sempervivum;
using namespace sempervivum::vrrp;
using namespace std::chrono_literals;
using parser::ParamMatch;

namespace {

ProcessPlan plan(std::vector<std::string> command, std::optional<ParamMatch> parameters = std::nullopt) {
  return {.name = "p", .command = std::move(command), .parameters = parameters, .full_command = parameters.has_value()};
}

/// "a|b" is argv {"a", "b"}.
bool hits(const ProcessPlan &plan, std::string line) {
  for (auto &letter : line)
    if (letter == '|') letter = '\0';
  if (!line.empty()) line += '\0';
  return matches(plan, {"name", line});
}

const base::Instant start{1h};

}  // namespace

TEST_CASE("without parameters the name decides, of which the kernel keeps 15 characters") {
  CHECK(matches(plan({"nginx"}), {"nginx", ""}));
  CHECK(matches(plan({"/usr/sbin/nginx"}), {"nginx", ""}));
  CHECK(matches(plan({"a-very-long-name-indeed"}), {"a-very-long-nam", ""}));
  CHECK_FALSE(matches(plan({"nginx"}), {"nginx2", ""}));
}

TEST_CASE("the full command compares the first word as it was given") {
  auto full = plan({"/usr/sbin/nginx"});
  full.full_command = true;
  CHECK(hits(full, "/usr/sbin/nginx"));
  CHECK(hits(full, "/usr/sbin/nginx|-g|x"));
  CHECK_FALSE(hits(full, "nginx"));
  CHECK_FALSE(hits(full, ""));
}

TEST_CASE("parameters match exactly, by the first ones, or by their beginning") {
  CHECK(hits(plan({"a", "b", "c"}, ParamMatch::exact), "a|b|c"));
  CHECK_FALSE(hits(plan({"a", "b"}, ParamMatch::exact), "a|b|c"));
  CHECK_FALSE(hits(plan({"a", "b", "c"}, ParamMatch::exact), "a|b"));
  CHECK(hits(plan({"a"}, ParamMatch::exact), "a"));
  CHECK_FALSE(hits(plan({"a"}, ParamMatch::exact), "a|b"));
  CHECK(hits(plan({"a", "b"}, ParamMatch::partial), "a|b|c"));
  CHECK_FALSE(hits(plan({"a", "b"}, ParamMatch::partial), "a|bc"));
  CHECK(hits(plan({"a", "b"}, ParamMatch::initial), "a|bcd|e"));
  CHECK_FALSE(hits(plan({"a", "b", "c"}, ParamMatch::initial), "a|bx|c"));
}

TEST_CASE("without delays the verdict follows the count at once") {
  auto two = plan({"a"});
  two.least = 2;
  two.most = 3;
  Quorum quorum{two, 1};
  CHECK(quorum.verdict() == Verdict::bad);
  CHECK(quorum.set_count(two, 2, start));
  CHECK(quorum.verdict() == Verdict::good);
  CHECK_FALSE(quorum.set_count(two, 3, start));
  CHECK(quorum.set_count(two, 4, start));
  CHECK(quorum.verdict() == Verdict::bad);
}

TEST_CASE("with delays it must stay so for that long") {
  auto slow = plan({"a"});
  slow.fork_delay = 2s;
  slow.terminate_delay = 1s;
  Quorum quorum{slow, 1};
  CHECK_FALSE(quorum.set_count(slow, 0, start));
  CHECK(quorum.deadline() == start + 1s);
  CHECK_FALSE(quorum.set_count(slow, 1, start + 500ms));
  CHECK_FALSE(quorum.deadline());
  CHECK_FALSE(quorum.set_count(slow, 0, start + 600ms));
  CHECK_FALSE(quorum.expire(start + 1s));
  CHECK(quorum.expire(start + 1600ms));
  CHECK(quorum.verdict() == Verdict::bad);
  CHECK_FALSE(quorum.set_count(slow, 1, start + 2s));
  CHECK(quorum.expire(start + 4s));
  CHECK(quorum.verdict() == Verdict::good);
}
