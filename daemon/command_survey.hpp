/// Goes over every command of a configuration: finds out which may be run.
#pragma once

#include <string>
#include <vector>

#include "daemon/command_book.hpp"
#include "daemon/system_view.hpp"
#include "parser/model.hpp"

namespace sempervivum::daemon {

struct CommandSurvey {
  CommandBook book;
  /// What there is to log, in keepalived's words.
  std::vector<std::string> lines;
};

CommandSurvey survey_commands(const parser::Config &config, const SystemView &system);

}  // namespace sempervivum::daemon
