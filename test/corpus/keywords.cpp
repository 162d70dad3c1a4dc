// Every keyword with values it takes and values it does not, as documented and as
// keepalived 2.2.7 judges them.
//
//   keywords CONTEXTS TABLE [REFERENCE]
//
// TABLE (tab separated, with a heading) has the columns path, keyword, since,
// value, rc_2.2.7 (the exit code of its -t), ours (where it differs on purpose, or
// the keyword is newer: a code, or `refused` for any but 0) and reason. CONTEXTS
// has the configuration around each (see record_keywords). The keywords of the
// table and those of the schema must be the same, but for the words of lines that
// the table describes together; REFERENCE is a list of all keepalived has.
#include <fmt/format.h>

#include "parser/load.hpp"
#include "parser/manual.hpp"
#include "parser/render.hpp"
#include "table_host.hpp"

namespace {

using namespace corpus;

/// Rows whose value is the whole line.
const std::set<std::string_view> positional{"IPADDR[/PREFIX]", "IPADDR", "IFNAME", "NAME", "[type]", "[to] PREFIX"};
const std::string interfaces = "eth0,eth1";

void replace_all(std::string &text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

std::map<std::string, std::string> read_contexts(const std::string &path) {
  constexpr std::string_view mark = "%%% ";
  std::map<std::string, std::string> contexts;
  std::ifstream stream{path};
  std::string name;
  for (std::string line; std::getline(stream, line);)
    if (line.starts_with(mark))
      name = line.substr(mark.size());
    else
      contexts[name] += line + "\n";
  return contexts;
}

/// "PATH\tKEYWORD" of every row of the schema dump, read as the lines of text it is.
std::set<std::string> schema_keywords() {
  std::set<std::string> keywords;
  std::stringstream stream{schema_json()};
  std::string path;
  for (std::string line; std::getline(stream, line);) {
    const auto value = [&](std::string_view key) -> std::optional<std::string> {
      const auto at = line.find(key);
      if (at == std::string::npos || line.find_first_not_of(' ') != at) return std::nullopt;
      return line.substr(at + key.size(), line.rfind('"') - at - key.size());
    };
    if (const auto found = value("\"path\": \"")) path = found->empty() ? "(root)" : *found;
    if (const auto found = value("\"name\": \"")) keywords.insert(path + "\t" + *found);
  }
  return keywords;
}

class Keywords {
 public:
  explicit Keywords(const std::string &contexts) : contexts_{read_contexts(contexts)} {}

  void judge(const Row &row) {
    const auto name = fmt::format("{} {} {}", row.at("path"), row.at("keyword"), row.at("value"));
    const auto text = configuration(row);
    const auto loaded = load_text(text);
    const auto verdict = render_test(loaded.diagnostics, loaded.source);
    const auto cell = [&](const char *column) { return row.contains(column) ? row.at(column) : std::string{}; };
    const auto wanted = cell("ours").empty() ? cell("rc_2.2.7") : cell("ours");
    const bool good = wanted == "refused" ? verdict.exit_code != 0 : std::to_string(verdict.exit_code) == wanted;
    ++judged_;
    if (good) return;
    ++wrong_;
    fmt::print("{}: {} instead of {}\n{}", name, verdict.exit_code, wanted, verdict.text);
  }

  void complain(const std::string &text) {
    ++wrong_;
    fmt::print("{}\n", text);
  }

  int finish(std::size_t keywords) const {
    fmt::print("{} values of {} keywords, {} wrong\n", judged_, keywords, wrong_);
    return wrong_ == 0 && judged_ > 0 ? 0 : 1;
  }

 private:
  std::string configuration(const Row &row) const {
    const auto &keyword = row.at("keyword");
    const auto own = contexts_.find(row.at("path") + "#" + keyword);
    auto text = own != contexts_.end() ? own->second : contexts_.at(row.at("path"));
    auto word = positional.contains(keyword) ? std::string{} : keyword;
    if (word.starts_with("[type] ")) word.erase(0, std::string_view{"[type] "}.size());
    auto statement = word + " " + row.at("value");
    replace_all(statement, "\\n", "\n");
    replace_all(text, "@@", statement);
    return text;
  }

  static Loaded load_text(const std::string &text) {
    MemoryFiles files{{{"main.conf", text}}};
    const TableHost host{interfaces, true};
    LoadOptions options;
    options.source.file = std::string{"main.conf"};
    options.testing = true;
    options.host = &host;
    return load(options, files);
  }

  std::map<std::string, std::string> contexts_;
  std::size_t judged_ = 0;
  std::size_t wrong_ = 0;
};

/// What one row of the table or of the reference means in the schema; empty for
/// those that describe several words at once.
std::string schema_name(const std::string &path, std::string keyword) {
  const bool together = keyword.starts_with('(') || positional.contains(keyword) || path == "vrrp_track_file" ||
                        path == "virtual_server_group/ (line)" || path == "path";
  if (together) return {};
  if (keyword.starts_with("[type] ")) keyword.erase(0, std::string_view{"[type] "}.size());
  if (keyword.starts_with("encap ")) keyword = "encap";
  return keyword.starts_with('[') ? std::string{} : path + "\t" + keyword;
}

/// Words of one line, tried with the keyword of that line.
bool is_detail(const std::string &entry) {
  const auto path = entry.substr(0, entry.find('\t'));
  return path.ends_with("(line)") || path == "vrrp_track_file" || entry.ends_with("\tNAME") ||
         entry.ends_with("\tENTRY") || entry.find("\tADDRESS") != std::string::npos || entry.ends_with("\tSERVICE");
}

}  // namespace

int main(int count, char **arguments) {
  if (count < 3) return fmt::print("keywords CONTEXTS TABLE [REFERENCE]\n"), 2;
  Keywords keywords{arguments[1]};
  const auto schema = schema_keywords();
  std::set<std::string> tried;
  for (const auto &row : read_table(arguments[2])) {
    keywords.judge(row);
    tried.insert(schema_name(row.at("path"), row.at("keyword")));
  }
  for (const auto &entry : tried)
    if (!entry.empty() && !schema.contains(entry)) keywords.complain("not in the schema: " + entry);
  for (const auto &entry : schema)
    if (!tried.contains(entry) && !is_detail(entry)) keywords.complain("not in the table: " + entry);
  for (const auto &row : count > 3 ? read_table(arguments[3]) : std::vector<Row>{}) {
    const auto entry = schema_name(row.at("path"), row.at("keyword"));
    if (!entry.empty() && !schema.contains(entry)) keywords.complain("only in the reference: " + entry);
  }
  return keywords.finish(tried.size());
}
