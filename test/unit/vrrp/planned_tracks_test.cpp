#include "vrrp/planned_tracks.hpp"

#include "catch.hpp"
#include "parser/parse.hpp"

using namespace sempervivum;
using namespace sempervivum::vrrp;

namespace {

const std::string objects = R"(
  vrrp_script chk {
    script /bin/true
    weight 10
  }
  vrrp_script other {
    script /bin/true
  }
  track_file load {
    file /run/load
  }
)";

std::string instance(const std::string &name, const std::string &vrid, const std::string &more) {
  return "vrrp_instance " + name + " {\n interface eth0\n virtual_router_id " + vrid +
         "\n virtual_ipaddress {\n 192.0.2.1" + vrid + "/24\n}\n" + more + "\n}\n";
}

/// What the first instance ends up with.
PlannedTracks tracks_of(const std::string &conf) {
  const auto loaded = parse::text(objects + conf);
  INFO(parse::rendered(loaded));
  REQUIRE(loaded.runnable());
  return planned_tracks(loaded.config, Homes{loaded.config}, loaded.config.instances.at(0));
}

const std::string chk = "track_script {\n chk\n}\n";
const std::string group = "vrrp_sync_group G {\n group {\n A\n B\n }\n";

}  // namespace

TEST_CASE("a tracker takes its object's weight, and outside groups keeps it") {
  const auto planned = tracks_of(instance("A", "1", chk + "track_file {\n load\n}\n"));
  const std::vector<TrackRule> expected{{TrackKind::script, "chk", 10, false, false},
                                        {TrackKind::file, "load", 1, false, true}};
  CHECK(planned.rules == expected);
  CHECK(planned.remarks.empty());
}

TEST_CASE("the own interface is tracked anyway, unless that is turned off") {
  const std::string own = "track_interface {\n eth0 weight 5\n}\n";
  CHECK(tracks_of(instance("A", "1", own)).rules.empty());
  CHECK(tracks_of(instance("A", "1", own + "dont_track_primary\n")).rules.size() == 1);
}

TEST_CASE("in a group weights are dropped, and that is said in keepalived's words") {
  const auto planned =
      tracks_of(instance("A", "1", chk + "track_file {\n load\n}\n") + instance("B", "2", "") + group + "}\n");
  CHECK(planned.rules == std::vector<TrackRule>{{TrackKind::file, "load", 0, false, true}});
  CHECK(planned.remarks == std::vector<std::string>{"(A) ignoring tracked script chk with weights due to SYNC group",
                                                    "(A) ignoring weight from tracked file load due to SYNC group"});
}

TEST_CASE("a group's trackers are every member's, with their weights if it says so") {
  const std::string shared = "track_script {\n other weight 5\n}\n";
  const auto members = instance("A", "1", chk) + instance("B", "2", "");
  const auto weighted = tracks_of(members + group + shared + "sync_group_tracking_weight\n}\n");
  const std::vector<TrackRule> expected{{TrackKind::script, "chk", 10, false, false},
                                        {TrackKind::script, "other", 5, false, false}};
  CHECK(weighted.rules == expected);
  const auto with_owner =
      tracks_of(instance("A", "1", "") + instance("B", "2", "priority 255\nstate MASTER\n") + group + shared + "}\n");
  CHECK(with_owner.rules == std::vector<TrackRule>{{TrackKind::script, "other", 0, false, false}});
}

TEST_CASE("an instance is in the first group that names it") {
  const auto loaded = parse::text(instance("A", "1", "") + instance("B", "2", "") + group + "}\n" +
                                  "vrrp_sync_group H {\n group {\n B\n A\n }\n}\n");
  const Homes homes{loaded.config};
  const auto &groups = loaded.config.sync_groups;
  REQUIRE(groups.size() == 2);
  CHECK(homes.of(loaded.config.instances[1]) == &groups[0]);
  CHECK(homes.members(groups[0]) == std::vector<std::size_t>{0, 1});
  CHECK(homes.members(groups[1]).empty());
}
