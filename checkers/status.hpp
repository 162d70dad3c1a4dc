/// What managers are shown of services at work, as plain values.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "checkers/plan.hpp"

namespace sempervivum::checkers {

struct ServerStatus {
  bool alive = true;
  /// As configured, or as it was set since.
  std::int32_t weight = 1;
  /// How many of its checks have failed.
  std::uint32_t failed = 0;
};

struct ServiceStatus {
  bool quorum = true;
  /// By the places of the plan.
  std::vector<ServerStatus> servers;
};

struct Status {
  std::shared_ptr<const Plan> plan;
  std::vector<ServiceStatus> services;
};

}  // namespace sempervivum::checkers
