/// Values only global_defs has.
#pragma once

#include <optional>
#include <string_view>

namespace sempervivum::parser {

/// Mode bits: a number in C notation up to 0777, or names of sys/stat.h without
/// their S_, joined by `|`: "IRWXO|IWGRP".
std::optional<unsigned> parse_mask(std::string_view text);

}  // namespace sempervivum::parser
