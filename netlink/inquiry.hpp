/// Asking the kernel and waiting for the answer: for start-up, before a loop runs.
#pragma once

#include <functional>

#include "base/clock.hpp"
#include "base/expected.hpp"
#include "netlink/batch.hpp"
#include "netlink/channel.hpp"
#include "netlink/message.hpp"

namespace sempervivum::netlink {

/// Sends one request and calls `visit` for each message that answers it, up to the
/// end of a dump or the acknowledgement. The kernel's refusal is the error.
base::SystemResult<void> inquire(Channel &channel, Batch request, const std::function<void(const Message &)> &visit,
                                 base::Duration timeout = std::chrono::seconds{5});

}  // namespace sempervivum::netlink
