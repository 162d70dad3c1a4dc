// Writes what is generated from the table of options to standard output:
//   generate_options manual VERSION CONFIG_FILE | genhash VERSION | bash | zsh | fish
#include <cstdio>
#include <string>
#include <string_view>

#include "daemon/options_manual.hpp"

int main(int count, char **arguments) {
  using namespace sempervivum::daemon;
  const std::string_view what = count > 1 ? arguments[1] : "";
  std::string text;
  if (what == "manual" && count == 4) text = manual_page(arguments[2], arguments[3]);
  if (what == "genhash" && count == 3) text = genhash_page(arguments[2]);
  if (what == "bash") text = bash_completion();
  if (what == "zsh") text = zsh_completion();
  if (what == "fish") text = fish_completion();
  if (text.empty())
    return std::fputs("generate_options manual VERSION CONFIG_FILE | genhash VERSION | bash | zsh | fish\n", stderr), 2;
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() ? 0 : 1;
}
