/// Where the files of a running daemon are (cli.tsv, file-write rows). Pure.
#pragma once

#include <optional>
#include <string>

#include "daemon/child.hpp"
#include "daemon/options.hpp"
#include "parser/model.hpp"

namespace sempervivum::daemon {

/// -p, or else /run/keepalived.pid, or with use_pid_dir, instance or
/// net_namespace /run/keepalived[/NETNS]/keepalived[_INSTANCE].pid.
std::string parent_pid_path(const Options &options, const parser::ProcessSettings &settings);

/// The same for a child, with its own option.
std::string child_pid_path(ChildKind kind, const Options &options, const parser::ProcessSettings &settings);

/// Where reload_file is, by default keepalived.reload beside the pid file; nothing if it is not set.
std::optional<std::string> reload_file_path(const Options &options, const parser::Config &config);

/// A process's name in syslog: with _NETNS_INSTANCE where configured.
std::string syslog_ident(std::string_view base, const Options &options, const parser::ProcessSettings &settings);

/// -s, or else net_namespace; empty: stay where we are.
std::string network_namespace(const Options &options, const parser::ProcessSettings &settings);

}  // namespace sempervivum::daemon
