/// Commands to the kernel's packet filter, as nft(8) reads them.
#pragma once

#include <string>

#include "base/expected.hpp"

namespace sempervivum::vrrp {

/// Carries all of `commands` out as one transaction, or none; the error is
/// libnftables' own text. Waits for the kernel and takes some milliseconds, with
/// many addresses tens: not for the protocol thread.
///
/// libnftables is loaded at the first call, so that those who filter nothing do not
/// pay for it; without it, or when built without it, the error says so.
base::Expected<void, std::string> run_nft(const std::string &commands);

}  // namespace sempervivum::vrrp
