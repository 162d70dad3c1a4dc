/// Words that several dumps use, as keepalived writes them (behaviour P5).
#pragma once

#include <string>

#include "base/clock.hpp"
#include "base/script.hpp"
#include "parser/model.hpp"
#include "vrrp/possessions.hpp"

namespace sempervivum::vrrp {

/// `10.0.0.1/24 dev eth0 scope global label eth0:1 set`; `set` while we hold it.
std::string dump_words(const PlannedAddress &planned, bool held);
std::string dump_words(const PlannedRoute &planned);
std::string dump_words(const PlannedRule &planned);

/// Every word in single quotes.
std::string dump_words(const base::Command &command);

/// 1, 0.5, 0.01 …
std::string seconds_in_words(base::Duration duration);

/// Passwords are never shown.
inline constexpr std::string_view masked_password = "********";

}  // namespace sempervivum::vrrp
