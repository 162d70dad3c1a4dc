/// The time in front of a log line.
#pragma once

#include <ctime>
#include <string>
#include <string_view>

namespace sempervivum::daemon {

/// "Mon Nov 23 07:03:26 2026: text\n", as keepalived writes to console and file.
std::string stamped_line(std::time_t when, std::string_view text);

/// "Nov 23 07:03:26", the form of a syslog header (RFC 3164 section 4.1.2).
std::string syslog_stamp(std::time_t when);

}  // namespace sempervivum::daemon
