/// Loading text without files, for the parser's tests.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "parser/load.hpp"
#include "parser/render.hpp"

namespace parse {

using namespace sempervivum::parser;

inline Loaded files(std::map<std::string, std::string> texts, std::string config_id = "host",
                    const HostFacts *host = nullptr) {
  MemoryFiles reader{std::move(texts)};
  LoadOptions options;
  options.source.file = "main.conf";
  options.source.built_ins.config_id = std::move(config_id);
  options.source.built_ins.environment = [](std::string_view name) {
    return name == "HOME" ? std::optional<std::string>{"/root"} : std::nullopt;
  };
  options.host = host;
  return load(options, reader);
}

inline Loaded text(std::string conf, std::string config_id = "host") {
  return files({{"main.conf", std::move(conf)}}, std::move(config_id));
}

/// The logical lines of a text.
inline std::vector<std::string> lines(std::map<std::string, std::string> texts, std::string config_id = "host") {
  const auto loaded = files(std::move(texts), std::move(config_id));
  std::vector<std::string> all;
  for (const auto &line : loaded.source.lines())
    if (!line.hidden) all.emplace_back(line.text);
  return all;
}
inline std::vector<std::string> lines(std::string conf, std::string config_id = "host") {
  return lines({{"main.conf", std::move(conf)}}, std::move(config_id));
}

/// The names of what was found, in order, of errors and warnings.
inline std::vector<std::string> findings(const Loaded &loaded) {
  std::vector<std::string> names;
  for (const auto &finding : loaded.diagnostics.findings())
    if (!finding.implied && finding.kind().severity != Severity::note) names.emplace_back(finding.kind().name);
  return names;
}

inline bool found(const Loaded &loaded, std::string_view name) {
  return std::ranges::any_of(loaded.diagnostics.findings(),
                             [=](const Finding &finding) { return finding.kind().name == name; });
}

inline std::string rendered(const Loaded &loaded) { return render(loaded.diagnostics, loaded.source); }

/// An instance with everything it needs and `more` in it.
inline std::string instance(std::string_view more, std::string_view name = "VI_1") {
  return "vrrp_instance " + std::string{name} + " {\n interface eth0\n virtual_router_id 51\n" + std::string{more} +
         "\n virtual_ipaddress {\n  192.0.2.100/24\n }\n}\n";
}

}  // namespace parse
