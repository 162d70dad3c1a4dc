// What only the host can tell: interfaces and scripts.
#include <fmt/format.h>

#include "parser/checks.hpp"

namespace sempervivum::parser {

namespace {

using Verdict = ScriptFacts::Verdict;

FindingId finding_for(Verdict verdict) {
  if (verdict == Verdict::unsafe) return FindingId::script_unsafe;
  return verdict == Verdict::unknown_user ? FindingId::unknown_user : FindingId::script_not_found;
}

class HostCheck {
 public:
  HostCheck(const Config &config, const HostFacts &host, Diagnostics &diagnostics)
      : config_{config}, host_{host}, diagnostics_{diagnostics} {}

  void run() {
    for (const auto &script : config_.scripts)
      if (script.script) command(*script.script, script.user ? &*script.user : nullptr);
    for (const auto &instance : config_.instances) {
      interfaces(instance);
      notify(instance.notify);
      optional(instance.notify_master_rx_lower_pri);
      if (instance.notify_deleted) optional(instance.notify_deleted->command);
    }
    for (const auto &group : config_.sync_groups) notify(group.notify);
    if (scripts_ > 0 && !config_.global.enable_script_security)
      diagnostics_.add(FindingId::script_security_off, {},
                       "scripts are run, but enable_script_security is not set in global_defs",
                       "add `enable_script_security` and `script_user USER` to global_defs");
  }

 private:
  void interface(const VrrpInstance &instance, const std::string &name, SourceSpan span) {
    const bool known = config_.global.dynamic_interfaces != DynamicInterfaces::no || host_.interface_exists(name);
    if (!known)
      diagnostics_.add(FindingId::unknown_interface, span,
                       fmt::format("({}) there is no interface {}", instance.name, name),
                       "name an existing one, or set dynamic_interfaces in global_defs");
  }

  void interfaces(const VrrpInstance &instance) {
    if (instance.interface) interface(instance, *instance.interface, instance.span);
    for (const auto &track : instance.track_interface) interface(instance, track.name, track.span);
    for (const auto &address : instance.virtual_ipaddress)
      if (address.dev) interface(instance, *address.dev, address.span);
  }

  void notify(const NotifyScripts &scripts) {
    for (const auto *one :
         {&scripts.notify_master, &scripts.notify_backup, &scripts.notify_fault, &scripts.notify_stop, &scripts.notify})
      optional(*one);
  }

  void optional(const std::optional<Command> &given) {
    if (given) command(*given, given->run_as ? &*given->run_as : nullptr);
  }

  void command(const Command &given, const Identity *run_as) {
    ++scripts_;
    const auto *identity = run_as ? run_as : config_.global.script_user ? &*config_.global.script_user : nullptr;
    const auto facts = host_.script(given, identity, config_.global.enable_script_security);
    if (facts.verdict == Verdict::fine) return;
    const bool runs = facts.verdict == Verdict::unsafe && !config_.global.enable_script_security;
    diagnostics_.add(
        finding_for(facts.verdict), given.span,
        fmt::format("script {} is {}: {}", given.argv.front(), runs ? "not safe" : "not used", facts.reason));
  }

  const Config &config_;
  const HostFacts &host_;
  Diagnostics &diagnostics_;
  unsigned scripts_ = 0;
};

}  // namespace

void check_host(const Config &config, const HostFacts &host, Diagnostics &diagnostics) {
  HostCheck{config, host, diagnostics}.run();
}

}  // namespace sempervivum::parser
