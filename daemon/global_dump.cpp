#include "daemon/global_dump.hpp"

#include <sys/stat.h>

#include <chrono>

#include "daemon/child.hpp"
#include "daemon/daemonise.hpp"
#include "daemon/runtime_paths.hpp"
#include "vrrp/dump_page.hpp"
#include "vrrp/dump_words.hpp"

namespace sempervivum::daemon {
namespace {

using vrrp::DumpPage;
using vrrp::enabled;
using vrrp::true_false;

std::int64_t whole(const std::optional<base::Duration> &duration) {
  return std::chrono::duration_cast<std::chrono::seconds>(duration.value_or(base::Duration::zero())).count();
}
double seconds(const std::optional<base::Duration> &duration) {
  return std::chrono::duration<double>(duration.value_or(base::Duration::zero())).count();
}
const char *set_words(const std::optional<bool> &value) { return !value ? "unset" : *value ? "on" : "off"; }

class GlobalPage {
 public:
  GlobalPage(const Configuration &configuration, const Options &options, bool in_child)
      : configuration_{configuration},
        options_{options},
        in_child_{in_child},
        config_{configuration.config},
        global_{config_.global} {}

  std::string write() {
    page_.section("Global definitions");
    write_names();
    write_mail();
    write_general();
    write_fifos();
    write_announcing();
    write_protocol();
    write_tuning();
    write_interfaces();
    write_buffers();
    return page_.take();
  }

 private:
  void write_names() {
    const auto space = network_namespace(options_, config_.process);
    page_.line(" Network namespace = {}", space.empty() ? "(default)" : space);
    const auto &ipvs = config_.process.net_namespace_ipvs;
    page_.line(" Network namespace ipvs = {}", !ipvs ? "(main namespace)" : ipvs->empty() ? "(default)" : *ipvs);
    page_.given(" Instance name", config_.process.instance);
    page_.given(" Process name", global_.process_name);
    write_process_name(" VRRP process name", global_.vrrp_process_name, "keepalived_vrrp");
    write_process_name(" LVS process name", global_.checker_process_name, "keepalived_lvs");
    write_process_name(" BFD process name", global_.bfd_process_name, "keepalived_bfd");
    page_.line(" Router ID = {}", global_.router_id.value_or(configuration_.names.host));
  }

  void write_process_name(std::string_view title, const std::optional<std::string> &own, std::string_view standard) {
    if (own || global_.process_names) page_.line("{} = {}", title, own ? std::string_view{*own} : standard);
  }

  void write_mail() {
    const auto &names = configuration_.names;
    if (global_.smtp_server) {
      page_.line(" Smtp server = {}", names.mail_server ? names.mail_server->to_string() : *global_.smtp_server);
      page_.line(" Smtp server port = {}", global_.smtp_server_port.value_or(25));
    }
    page_.line(" Smtp HELO name = {}", global_.smtp_helo_name.value_or(names.host));
    page_.line(" Smtp server connection timeout = {}",
               global_.smtp_connect_timeout ? whole(global_.smtp_connect_timeout) : 30);
    page_.line(" Email notification from = {}",
               global_.notification_email_from.value_or(fmt::format("{}@{}", names.user, names.host)));
    if (!global_.notification_email.empty()) page_.line(" Email notification to:");
    for (const auto &address : global_.notification_email) page_.line("   {}", address);
    page_.line(" Default smtp_alert = {}", set_words(global_.smtp_alert));
    page_.line(" Default smtp_alert_vrrp = {}", set_words(global_.smtp_alert_vrrp));
    if (global_.no_email_faults) page_.line(" No email faults = true");
    page_.line(" Default smtp_alert_checker = {}", set_words(global_.smtp_alert_checker));
  }

