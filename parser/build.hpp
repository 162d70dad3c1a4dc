/// Step 4: the tree into the typed model, by the rows of the schema.
#pragma once

#include "parser/diagnostics.hpp"
#include "parser/model.hpp"
#include "parser/source.hpp"
#include "parser/tree.hpp"

namespace sempervivum::parser {

/// Fills a Config. Statements that are wrong are reported and left out; a
/// vrrp_instance, group or script whose name was used before is reported and skipped.
/// `testing`: numbers with trailing text are refused, as under `-t`.
Config build_config(const Source &source, const Tree &tree, Diagnostics &diagnostics, bool testing);

}  // namespace sempervivum::parser
