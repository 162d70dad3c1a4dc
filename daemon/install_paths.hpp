/// Where this build looks for its files: Meson's sysconfdir and our runstatedir.
#pragma once

namespace sempervivum::daemon {

inline constexpr const char *default_config_file = SEMPERVIVUM_SYSCONFDIR "/keepalived/keepalived.conf";
inline constexpr const char *run_directory = SEMPERVIVUM_RUNSTATEDIR;

}  // namespace sempervivum::daemon
