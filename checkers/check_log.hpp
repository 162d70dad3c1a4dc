/// What the log says of a probe: keepalived's lines for each kind of check. Pure.
#pragma once

#include <string>
#include <string_view>

#include "checkers/checker.hpp"
#include "checkers/effect.hpp"
#include "checkers/plan.hpp"

namespace sempervivum::checkers {

struct CheckPlace {
  const CheckPlan &check;
  std::string_view server;
  std::string_view service;
};

/// Verdicts always; single failures and what could not be tried only if
/// log_all_failures is set.
void tell_report(const ProbeReport &report, const CheckPlace &place, Effects &effects);

/// A FILE_CHECK's verdict has changed.
void tell_file(const std::string &server, const std::string &file, bool up, Effects &effects);

}  // namespace sempervivum::checkers
