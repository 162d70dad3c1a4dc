// Any bytes as a configuration: parsed, checked, rendered, snapshotted, and dumped, which
// reads back as the same. A first line "%%% NAME" begins another file of that name, so that
// includes are reached.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "parser/dump.hpp"
#include "parser/load.hpp"
#include "parser/render.hpp"

namespace {

using namespace sempervivum::parser;

constexpr std::string_view separator = "\n%%% ";

std::map<std::string, std::string> split_files(std::string_view bytes) {
  std::map<std::string, std::string> files;
  std::string name{"main.conf"};
  for (;;) {
    const auto end = std::min(bytes.find(separator), bytes.size());
    files.emplace(name, bytes.substr(0, end));
    if (end == bytes.size()) return files;
    bytes.remove_prefix(end + separator.size());
    const auto line = std::min(bytes.find('\n'), bytes.size());
    name = bytes.substr(0, line);
    bytes.remove_prefix(std::min(line + 1, bytes.size()));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  const std::string bytes{data, data + size};
  MemoryFiles files{split_files(bytes)};
  LoadOptions options;
  options.source.file = std::string{"main.conf"};
  options.source.built_ins.config_id = std::string{"id"};
  const auto loaded = load(options, files);
  const auto text = render(loaded.diagnostics, loaded.source, {.colours = true});
  const auto verdict = render_test(loaded.diagnostics, loaded.source);
  const auto again = load_snapshot(loaded.source.serialise(), options);
  if (!(again.config == loaded.config)) std::abort();
  MemoryFiles dump{{{"main.conf", dump_text(loaded.config)}}};
  if (!(load(options, dump).config == loaded.config)) std::abort();
  return 0;
}
