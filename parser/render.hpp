/// Findings as text: pure functions, nothing is printed here.
#pragma once

#include <string>
#include <string_view>

#include "parser/diagnostics.hpp"
#include "parser/source.hpp"

namespace sempervivum::parser {

struct RenderOptions {
  bool colours = false;
  /// Longer source lines are cut around the place, in columns.
  std::size_t width = 120;
};

/// For people:
///
///     keepalived.conf:12:5: error: unknown keyword `virtual_router_ip` in vrrp_instance [unknown-keyword]
///         virtual_router_ip 51
///         ^~~~~~~~~~~~~~~~~
///       help: did you mean `virtual_router_id`?
///     1 error, 2 warnings
///
/// Without findings the text is empty.
std::string render(const Diagnostics &diagnostics, const Source &source, const RenderOptions &options = {});

/// Text of a configuration as a terminal may have it: no control bytes.
std::string printable(std::string_view text);

/// One finding of render(), for a log: "keepalived.conf:12:5: error: … [id]", without a newline.
std::string render_line(const Finding &finding, const Source &source);

/// The incumbent's `-t`: "(FILE: Line N) TEXT" lines and its exit code
/// (language.md 52 to 57). `all_config` is -e.
struct TestVerdict {
  std::string text;
  int exit_code = 0;
};
TestVerdict render_test(const Diagnostics &diagnostics, const Source &source, bool all_config = false);

}  // namespace sempervivum::parser
