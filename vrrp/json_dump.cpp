#include <fmt/format.h>

#include <cstdlib>

#include "parser/json.hpp"
#include "vrrp/dump_view.hpp"
#include "vrrp/dump_words.hpp"
#include "vrrp/statistics.hpp"

namespace sempervivum::vrrp {
namespace {

using parser::JsonWriter;

void boolean(JsonWriter &json, std::string_view key, bool value) { json.key(key).boolean(value); }
void bit(JsonWriter &json, std::string_view key, bool value) { json.member(key, value ? 1 : 0); }
void decimal(JsonWriter &json, std::string_view key, base::Duration value) {
  json.key(key).raw(seconds_in_words(value));
}
void whole(JsonWriter &json, std::string_view key, base::Duration value) {
  json.member(key, std::chrono::duration_cast<std::chrono::seconds>(value).count());
}

std::int64_t number(State state) { return static_cast<std::int64_t>(state); }

std::int64_t number(AuthType type) {
  switch (type) {
    case AuthType::none: return 0;
    case AuthType::pass: return 1;
    case AuthType::ah: return 2;
  }
  return 0;
}

void write_identity(JsonWriter &json, const Instance &instance) {
  const auto &plan = instance.plan();
  json.member("iname", plan.name);
  bit(json, "dont_track_primary", !plan.track_primary);
  bit(json, "skip_check_adv_addr", plan.skip_check_addresses);
  bit(json, "strict_mode", plan.dumped.strict);
  json.member("vmac_ifname", plan.dumped.virtual_mac_name ? *plan.dumped.virtual_mac_name : std::string{});
  json.member("ifp_ifname", plan.interface.text());
  const auto &master = instance.router().master();
  json.member("master_priority", master ? master->priority.value() : 0);
  json.key("last_transition").raw(fmt::format("{:.6f}", instance.last_transition()));
}

void write_announcing(JsonWriter &json, const RouterConfig &router) {
  const auto &announce = router.announce;
  whole(json, "garp_delay", announce.delay);
  whole(json, "garp_refresh", announce.refresh);
  json.member("garp_rep", announce.repeat);
  json.member("garp_refresh_rep", announce.refresh_repeat);
  whole(json, "garp_lower_prio_delay", announce.lower_priority_delay);
  json.member("garp_lower_prio_rep", announce.lower_priority_repeat);
  bit(json, "lower_prio_no_advert", router.lower_priority_no_advert);
  bit(json, "higher_prio_send_advert", router.higher_priority_send_advert);
}

void write_protocol(JsonWriter &json, const Instance &instance) {
  const auto &plan = instance.plan();
  const auto &router = instance.router();
  const auto &config = router.config();
  const bool master = router.state() == State::master;
  json.member("vrid", config.vrid.value());
  json.member("base_priority", config.priority.value());
  json.member("effective_priority", router.priority().value());
  boolean(json, "vipset", master);
  boolean(json, "promote_secondaries", plan.promote_secondaries);
  decimal(json, "adver_int", config.advert_interval);
  decimal(json, "master_adver_int", router.master() ? router.master()->interval : config.advert_interval);
  bit(json, "accept", plan.dumped.accepts);
  boolean(json, "nopreempt", config.nopreempt);
  whole(json, "preempt_delay", config.preempt_delay);
  json.member("state", number(router.state()));
  json.member("wantstate", number(plan.dumped.begins_as_master ? State::master : router.state()));
  json.member("version", config.version == Version::v2 ? 2 : 3);
}

void write_notification(JsonWriter &json, const NotifyPlan &notify) {
  const auto script = [&](std::string_view key, const base::Command *command) {
    if (command) json.member(key, dump_words(*command));
  };
  boolean(json, "smtp_alert", notify.mails);
  boolean(json, "notify_deleted", notify.reports_deleted);
  script("script_backup", notify.of(Event::backup));
  script("script_master", notify.of(Event::master));
  script("script_fault", notify.of(Event::fault));
  script("script_stop", notify.of(Event::stop));
  script("script", notify.any());
  script("script_deleted", notify.of(Event::deleted));
  script("script_master_rx_lower_pri", notify.of(Event::master_rx_lower_priority));
}

/// An array that is there only if it is not empty.
template <class Items, class Words>
void write_list(JsonWriter &json, std::string_view key, const Items &items, Words words) {
  if (items.empty()) return;
  json.key(key).begin_array();
  for (const auto &item : items) json.string(words(item));
  json.end_array();
}

std::string script_words(const Plan &plan, const TrackedScript &tracked) {
  for (const auto &script : plan.scripts)
    if (script.name == tracked.name) return dump_words(script.command);
  return tracked.name;
}

void write_possessions(JsonWriter &json, const Instance &instance, const DumpView &view) {
  const auto &plan = instance.plan();
  const bool held = instance.router().state() == State::master;
  const auto address = [&](const PlannedAddress &one) { return dump_words(one, held); };
  const auto words = [](const auto &one) { return dump_words(one); };
  const auto name = [](const TrackedScript &one) { return one.name; };
  write_list(json, "vips", plan.addresses, address);
  write_list(json, "evips", plan.excluded, address);
  write_list(json, "vroutes", plan.routes, words);
  write_list(json, "vrules", plan.rules, words);
  write_list(json, "track_ifp", plan.interfaces, name);
  write_list(json, "track_script", plan.scripts, [&](const auto &one) { return script_words(view.plan, one); });
  if (view.config.global.files.json_version == 2) write_list(json, "track_process", plan.processes, name);
}

void write_instance(JsonWriter &json, const Instance &instance, const DumpView &view) {
  json.begin_object().key("data").begin_object();
  write_identity(json, instance);
  write_announcing(json, instance.router().config());
  write_protocol(json, instance);
  write_notification(json, instance.plan().notify);
  write_possessions(json, instance, view);
  json.member("auth_type", number(instance.plan().auth));
  if (instance.plan().auth != AuthType::none) json.member("auth_data", masked_password);
  json.end_object().key("stats");
  write_statistics(json, instance.counters());
  json.end_object();
}

void write_process(JsonWriter &json, const ProcessPlan &plan, const Quorum &quorum) {
  std::string parameters;
  for (std::size_t at = 1; at < plan.command.size(); ++at)
    parameters += fmt::format("{}{}", at > 1 ? " " : "", plan.command[at]);
  const bool good = quorum.verdict() == Verdict::good;
  json.begin_object().member("process", plan.command.front());
  json.member("parameters", parameters);
  json.member("param_match", plan.parameters ? static_cast<std::int64_t>(*plan.parameters) + 1 : 0);
  json.member("min_processes", plan.least).member("max_processes", plan.most);
  json.member("current_processes", quorum.count());
  boolean(json, "have_quorum", good);
  json.member("weight", 0);
  decimal(json, "terminate_delay", plan.terminate_delay);
  decimal(json, "fork_delay", plan.fork_delay);
  boolean(json, "fork_delay_timer_running", quorum.deadline() && !good);
  boolean(json, "terminate_delay_timer_running", quorum.deadline() && good);
  boolean(json, "full_command", plan.full_command);
  json.end_object();
}

}  // namespace

std::string json_dump(const DumpView &view) {
  if (view.instances.empty()) return {};
  const bool second = view.config.global.files.json_version == 2;
  JsonWriter json;
  if (second) json.begin_object().key("vrrp");
  json.begin_array();
  for (const auto &instance : view.instances) write_instance(json, *instance, view);
  json.end_array();
  if (!second) return json.take();
  json.key("track_process").begin_array();
  for (const auto &plan : view.plan.trackers.processes)
    if (const auto *quorum = view.trackers.processes().quorum(plan.name)) write_process(json, plan, *quorum);
  json.end_array().end_object();
  return json.take();
}

std::string statistics_dump(const DumpView &view) {
  std::string text;
  for (const auto &instance : view.instances) text += statistics_text(instance->plan().name, instance->counters());
  return text;
}

}  // namespace sempervivum::vrrp
