#include "netlink/iproute_names.hpp"

#include <linux/rtnetlink.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

namespace sempervivum::netlink {
namespace {

using Kind = IprouteNames::Kind;
namespace fs = std::filesystem;

struct Known {
  Kind kind;
  std::string_view name;
  std::uint32_t number;
};
constexpr Known always[] = {
    {Kind::table, "main", RT_TABLE_MAIN},
    {Kind::table, "default", RT_TABLE_DEFAULT},
    {Kind::table, "local", RT_TABLE_LOCAL},
    {Kind::protocol, "kernel", RTPROT_KERNEL},
    {Kind::protocol, "boot", RTPROT_BOOT},
    {Kind::protocol, "static", RTPROT_STATIC},
    {Kind::protocol, "ra", RTPROT_RA},
    {Kind::protocol, "keepalived", RTPROT_KEEPALIVED},
    {Kind::scope, "global", RT_SCOPE_UNIVERSE},
    {Kind::scope, "site", RT_SCOPE_SITE},
    {Kind::scope, "link", RT_SCOPE_LINK},
    {Kind::scope, "host", RT_SCOPE_HOST},
    {Kind::scope, "nowhere", RT_SCOPE_NOWHERE},
    {Kind::realm, "cosmos", 0},
    {Kind::group, "default", 0},
};

struct File {
  Kind kind;
  const char *name;
};
constexpr File files[] = {
    {Kind::table, "rt_tables"}, {Kind::protocol, "rt_protos"}, {Kind::scope, "rt_scopes"},
    {Kind::realm, "rt_realms"}, {Kind::dsfield, "rt_dsfield"}, {Kind::group, "group"},
};

constexpr std::string_view blank = " \t\r";

std::string_view take_word(std::string_view &line) {
  line.remove_prefix(std::min(line.find_first_not_of(blank), line.size()));
  const auto word = line.substr(0, line.find_first_of(blank));
  line.remove_prefix(word.size());
  return word;
}

std::string_view take_line(std::string_view &text) {
  const auto line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(line.size() + 1, text.size()));
  return line.substr(0, line.find('#'));
}

std::optional<std::uint32_t> parse(std::string_view text, int base) {
  if (text.starts_with("0x") || text.starts_with("0X")) {
    text.remove_prefix(2);
    base = 16;
  }
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string content(const fs::path &path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// Those of a folder that end in ".conf", by name.
std::vector<fs::path> fragments(const fs::path &folder) {
  std::vector<fs::path> found;
  std::error_code error;
  for (const auto &entry : fs::directory_iterator{folder, error})
    if (entry.path().extension() == ".conf") found.push_back(entry.path());
  std::ranges::sort(found);
  return found;
}

}  // namespace

IprouteNames::IprouteNames() {
  for (const auto &known : always) numbers_[{known.kind, std::string{known.name}}] = known.number;
}

IprouteNames IprouteNames::read(const std::vector<std::string> &directories) {
  IprouteNames names;
  for (const auto &directory : directories)
    for (const auto &file : files) {
      const auto path = fs::path{directory} / file.name;
      names.learn(file.kind, content(path));
      for (const auto &fragment : fragments(path.string() + ".d")) names.learn(file.kind, content(fragment));
    }
  return names;
}

void IprouteNames::learn(Kind kind, std::string_view text) {
  while (!text.empty()) {
    auto line = take_line(text);
    const auto number = parse(take_word(line), 10);
    const auto name = take_word(line);
    if (number && !name.empty()) numbers_[{kind, std::string{name}}] = *number;
  }
}

std::optional<std::uint32_t> IprouteNames::find(Kind kind, std::string_view text) const {
  if (const auto number = parse(text, kind == Kind::dsfield ? 16 : 10)) return number;
  const auto at = numbers_.find({kind, std::string{text}});
  return at == numbers_.end() ? std::nullopt : std::optional{at->second};
}

}  // namespace sempervivum::netlink
