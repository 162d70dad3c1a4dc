/// What the state of services leads to, as values: the engine carries it out in order.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "base/log.hpp"
#include "base/messenger.hpp"
#include "base/script.hpp"

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

using Effect = std::variant<WriteLog, RunScript, WriteLine, SendMail>;
using Effects = std::vector<Effect>;

}  // namespace sempervivum::checkers
