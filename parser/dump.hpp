/// The configuration as understood, all defaults filled in (--dump-config).
#pragma once

#include <string>

#include "parser/model.hpp"

namespace sempervivum::parser {

/// As configuration text in a normal form: loading it gives the same Config.
std::string dump_text(const Config &config);

/// As JSON: an object of the keywords outside any block; blocks that may be
/// repeated are arrays of objects.
std::string dump_json(const Config &config);

}  // namespace sempervivum::parser
