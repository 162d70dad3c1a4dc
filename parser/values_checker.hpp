/// Values only virtual servers and their checks have.
#pragma once

#include "parser/arguments.hpp"
#include "parser/model_checker.hpp"

namespace sempervivum::parser {

/// ADDRESS [PORT], fwmark NUMBER or group NAME; a real server only the first.
bool read_service(Arguments &arguments, Reading &reading, Service &service, bool address_only);
void write_service(const Service &service, std::string &out);

/// ADDRESS[-LAST|-ADDRESS|/LENGTH] [PORT] or fwmark NUMBER [inet|inet6].
bool read_value(Arguments &arguments, Reading &reading, GroupEntry &entry);

/// Hexadecimal digits in any number of words; with `wildcards` an x is any digit.
bool read_bytes(Arguments &arguments, Reading &reading, BytePattern &pattern, bool wildcards);
void write_bytes(const BytePattern &pattern, std::string &out);

/// CODE and CODE-CODE words.
bool read_codes(Arguments &arguments, Reading &reading, std::vector<StatusRange> &codes);

}  // namespace sempervivum::parser
