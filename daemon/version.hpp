/// Who we are, for -v, the log and the service manager.
#pragma once

#include <string>
#include <string_view>

namespace sempervivum::daemon {

/// The keepalived whose configuration, signals and output we keep to. Tools that
/// read `keepalived -v` decide by this number what they may ask for.
inline constexpr std::string_view compatible_version = "2.2.7";

/// "Keepalived v2.2.7 (Sempervivum 0.1.0)"
std::string product_line();

/// "Linux 6.1.0 #1 SMP ..." of the running kernel.
std::string kernel_line();

/// What -v prints: the product, the build and the system, several lines.
std::string version_text();

}  // namespace sempervivum::daemon
