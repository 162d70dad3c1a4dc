/// One real server's checks, out of the model: part of make_plan(). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checkers/plan.hpp"

namespace sempervivum::checkers {

/// What a real server's checks inherit.
struct CheckContext {
  const parser::Config &config;
  const parser::VirtualServer &service;
  const parser::RealServer &server;
  /// The port checks connect to unless they say otherwise.
  std::uint16_t port = 0;
  const ResolveCommand &resolve;
};

std::vector<CheckPlan> plan_checks(const CheckContext &context);

/// What the log is to say of a check that is not run, if it is one.
std::optional<std::string> not_run(const CheckPlan &check, std::string_view server, std::string_view service);

}  // namespace sempervivum::checkers
