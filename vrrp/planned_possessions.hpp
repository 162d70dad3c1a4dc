/// The routes and rules of a configuration, one owner's after the other.
#pragma once

#include <string>
#include <vector>

#include "netlink/iproute_names.hpp"
#include "parser/model.hpp"
#include "vrrp/planned_rule.hpp"
#include "vrrp/possessions.hpp"

namespace sempervivum::vrrp {

/// Plans lines and gathers what has to be left out.
class RoutePlanner {
 public:
  explicit RoutePlanner(const netlink::IprouteNames &names) : names_{names} {}

  /// `owner` is the instance's name, or "static".
  std::vector<PlannedRoute> routes(const std::string &owner, const std::vector<parser::Route> &lines);
  std::vector<PlannedRule> rules(const std::string &owner, const std::vector<parser::Rule> &lines);
  /// "(VI_1) route 10.20.0.0/16: there is no routing table nonsense"
  const std::vector<std::string> &left_out() const { return left_out_; }

 private:
  const netlink::IprouteNames &names_;
  RulePreferences preferences_;
  std::vector<std::string> left_out_;
};

}  // namespace sempervivum::vrrp
