// Compares our `-t` exit codes with keepalived 2.2.7's, recorded in a table.
//
//   compare FOLDER TABLE DIFFERENCES [ENDS]
//
// TABLE (tab separated, with a heading) has the columns file, rc_2.2.7 and
// perhaps interfaces, config_id and rc_2.2.7_with_id. DIFFERENCES lists the files
// whose code is another on purpose: file, our code, the reason. ENDS lists the
// files that 2.2.7 does not run but ends with, file and what it says; any other must
// be run by us too. (A column runs_2.2.7 of TABLE says the same.) The host is made
// up: exactly the interfaces of the table exist, and the programs named below.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "parser/dump.hpp"
#include "parser/load.hpp"
#include "parser/render.hpp"
#include "table_host.hpp"

namespace {

using namespace corpus;

/// The share of equal codes that must be reached.
constexpr double wanted = 0.97;
/// keepalived itself died or could not go on; its code says nothing.
constexpr int crashed = 139;
const std::string no_id = "corphost";

Loaded load_row(const std::string &path, const Row &row, const std::string &id, bool testing = true) {
  DiskFiles files;
  LoadOptions options;
  const auto cell = [&](const char *name) { return row.contains(name) ? row.at(name) : std::string{}; };
  const TableHost host{cell("interfaces"),
                       id != no_id || cell("note").find("net_namespace-missing") == std::string::npos};
  options.source.file = path;
  options.source.built_ins.config_id = id;
  options.testing = testing;
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
  Comparison(const std::vector<Row> &differences, const std::vector<Row> &ends) {
    for (const auto &row : differences) allowed_[row.at("file")] = row;
    for (const auto &row : ends) ends_.insert(row.at("file"));
  }

  void compare(const std::string &folder, const Row &row) {
    const auto &file = row.at("file");
    one(folder, row, file, no_id, "rc_2.2.7");
    if (row.contains("config_id") && !row.at("config_id").empty())
      one(folder, row, file + " -i " + row.at("config_id"), row.at("config_id"), "rc_2.2.7_with_id");
  }

  int finish() const {
    const auto share = total_ == 0 ? 1.0 : static_cast<double>(equal_) / static_cast<double>(total_);
    fmt::print(
        "{} of {} equal ({:.1f} %), {} reviewed differences, {} not reviewed, {} dumps do not read back, "
        "{} refused that keepalived runs\n",
        equal_, total_, share * 100, reviewed_, total_ - equal_ - reviewed_, bad_dumps_, refused_);
    return share >= wanted && equal_ + reviewed_ == total_ && bad_dumps_ == 0 && refused_ == 0 ? 0 : 1;
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
    const auto runs = row.find("runs_2.2.7");
    const bool theirs_ends = runs == row.end() ? ends_.contains(name) : runs->second != "yes";
    if (!theirs_ends) must_run(name, load_row(folder + "/" + row.at("file"), row, id, false));
    if (round_trips(loaded)) return;
    ++bad_dumps_;
    fmt::print("{}: the dump reads back as something else\n", name);
  }

  void must_run(const std::string &name, const Loaded &loaded) {
    if (loaded.runnable()) return;
    ++refused_;
    fmt::print("{}: keepalived runs it\n{}", name, render_test(loaded.diagnostics, loaded.source).text);
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
  std::set<std::string> ends_;
  std::size_t refused_ = 0;
  std::size_t total_ = 0;
  std::size_t equal_ = 0;
  std::size_t reviewed_ = 0;
  std::size_t bad_dumps_ = 0;
};

}  // namespace

int main(int count, char **arguments) {
  if (count < 4) return fmt::print("compare FOLDER TABLE DIFFERENCES [ENDS]\n"), 2;
  Comparison comparison{read_table(arguments[3]), count > 4 ? read_table(arguments[4]) : std::vector<Row>{}};
  for (const auto &row : read_table(arguments[2])) comparison.compare(arguments[1], row);
  return comparison.finish();
}
