/// The Global definitions of every data dump, with keepalived's names and order.
#pragma once

#include <string>

#include "daemon/configuration.hpp"
#include "daemon/options.hpp"

namespace sempervivum::daemon {

/// `in_child`: the VRRP process shows a little more than the parent.
std::string global_dump(const Configuration &configuration, const Options &options, bool in_child);

}  // namespace sempervivum::daemon
