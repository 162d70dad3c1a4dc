/// When checks begin: together, so that one waking of the process serves many. Pure.
///
/// A twentieth of a check's interval is a slot, a tenth of a second at most, counted
/// from the clock's beginning. Random times stay spread over the whole interval, and a
/// check stays in its slot as long as it keeps its interval.
#pragma once

#include "base/clock.hpp"

namespace sempervivum::checkers {

/// The beginning of the slot `when` is in.
base::Instant slot_of(base::Instant when, base::Duration interval);

}  // namespace sempervivum::checkers
