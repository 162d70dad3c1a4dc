#include "vrrp/planned_possessions.hpp"

#include <fmt/format.h>

#include <utility>

#include "vrrp/planned_route.hpp"

namespace sempervivum::vrrp {
namespace {

template <class Planned>
void take(base::Expected<Planned, std::string> planned, const std::string &owner, std::vector<Planned> &list,
          std::vector<std::string> &left_out) {
  if (planned)
    list.push_back(std::move(*planned));
  else
    left_out.push_back(fmt::format("({}) {}", owner, planned.error()));
}

}  // namespace

std::vector<PlannedRoute> RoutePlanner::routes(const std::string &owner, const std::vector<parser::Route> &lines) {
  std::vector<PlannedRoute> planned;
  for (const auto &line : lines) take(planned_route(line, names_), owner, planned, left_out_);
  return planned;
}

std::vector<PlannedRule> RoutePlanner::rules(const std::string &owner, const std::vector<parser::Rule> &lines) {
  std::vector<PlannedRule> planned;
  for (const auto &line : lines) take(planned_rule(line, names_, preferences_), owner, planned, left_out_);
  return planned;
}

}  // namespace sempervivum::vrrp
