// Writes what is generated from the configuration schema to standard output:
//   generate manual VERSION    keepalived.conf.5
//   generate schema            the keywords as JSON
#include <cstdio>
#include <string>
#include <string_view>

#include "parser/manual.hpp"

int main(int count, char **arguments) {
  const std::string_view what = count > 1 ? arguments[1] : "";
  std::string text;
  if (what == "manual" && count == 3) text = sempervivum::parser::manual_page(arguments[2]);
  if (what == "schema" && count == 2) text = sempervivum::parser::schema_json();
  if (text.empty()) return std::fputs("generate manual VERSION | schema\n", stderr), 2;
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() ? 0 : 1;
}
