/// Step 2, the file: logical lines to a tree of directives.
///
/// The tree is flat: a directive's block is the directives behind it up to
/// `end`, so neither building nor freeing it recurses, however deep a file nests.
///
/// One mistake gives one finding. A missing or superfluous brace is recognised
/// by a keyword that stands in a place where only an enclosing (or the block
/// closed last) knows it; an unknown keyword is skipped together with its block.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "parser/diagnostics.hpp"
#include "parser/schema.hpp"
#include "parser/source.hpp"

namespace sempervivum::parser {

struct Directive {
  std::uint32_t line = 0;  // of the keyword or item
  std::uint32_t end = 0;   // index behind the last directive of its block
  /// Null for an item.
  const Keyword *keyword = nullptr;
  bool has_block = false;
};

using Tree = std::vector<Directive>;

/// The directives of `lines` by the keywords of `root`. Unknown statements are
/// reported and left out.
Tree build_tree(const Source &source, const Place &root, Diagnostics &diagnostics);

/// A statement's first word, without its quotes.
std::string_view first_word(std::string_view statement);

}  // namespace sempervivum::parser
