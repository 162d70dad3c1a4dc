#include "vrrp/track_rule.hpp"

#include <vector>

#include "catch.hpp"

using namespace sempervivum::vrrp;

namespace {

TrackRule rule(TrackKind kind, int weight, bool by_default = false) {
  return {.kind = kind, .name = "x", .weight = weight, .reverse = false, .default_weight = by_default};
}

constexpr TrackScope grouped{.in_group = true};
constexpr TrackScope weighted_group{.in_group = true, .group_weights = true};
constexpr TrackScope owner{.owner = true};

struct Row {
  const char *what;
  TrackRule rule;
  bool stays;
};

const std::vector<Row> unweighted_rows{
    {"an interface stays, as a fault", rule(TrackKind::interface, 20), true},
    {"a script is ignored", rule(TrackKind::script, 20), false},
    {"a process is ignored", rule(TrackKind::process, 20), false},
    {"a BFD session is ignored", rule(TrackKind::bfd, 20), false},
    {"a file with the default weight stays, as a fault", rule(TrackKind::file, 1, true), true},
    {"a file with a weight of its own is ignored", rule(TrackKind::file, 1), false},
};

}  // namespace

TEST_CASE("without sync_group_tracking_weight, and for owners, a weighted tracker loses its weight or its place") {
  const auto &row = GENERATE(from_range(unweighted_rows));
  const auto scope = GENERATE(grouped, owner);
  INFO(row.what);
  const auto tracks = effective_tracks({&row.rule, 1}, {}, scope);
  REQUIRE(tracks.remarks.size() == 1);
  CHECK(tracks.remarks[0] == TrackRemark{row.rule, !row.stays});
  REQUIRE(tracks.rules.size() == (row.stays ? 1U : 0U));
  if (row.stays) CHECK(tracks.rules[0].weight == 0);
}

TEST_CASE("with it, and outside of groups, weights stay") {
  const auto &row = GENERATE(from_range(unweighted_rows));
  const auto scope = GENERATE(TrackScope{}, weighted_group);
  const auto tracks = effective_tracks({&row.rule, 1}, {}, scope);
  CHECK(tracks.remarks.empty());
  CHECK(tracks.rules == std::vector{row.rule});
}

TEST_CASE("weight 0 is always allowed") {
  const auto fault = rule(TrackKind::script, 0);
  CHECK(effective_tracks({&fault, 1}, {}, grouped).rules == std::vector{fault});
  CHECK(effective_tracks({&fault, 1}, {}, owner).remarks.empty());
}

TEST_CASE("a group's trackers are each member's too") {
  const auto own = rule(TrackKind::interface, 0);
  auto other = rule(TrackKind::script, 0);
  const auto tracks = effective_tracks({&own, 1}, {&other, 1}, grouped);
  CHECK(tracks.rules == std::vector{own, other});
}

TEST_CASE("of two rules about one object the group's weight counts, unless the member's is 0") {
  auto ours = rule(TrackKind::script, 10);
  auto groups = rule(TrackKind::script, -30);
  groups.reverse = true;
  CHECK(effective_tracks({&ours, 1}, {&groups, 1}, weighted_group).rules == std::vector{groups});
  ours.weight = 0;
  CHECK(effective_tracks({&ours, 1}, {&groups, 1}, weighted_group).rules == std::vector{ours});
}

TEST_CASE("the same name of another kind is another object") {
  const auto script = rule(TrackKind::script, 0);
  const auto file = rule(TrackKind::file, 0);
  CHECK(effective_tracks({&script, 1}, {&file, 1}, grouped).rules.size() == 2);
}

TEST_CASE("an owner in the group takes the weights from the group's trackers") {
  auto scope = weighted_group;
  scope.group_has_owner = true;
  const auto groups = rule(TrackKind::script, 20);
  const auto tracks = effective_tracks({}, {&groups, 1}, scope);
  REQUIRE(tracks.rules.size() == 1);
  CHECK(tracks.rules[0].weight == 0);
  CHECK(tracks.remarks == std::vector{TrackRemark{groups, false}});
}
