// Common mistakes, as --check tells them: one finding each, at the right place and
// with advice. test/data/mistakes has each mistake and what is said about it.
#include <filesystem>
#include <fstream>
#include <iterator>

#include "catch.hpp"
#include "parse.hpp"
#include "parser/checks.hpp"

using namespace sempervivum::parser;

namespace {

namespace fs = std::filesystem;

/// A host with eth0 and eth1, root, and every program but those of /missing.
class SomeHost final : public HostFacts {
 public:
  bool user_exists(const std::string &name) const override { return name == "root"; }
  bool interface_exists(const std::string &name) const override { return name == "eth0" || name == "eth1"; }
  ScriptFacts script(const Command &command, const Identity *, const GlobalDefs &) const override {
    if (!command.argv.front().starts_with("/missing/")) return {};
    return {ScriptFacts::Verdict::not_found, "No such file or directory"};
  }
};

std::string read(const fs::path &path) {
  std::ifstream stream{path};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

Loaded check(const fs::path &path) {
  const SomeHost host;
  MemoryFiles files{{{path.filename().string(), read(path)}}};
  LoadOptions options;
  options.source.file = path.filename().string();
  options.host = &host;
  return load(options, files);
}

}  // namespace

TEST_CASE("a common mistake gives one finding, where it is, with advice") {
  unsigned mistakes = 0;
  for (const auto &entry : fs::directory_iterator{MISTAKES_DATA}) {
    if (entry.path().extension() != ".conf") continue;
    ++mistakes;
    const auto loaded = check(entry.path());
    CAPTURE(entry.path().filename().string());
    CHECK(parse::rendered(loaded) == read(fs::path{entry.path()}.replace_extension(".expected")));
    CHECK(parse::findings(loaded).size() == 1);
    for (const auto &finding : loaded.diagnostics.findings())
      if (!finding.implied && finding.kind().severity != Severity::note) CHECK_FALSE(finding.help.empty());
  }
  CHECK(mistakes >= 12);
}
