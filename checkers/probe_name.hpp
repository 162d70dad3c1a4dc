/// What a kind of check is called. Pure.
#pragma once

#include <string_view>

#include "checkers/plan.hpp"

namespace sempervivum::checkers {

struct ProbeName {
  /// In log lines: "TCP_CHECK".
  std::string_view log;
  /// In mails: "TCP CHECK".
  std::string_view mail;
};

ProbeName probe_name(const Probe &probe);

}  // namespace sempervivum::checkers
