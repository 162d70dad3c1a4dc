#include "parser/load.hpp"

#include "parser/build.hpp"
#include "parser/defaults.hpp"
#include "parser/tree.hpp"

namespace sempervivum::parser {

namespace {

Loaded understand(Source source, Diagnostics diagnostics, const LoadOptions &options) {
  Loaded loaded{{}, std::move(diagnostics), std::move(source)};
  const auto tree = build_tree(loaded.source, root_place, loaded.diagnostics);
  loaded.config = build_config(loaded.source, tree, loaded.diagnostics, options.testing);
  const auto &space = options.net_namespace ? options.net_namespace : loaded.config.process.net_namespace;
  check_config(loaded.config, options.host, space, loaded.diagnostics);
  resolve_defaults(loaded.config);
  loaded.diagnostics.sort();
  return loaded;
}

}  // namespace

Loaded load(const LoadOptions &options, FileReader &files) {
  Diagnostics diagnostics;
  auto source = read_source(options.source, files, diagnostics);
  return understand(std::move(source), std::move(diagnostics), options);
}

Loaded load_snapshot(std::string_view bytes, const LoadOptions &options) {
  auto source = Source::deserialise(bytes);
  Diagnostics diagnostics;
  if (source) return understand(std::move(*source), std::move(diagnostics), options);
  diagnostics.add(FindingId::file_unreadable, {}, source.error());
  return {{}, std::move(diagnostics), {}};
}

std::string config_id_of(std::string_view node_name) { return std::string{node_name.substr(0, node_name.find('.'))}; }

}  // namespace sempervivum::parser
