// What only the host can tell: users and scripts; interfaces are in check_host_network.cpp.
#include <fmt/format.h>

#include "parser/checks.hpp"

namespace sempervivum::parser {

namespace {

using Verdict = ScriptFacts::Verdict;

/// Who runs a command: a tracker that cannot be run is the incumbent's error, a notify script is not.
enum class Role : std::uint8_t { tracker, check, notify };

/// `own_user`: named with the command, about which the incumbent says nothing for notify scripts.
FindingId finding_for(Verdict verdict, Role role, bool own_user) {
  const bool tracker = role == Role::tracker;
  switch (verdict) {
    case Verdict::unsafe: return tracker ? FindingId::script_unsafe : FindingId::notify_unsafe;
    case Verdict::not_executable: return FindingId::script_not_executable;
    case Verdict::unknown_user:
      if (role != Role::notify || !own_user) return FindingId::unknown_user;
      break;
    case Verdict::not_found:
    case Verdict::fine: break;
  }
  return tracker ? FindingId::script_not_found : FindingId::notify_not_found;
}

std::string_view advice(Verdict verdict) {
  switch (verdict) {
    case Verdict::not_found: return "write its whole path, and quotes around it and its arguments";
    case Verdict::not_executable: return "chmod +x, and name a user that may run it with `user` or `script_user`";
    case Verdict::unsafe: return "let root own it and all directories above, writable by nobody else";
    case Verdict::unknown_user: return "name one that exists with `user` or `script_user`";
    case Verdict::fine: break;
  }
  return {};
}

class HostCheck {
 public:
  HostCheck(const Config &config, const HostFacts &host, Diagnostics &diagnostics)
      : config_{config}, host_{host}, diagnostics_{diagnostics} {}

  void run() {
    users();
    optional(config_.global.startup_script);
    optional(config_.global.shutdown_script);
    for (const auto *fifo : {&config_.global.notify_fifo, &config_.global.vrrp_notify_fifo}) optional(fifo->script);
    if (!config_.instances.empty()) trackers();
    for (const auto &instance : config_.instances) {
      notify(instance.notify);
      optional(instance.notify_master_rx_lower_pri);
      if (instance.notify_deleted) optional(instance.notify_deleted->command);
    }
    for (const auto &group : config_.sync_groups) notify(group.notify);
    for (const auto &server : config_.virtual_servers) services(server);
    if (runnable_scripts_ > 0 && !config_.global.enable_script_security)
      diagnostics_.add(FindingId::script_security_off, first_script_,
                       "scripts are run, but enable_script_security is not set in global_defs",
                       "add `enable_script_security` and `script_user USER` to global_defs");
  }

 private:
  void users() {
    const auto &user = config_.global.script_user;
    if (!user) return;
    const bool good = host_.user_exists(user->user);
    if (good && (!user->group || host_.group_exists(*user->group))) return;
    diagnostics_.add(FindingId::unknown_user, config_.global.script_user_span,
                     fmt::format("script_user {}: there is no such {}", user->user, good ? "group" : "user"),
                     "name one that exists, or make it");
  }

  void trackers() {
    for (const auto &script : config_.scripts)
      if (script.script) command(*script.script, script.user ? &*script.user : nullptr, Role::tracker);
  }

  void services(const VirtualServer &server) {
    optional(server.quorum_up);
    optional(server.quorum_down);
    for (const auto &real : server.real_server) {
      optional(real.notify_up);
      optional(real.notify_down);
      for (const auto &check : real.misc_check)
        if (check.misc_path) command(*check.misc_path, check.user ? &*check.user : nullptr, Role::check);
    }
  }

  void notify(const NotifyScripts &scripts) {
    for (const auto *one :
         {&scripts.notify_master, &scripts.notify_backup, &scripts.notify_fault, &scripts.notify_stop, &scripts.notify})
      optional(*one);
  }

  void optional(const OptionalCommand &given) {
    if (given) command(*given, given->run_as ? &*given->run_as : nullptr, Role::notify);
  }

  void command(const Command &given, const Identity *run_as, Role role) {
    const auto *identity = run_as ? run_as : config_.global.script_user ? &*config_.global.script_user : nullptr;
    const auto facts = host_.script(given, identity, config_.global);
    const bool runs =
        facts.verdict == Verdict::fine || (facts.verdict == Verdict::unsafe && !config_.global.enable_script_security);
    if (runnable_scripts_ == 0) first_script_ = given.span;
    runnable_scripts_ += runs || facts.verdict == Verdict::not_executable;
    if (facts.verdict == Verdict::fine) return;
    diagnostics_.add(
        finding_for(facts.verdict, role, run_as != nullptr), given.span,
        fmt::format("script {} is {}: {}", given.argv.front(), runs ? "not safe" : "not used", facts.reason),
        std::string{advice(facts.verdict)});
  }

  const Config &config_;
  const HostFacts &host_;
  Diagnostics &diagnostics_;
  /// Scripts there are, which is when the incumbent speaks of security.
  unsigned runnable_scripts_ = 0;
  SourceSpan first_script_;
};

}  // namespace

void check_host(const Config &config, const HostFacts &host, Diagnostics &diagnostics) {
  HostCheck{config, host, diagnostics}.run();
}

}  // namespace sempervivum::parser
