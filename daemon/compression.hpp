/// Making bytes that are kept for long, and seldom read, small (zlib, at its quickest).
/// A configuration of thousands of virtual routers shrinks to a tenth.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sempervivum::daemon {

std::string compress(std::string_view bytes);

/// Nothing if it is not what compress() makes, or of more than 1 GiB.
std::optional<std::string> decompress(std::string_view compressed);

}  // namespace sempervivum::daemon