  void write_general() {
    page_.line(" Checkers log all failures = {}", true_false(global_.checker_log_all_failures));
    const auto &test = global_.files.reload_check_config;
    page_.line(" {}", test ? fmt::format("Test config before reload, log to {}", test->empty() ? "/dev/null" : *test)
                           : "No test config before reload");
    const auto dynamic = global_.dynamic_interfaces;
    page_.line(" Dynamic interfaces = {}", true_false(dynamic != parser::DynamicInterfaces::no));
    if (dynamic == parser::DynamicInterfaces::allow_if_changes) page_.line(" Allow interface changes = true");
    if (in_child_) page_.line(" Default interface = {}", global_.default_interface.value_or("eth0"));
    page_.line(" Disable local IGMP = {}", vrrp::yes_no(global_.disable_local_igmp));
    page_.line(" LVS flush = {}", true_false(global_.lvs_flush));
    page_.line(" LVS flush on stop = {}", enabled(global_.lvs_flush_on_stop != parser::FlushOnStop::no));
  }

  void write_fifo(std::string_view title, const parser::NotifyFifo &fifo) {
    if (!fifo.path) return;
    const auto owner = configuration_.names.fifo_owners.find(*fifo.path);
    const auto [user, group] = owner != configuration_.names.fifo_owners.end() ? owner->second : UserFacts{};
    page_.line(" {} = {}, uid:gid {}:{}", title, *fifo.path, user, group);
    if (!fifo.script) return;
    const auto script = configuration_.commands.find(*fifo.script, std::nullopt);
    if (script)
      page_.line(" {} script = {}, uid:gid {}:{}", title, vrrp::dump_words(*script), script->user, script->group);
  }

  void write_fifos() {
    write_fifo("Global notify fifo", global_.notify_fifo);
    write_fifo("VRRP notify fifo", global_.vrrp_notify_fifo);
    page_.line(" FIFO write vrrp states on reload = {}", true_false(global_.fifo_write_vrrp_states_on_reload));
    write_fifo("LVS notify fifo", global_.lvs_notify_fifo);
    page_.line(" VRRP notify priority changes = {}", true_false(global_.vrrp_notify_priority_changes));
  }

  void write_announcing() {
    const auto &garp = global_.garp;
    page_.line(" VRRP IPv4 mcast group = {}", global_.vrrp_mcast_group4.value().to_string());
    page_.line(" VRRP IPv6 mcast group = {}", global_.vrrp_mcast_group6.value().to_string());
    page_.line(" Gratuitous ARP delay = {}", whole(garp.master_delay));
    page_.line(" Gratuitous ARP repeat = {}", garp.master_repeat.value_or(0));
    page_.line(" Gratuitous ARP refresh timer = {}", whole(garp.master_refresh));
    page_.line(" Gratuitous ARP refresh repeat = {}", garp.master_refresh_repeat.value_or(0));
    page_.line(" Gratuitous ARP lower priority delay = {}", whole(garp.lower_prio_delay));
    page_.line(" Gratuitous ARP lower priority repeat = {}", garp.lower_prio_repeat.value_or(0));
    page_.line(" Num adverts before down = {}", global_.vrrp_down_timer_adverts.value_or(0));
    page_.line(" Gratuitous ARP for each secondary VMAC = {}s",
               global_.vrrp_garp_extra_if ? whole(global_.vrrp_garp_extra_if->interval) : 0);
    page_.line(" Send advert after receive lower priority advert = {}", true_false(!global_.vrrp_lower_prio_no_advert));
    page_.line(" Send advert after receive higher priority advert = {}",
               true_false(global_.vrrp_higher_prio_send_advert));
    page_.line(" Gratuitous ARP interval = {:.6f}", seconds(garp.interval));
    page_.line(" Gratuitous NA interval = {:.6f}", seconds(garp.gna_interval));
  }

