/// What a MISC_CHECK program's end means. Pure (M10).
#pragma once

#include "base/script.hpp"
#include "checkers/probe.hpp"

namespace sempervivum::checkers {

/// 0 is good; with `dynamic` 2..255 are good too and make the weight two less than
/// the status, 0 the configured one. Everything else is bad, with keepalived's
/// words for it.
Outcome judge_misc(const base::RunResult &result, bool dynamic, std::int32_t configured_weight);

}  // namespace sempervivum::checkers
