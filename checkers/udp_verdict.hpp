/// Whether a reply to UDP_CHECK is the one wanted. Pure.
#pragma once

#include <cstddef>
#include <span>

#include "checkers/probe.hpp"

namespace sempervivum::checkers {

/// Its length is within bounds and it begins with the pattern, where that has bits.
Outcome judge_reply(const UdpProbe &plan, std::span<const std::byte> reply);

}  // namespace sempervivum::checkers
