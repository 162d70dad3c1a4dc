/// What the state of services leads to, as values: the engine carries it out in order.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/log.hpp"
#include "base/messenger.hpp"
#include "base/script.hpp"
#include "checkers/plan.hpp"

namespace sempervivum::checkers {

struct WriteLog {
  base::Severity severity = base::Severity::info;
  std::string line;

  bool operator==(const WriteLog &) const = default;
};

struct RunScript {
  /// Whose: the scripts of one subject run one after the other.
  std::string subject;
  base::Command command;

  bool operator==(const RunScript &) const = default;
};

/// To the FIFOs.
struct WriteLine {
  std::string line;

  bool operator==(const WriteLine &) const = default;
};

struct SendMail {
  base::Mail mail;

  bool operator==(const SendMail &) const = default;
};

/// For those who manage networks: a server, or a service's quorum, has another state.
struct TellManagers {
  std::shared_ptr<const ServicePlan> service;
  /// Its place in the plan; nothing: it is about the quorum.
  std::optional<std::size_t> server;
  bool up = false;
  /// It is the daemon that ends.
  bool stopping = false;
  std::size_t servers_up = 0;

  bool operator==(const TellManagers &) const = default;
};

using Effect = std::variant<WriteLog, RunScript, WriteLine, SendMail, TellManagers>;
using Effects = std::vector<Effect>;

}  // namespace sempervivum::checkers
