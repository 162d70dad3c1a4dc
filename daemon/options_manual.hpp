/// What packagers install about the command line: keepalived(8) and completions
/// for shells, made from option_table().
#pragma once

#include <string>
#include <string_view>

namespace sempervivum::daemon {

/// keepalived(8) as man(7) source; `config_file` is the default of -f.
std::string manual_page(std::string_view version, std::string_view config_file);

/// genhash(1), likewise, from genhash_table().
std::string genhash_page(std::string_view version);

/// For /usr/share/bash-completion/completions/keepalived.
std::string bash_completion();

/// For /usr/share/zsh/site-functions/_keepalived.
std::string zsh_completion();

/// For /usr/share/fish/vendor_completions.d/keepalived.fish.
std::string fish_completion();

}  // namespace sempervivum::daemon
