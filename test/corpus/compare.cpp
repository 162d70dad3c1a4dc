// Compares our `-t` exit codes with keepalived 2.2.7's, recorded in a table.
//
//   compare FOLDER TABLE DIFFERENCES
//
// TABLE (tab separated, with a heading) has the columns file, rc_2.2.7 and
// perhaps interfaces, config_id and rc_2.2.7_with_id. DIFFERENCES lists the files
// whose code is another on purpose: file, our code, the reason. The host is made
// up: exactly the interfaces of the table exist, and the programs named below.
#include <fmt/format.h>
#include <pwd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "parser/dump.hpp"
#include "parser/load.hpp"
#include "parser/render.hpp"

namespace {

using namespace sempervivum::parser;

/// The share of equal codes that must be reached.
constexpr double wanted = 0.97;
/// keepalived itself died or could not go on; its code says nothing.
constexpr int crashed = 139;
const std::string no_id = "corphost";

using Row = std::map<std::string, std::string>;

std::vector<std::string> split(const std::string &text, char separator) {
  std::vector<std::string> parts;
  std::stringstream stream{text};
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  return parts;
}

std::vector<Row> read_table(const std::string &path) {
  std::ifstream stream{path};
  std::string line;
  std::getline(stream, line);
  const auto heading = split(line, '\t');
  std::vector<Row> rows;
  while (std::getline(stream, line)) {
    const auto cells = split(line, '\t');
    Row row;
    for (std::size_t i = 0; i < heading.size() && i < cells.size(); ++i) row[heading[i]] = cells[i];
    rows.push_back(std::move(row));
  }
  return rows;
}

/// The programs among the scripts of both collections that the recording machine had.
const std::set<std::string> programs{"/bin/true",
                                     "/usr/bin/true",
                                     "/etc/init.d/postgresql",
                                     "/usr/bin/curl",
                                     "/usr/bin/killall",
                                     "/usr/bin/pgrep",
                                     "/usr/sbin/ip",
                                     "echo",
                                     "killall",
                                     "nft",
                                     "pidof",
                                     "systemctl"};
/// And one file that is no program.
const std::string no_program = "/etc/passwd";

class TableHost final : public HostFacts {
 public:
  TableHost(const std::string &interfaces, bool namespaces) : namespaces_{namespaces} {
    // A label is no interface of its own.
    for (auto &name : split(interfaces, ','))
      if (name.find(':') == std::string::npos) names_.insert(std::move(name));
    names_.insert("lo");
  }
  bool namespace_exists(const std::string &) const override { return namespaces_; }
  bool user_exists(const std::string &name) const override { return ::getpwnam(name.c_str()) != nullptr; }
  bool interface_exists(const std::string &name) const override { return names_.contains(name); }
  ScriptFacts script(const Command &command, const Identity *run_as, bool security) const override {
    if (security && !run_as) return {ScriptFacts::Verdict::unknown_user, "there is no user keepalived_script"};
    if (run_as && !user_exists(run_as->user)) return {ScriptFacts::Verdict::unknown_user, "there is no such user"};
    if (programs.contains(command.argv.front())) return {};
    if (command.argv.front() == no_program) return {ScriptFacts::Verdict::not_executable, "not executable"};
    return {ScriptFacts::Verdict::not_found, "not found"};
  }

 private:
  std::set<std::string> names_;
  bool namespaces_;
};

Loaded load_row(const std::string &path, const Row &row, const std::string &id) {
  DiskFiles files;
  LoadOptions options;
  const auto cell = [&](const char *name) { return row.contains(name) ? row.at(name) : std::string{}; };
  const TableHost host{cell("interfaces"),
                       id != no_id || cell("note").find("net_namespace-missing") == std::string::npos};
  options.source.file = path;
  options.source.built_ins.config_id = id;
  options.testing = true;
  options.host = &host;
  return load(options, files);
}

/// A dump must load again as the same configuration.
bool round_trips(const Loaded &loaded) {
  MemoryFiles files{{{"dump.conf", dump_text(loaded.config)}}};
  LoadOptions options;
  options.source.file = std::string{"dump.conf"};
  const auto again = load(options, files);
  return again.config == loaded.config && dump_text(again.config) == dump_text(loaded.config);
}

class Comparison {
 public:
  explicit Comparison(std::vector<Row> differences) {
    for (const auto &row : differences) allowed_[row.at("file")] = row;
  }

  void compare(const std::string &folder, const Row &row) {
    const auto &file = row.at("file");
    one(folder, row, file, no_id, "rc_2.2.7");
    if (row.contains("config_id") && !row.at("config_id").empty())
      one(folder, row, file + " -i " + row.at("config_id"), row.at("config_id"), "rc_2.2.7_with_id");
  }

  int finish() const {
    const auto share = total_ == 0 ? 1.0 : static_cast<double>(equal_) / static_cast<double>(total_);
    fmt::print("{} of {} equal ({:.1f} %), {} reviewed differences, {} not reviewed, {} dumps do not read back\n",
               equal_, total_, share * 100, reviewed_, total_ - equal_ - reviewed_, bad_dumps_);
    return share >= wanted && equal_ + reviewed_ == total_ && bad_dumps_ == 0 ? 0 : 1;
  }

 private:
  void one(const std::string &folder, const Row &row, const std::string &name, const std::string &id,
           const std::string &column) {
    const auto loaded = load_row(folder + "/" + row.at("file"), row, id);
    const auto ours = render_test(loaded.diagnostics, loaded.source).exit_code;
    const int theirs = std::stoi(row.at(column));
    if (theirs == crashed) return;
    ++total_;
    equal_ += ours == theirs;
    if (ours != theirs) difference(name, ours, theirs, loaded);
    if (round_trips(loaded)) return;
    ++bad_dumps_;
    fmt::print("{}: the dump reads back as something else\n", name);
  }

  void difference(const std::string &name, int ours, int theirs, const Loaded &loaded) {
    const auto allowed = allowed_.find(name);
    if (allowed != allowed_.end() && std::stoi(allowed->second.at("ours")) == ours) {
      ++reviewed_;
      return;
    }
    fmt::print("{}: {} instead of {}\n{}", name, ours, theirs, render_test(loaded.diagnostics, loaded.source).text);
  }

  std::map<std::string, Row> allowed_;
  std::size_t total_ = 0;
  std::size_t equal_ = 0;
  std::size_t reviewed_ = 0;
  std::size_t bad_dumps_ = 0;
};

}  // namespace

int main(int count, char **arguments) {
  if (count != 4) return fmt::print("compare FOLDER TABLE DIFFERENCES\n"), 2;
  Comparison comparison{read_table(arguments[3])};
  for (const auto &row : read_table(arguments[2])) comparison.compare(arguments[1], row);
  return comparison.finish();
}
