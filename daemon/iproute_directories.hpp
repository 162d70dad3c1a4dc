/// Where iproute2's files lie, whose names routes and rules may use.
#pragma once

#include <string>
#include <vector>

#include "parser/model_global.hpp"

namespace sempervivum::daemon {

/// Those of distributions, then the administrator's, whose names outweigh; iproute_usr_dir and
/// iproute_etc_dir stand in for them.
std::vector<std::string> iproute_directories(const parser::FileSettings &files);

}  // namespace sempervivum::daemon
