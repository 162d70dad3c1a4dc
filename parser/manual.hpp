/// What the schema says to people and editors.
#pragma once

#include <string>

namespace sempervivum::parser {

inline constexpr int schema_version = 1;

/// All keywords as JSON, version 1: {version, places: [{path, title, keywords:
/// [{name, shape, value, help} and where there are any {min, max, choices,
/// default, since, alias_of, deprecated, positional, not_supported_yet, inside}]}]}. `inside` is the
/// path of the place a block or line leads to.
std::string schema_json();

/// keepalived.conf(5) in man(7) macros.
std::string manual_page(const std::string &version);

}  // namespace sempervivum::parser
