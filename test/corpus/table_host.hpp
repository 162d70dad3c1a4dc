/// What the comparisons with keepalived share: tables, and a host that is made up.
#pragma once

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "parser/checks.hpp"

namespace corpus {

using namespace sempervivum::parser;

using Row = std::map<std::string, std::string>;

inline std::vector<std::string> split(const std::string &text, char separator) {
  std::vector<std::string> parts;
  std::stringstream stream{text};
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  return parts;
}

inline std::vector<Row> read_table(const std::string &path) {
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
inline const std::set<std::string> programs{"/bin/true",
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
inline const std::string no_program = "/etc/passwd";

/// The names of both collections that iproute2's files know.
inline const std::set<std::string_view> routing_names{
    "main",   "local", "default",    "global",   "site", "link", "host",      "nowhere", "kernel", "boot",
    "static", "ra",    "keepalived", "dnrouted", "tcp",  "udp",  "ipv6-icmp", "icmp",    "cosmos"};

/// Exactly the interfaces of a table exist, of scripts the programs above, and the users root and nobody.
class TableHost final : public HostFacts {
 public:
  TableHost(const std::string &interfaces, bool namespaces) : namespaces_{namespaces} {
    // A label is no interface of its own.
    for (auto &name : split(interfaces, ','))
      if (name.find(':') == std::string::npos) names_.insert(std::move(name));
    names_.insert("lo");
  }
  bool namespace_exists(const std::string &) const override { return namespaces_; }
  bool user_exists(const std::string &name) const override { return name == "root" || name == "nobody"; }
  bool group_exists(const std::string &name) const override { return name == "root"; }
  bool routing_name_exists(const FileSettings &, RoutingWord, std::string_view text) const override {
    return routing_names.contains(text);
  }
  bool interface_exists(const std::string &name) const override { return names_.contains(name); }
  ScriptFacts script(const Command &command, const Identity *run_as, const GlobalDefs &global) const override {
    if (global.enable_script_security && !run_as)
      return {ScriptFacts::Verdict::unknown_user, "there is no user keepalived_script"};
    if (run_as && !user_exists(run_as->user)) return {ScriptFacts::Verdict::unknown_user, "there is no such user"};
    if (programs.contains(command.argv.front())) return {};
    if (command.argv.front() == no_program) return {ScriptFacts::Verdict::not_executable, "not executable"};
    return {ScriptFacts::Verdict::not_found, "not found"};
  }

 private:
  std::set<std::string> names_;
  bool namespaces_;
};

}  // namespace corpus
