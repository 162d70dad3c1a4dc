/// Values of global_defs that no other block has.
#pragma once

#include <string>

#include "parser/arguments.hpp"

namespace sempervivum::parser {

/// umask: a number in C notation up to 0777, or names of bits with bars between
/// them: "IRUSR|IWUSR". Both take a GlobalDefs.
bool read_mask(void *object, Arguments &arguments, Reading &reading);
bool write_mask(const void *object, const Keyword &keyword, std::string &out);

/// include_check: words it does not know are reported and left out.
bool read_include_checks(void *object, Arguments &arguments, Reading &reading);

}  // namespace sempervivum::parser
