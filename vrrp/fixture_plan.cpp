#include "vrrp/fixture_plan.hpp"

#include <algorithm>
#include <iterator>

#include "vrrp/planned_address.hpp"

namespace sempervivum::vrrp {
namespace {

constexpr auto usual_interface = "eth0";

/// In the order of their first mention; the empty one first.
std::vector<std::string> groups(const parser::Config &config) {
  std::vector<std::string> names{""};
  const auto add = [&names](const auto &lines) {
    for (const auto &line : lines)
      if (line.track_group && std::ranges::find(names, *line.track_group) == names.end())
        names.push_back(*line.track_group);
  };
  add(config.static_addresses);
  add(config.static_routes);
  add(config.static_rules);
  return names;
}

template <class Line>
std::vector<Line> of_group(const std::vector<Line> &lines, const std::string &group) {
  std::vector<Line> found;
  std::ranges::copy_if(lines, std::back_inserter(found),
                       [&group](const Line &line) { return line.track_group.value_or("") == group; });
  return found;
}

std::vector<std::string> members(const parser::Config &config, const std::string &group) {
  std::vector<std::string> names;
  const auto at = std::ranges::find(config.track_groups, group, &parser::TrackGroup::name);
  if (at != config.track_groups.end())
    for (const auto &member : at->group) names.push_back(member.name);
  return names;
}

}  // namespace

std::vector<FixturePlan> fixture_plans(const parser::Config &config, RoutePlanner &routes) {
  const auto interface = config.global.default_interface.value_or(usual_interface);
  const auto place = [&interface](const parser::VirtualAddress &line) { return line.dev.value_or(interface); };
  std::vector<FixturePlan> plans;
  for (const auto &group : groups(config)) {
    Possessions possessions{planned_addresses(of_group(config.static_addresses, group), place),
                            routes.routes("static", of_group(config.static_routes, group)),
                            routes.rules("static", of_group(config.static_rules, group))};
    if (!possessions.empty()) plans.push_back({group, members(config, group), std::move(possessions)});
  }
  return plans;
}

}  // namespace sempervivum::vrrp
