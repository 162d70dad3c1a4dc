#include "daemon/options_manual.hpp"

#include <string>

#include "catch.hpp"
#include "daemon/genhash.hpp"
#include "daemon/options.hpp"
#include "daemon/privileges.hpp"

using namespace sempervivum::daemon;

namespace {

bool mentions(const std::string &text, const std::string &word) { return text.find(word) != std::string::npos; }

std::string escaped(std::string text) {
  for (auto at = text.find('-'); at != std::string::npos; at = text.find('-', at + 2)) text.insert(at, "\\");
  return text;
}

}  // namespace

TEST_CASE("The manual and the completions know every option") {
  const auto manual = manual_page("1.2.3", "/etc/keepalived/keepalived.conf");
  CHECK(mentions(manual, "Sempervivum 1.2.3"));
  for (const auto &row : option_table()) {
    INFO(row.name);
    CHECK(mentions(manual, "\\-\\-" + escaped(row.name)));
    CHECK(mentions(bash_completion(), std::string{"--"} + row.name));
    CHECK(mentions(zsh_completion(), std::string{"--"} + row.name));
    CHECK(mentions(fish_completion(), std::string{"-l "} + row.name));
  }
}

TEST_CASE("The manual of genhash knows every option of it") {
  const auto manual = genhash_page("1.2.3");
  for (const auto &row : genhash_table()) CHECK(mentions(manual, "\\-\\-" + escaped(row.name)));
}

TEST_CASE("The manual names every privilege that is kept") {
  const auto manual = manual_page("1.2.3", "/etc/keepalived/keepalived.conf");
  for (const auto &child : child_table)
    for (const auto &privilege : privileges(child.kind)) CHECK(mentions(manual, std::string{privilege.name}));
}

TEST_CASE("No line of the manual's source is longer than 80 characters") {
  const auto manual = manual_page("1.2.3", "/etc/keepalived/keepalived.conf");
  for (std::size_t begin = 0; begin < manual.size();) {
    const auto end = manual.find('\n', begin);
    CHECK(end - begin <= 80);
    begin = end + 1;
  }
}
