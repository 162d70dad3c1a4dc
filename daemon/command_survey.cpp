#include "daemon/command_survey.hpp"

#include <fmt/format.h>

#include <utility>

#include "daemon/messages.hpp"
#include "daemon/script_security.hpp"

namespace sempervivum::daemon {
namespace {

class Surveyor {
 public:
  Surveyor(const parser::Config &config, const SystemView &system)
      : config_{config}, security_{system, config.global} {}

  CommandSurvey run() {
    for (const auto &script : config_.scripts) survey_script(script);
    for (const auto &instance : config_.instances) {
      survey_notify(instance.notify);
      if (instance.notify_deleted) survey(instance.notify_deleted->command);
      survey(instance.notify_master_rx_lower_pri);
    }
    for (const auto &group : config_.sync_groups) survey_notify(group.notify);
    const auto &global = config_.global;
    for (const auto *fifo : {&global.notify_fifo, &global.vrrp_notify_fifo, &global.lvs_notify_fifo})
      survey(fifo->script);
    for (const auto &server : config_.virtual_servers) survey_service(server);
    survey(global.startup_script);
    survey(global.shutdown_script);
    report_violation();
    return std::move(survey_);
  }

 private:
  void survey_script(const parser::Script &script) {
    if (!script.script) return;
    const auto problem = survey(*script.script, script.user);
    if (problem == ScriptProblem::not_found) say(messages::track_script_not_found, script.name);
    if (problem == ScriptProblem::no_identity) say(messages::track_script_no_user, script.name);
    if (problem == ScriptProblem::insecure && config_.global.enable_script_security)
      say(messages::track_script_insecure, script.name);
  }

  void survey_notify(const parser::NotifyScripts &notify) {
    for (const auto *command :
         {&notify.notify_master, &notify.notify_backup, &notify.notify_fault, &notify.notify_stop, &notify.notify})
      survey(*command);
  }

  void survey_service(const parser::VirtualServer &service) {
    survey(service.quorum_up);
    survey(service.quorum_down);
    for (const auto &server : service.real_server) {
      survey(server.notify_up);
      survey(server.notify_down);
      for (const auto &check : server.misc_check) survey_check(check);
    }
  }

  void survey_check(const parser::MiscCheck &check) {
    if (!check.misc_path) return;
    const auto problem = survey(*check.misc_path, check.user);
    const auto &name = check.misc_path->argv.front();
    if (problem == ScriptProblem::not_found) say(messages::misc_script_not_found, name);
    if (problem == ScriptProblem::no_identity) say(messages::misc_script_no_user, name);
    if (problem == ScriptProblem::insecure && config_.global.enable_script_security)
      say(messages::misc_script_insecure, name);
  }

  void survey(const parser::OptionalCommand &command) {
    if (command) survey(*command, std::nullopt);
  }

  ScriptProblem survey(const parser::Command &command, const std::optional<parser::Identity> &user) {
    auto checked = security_.check(command, user);
    for (auto &line : checked.lines) survey_.lines.push_back(std::move(line));
    runs_ = runs_ || checked.command;
    insecure_ = insecure_ || checked.problem == ScriptProblem::insecure;
    survey_.book.add(command, user, std::move(checked.command));
    return checked.problem;
  }

  void report_violation() {
    if (!runs_ || config_.global.enable_script_security) return;
    std::string line{messages::security_violation};
    if (insecure_) line += messages::security_violation_insecure;
    survey_.lines.push_back(std::move(line));
  }

  void say(fmt::format_string<const std::string &> text, const std::string &name) {
    survey_.lines.push_back(fmt::format(text, name));
  }

  const parser::Config &config_;
  ScriptSecurity security_;
  CommandSurvey survey_;
  bool runs_ = false;
  bool insecure_ = false;
};

}  // namespace

CommandSurvey survey_commands(const parser::Config &config, const SystemView &system) {
  return Surveyor{config, system}.run();
}

}  // namespace sempervivum::daemon