  void write_protocol() {
    page_.line(" VRRP default protocol version = {}", static_cast<int>(global_.vrrp_version));
    page_.line(" nftables {} counters", global_.firewall.nftables_counters ? "with" : "without");
    page_.line(" VRRP check unicast_src = {}", true_false(global_.vrrp_check_unicast_src));
    page_.line(" VRRP skip check advert addresses = {}", true_false(global_.vrrp_skip_check_adv_addr));
    page_.line(" VRRP strict mode = {}", true_false(global_.vrrp_strict));
    page_.line(" Max auto priority = {}", global_.max_auto_priority.value_or(0));
    page_.line(" Min auto priority delay = {} usecs", global_.min_auto_priority_delay.value_or(1000000));
  }

  void write_tuning() {
    write_process("VRRP", global_.vrrp_tuning);
    write_process("Checker", global_.checker_tuning);
    write_process("BFD", global_.bfd_tuning);
  }

  void write_process(std::string_view name, const parser::ProcessTuning &tuning) {
    page_.line(" {} process priority = {}", name, tuning.priority.value_or(0));
    page_.line(" {} don't swap = {}", name, true_false(tuning.no_swap));
    page_.line(" {} realtime priority = {}", name, tuning.rt_priority.value_or(0));
    page_.line(" {} realtime limit = {}", name, tuning.rlimit_rttime.value_or(10000));
  }

  void write_interfaces() {
    const auto &snmp = global_.snmp;
    page_.line(" SNMP vrrp {}", enabled(snmp.vrrp));
    page_.line(" SNMP checker {}", enabled(snmp.checker));
    page_.line(" SNMP RFCv2 {}", enabled(snmp.rfc || snmp.rfcv2));
    page_.line(" SNMP RFCv3 {}", enabled(snmp.rfc || snmp.rfcv3));
    page_.line(" SNMP traps {}", enabled(snmp.traps));
    page_.line(" SNMP socket = {}", snmp.socket.value_or("default (unix:/var/agentx/master)"));
    page_.line(" DBus {}", enabled(global_.dbus.enable));
    page_.line(" DBus service name = {}", global_.dbus.service_name.value_or(""));
    page_.line(" Script security {}", enabled(global_.enable_script_security));
    page_.line(" Default script uid:gid {}:{}", configuration_.names.script_user.user,
               configuration_.names.script_user.group);
  }

  void write_netlink(std::string_view name, const std::optional<std::uint32_t> &bytes, bool force) {
    page_.line(" {} = {}", name, bytes.value_or(0));
    page_.line(" {}_force = {}", name, force ? 1 : 0);
  }

  void write_buffers() {
    const auto &vrrp = global_.vrrp_netlink;
    const auto &lvs = global_.lvs_netlink;
    write_netlink("vrrp_netlink_cmd_rcv_bufs", vrrp.cmd, vrrp.cmd_force);
    write_netlink("vrrp_netlink_monitor_rcv_bufs", vrrp.monitor, vrrp.monitor_force);
    write_netlink("process_monitor_rcv_bufs", global_.process_monitor_rcv_bufs, global_.process_monitor_rcv_bufs_force);
    write_netlink("lvs_netlink_cmd_rcv_bufs", lvs.cmd, lvs.cmd_force);
    write_netlink("lvs_netlink_monitor_rcv_bufs", lvs.monitor, lvs.monitor_force);
    page_.line(" rs_init_notifies = {}", global_.rs_init_notifies ? 1 : 0);
    page_.line(" no_checker_emails = {}", global_.no_checker_emails ? 1 : 0);
    page_.line(" rx_bufs_multiples = {}", global_.vrrp_rx_bufs_multiplier.value_or(3));
    page_.line(" umask = {:#04o}", options_.umask.value_or(global_.umask.value_or(default_umask)));
  }

  const Configuration &configuration_;
  const Options &options_;
  bool in_child_;
  const parser::Config &config_;
  const parser::GlobalDefs &global_;
  DumpPage page_;
};

}  // namespace

std::string global_dump(const Configuration &configuration, const Options &options, bool in_child) {
  return GlobalPage{configuration, options, in_child}.write();
}

}  // namespace sempervivum::daemon
