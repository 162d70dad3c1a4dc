#include "vrrp/firewall_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/algorithm/string/join.hpp>
#include <iterator>

#include "vrrp/plan.hpp"

namespace sempervivum::vrrp {
namespace {

constexpr auto usual_table = "keepalived";

/// Strict mode is RFC 9568's: a master that is not the owner accepts nothing, in
/// version 3 unless it is told to.
bool accepts(const parser::VrrpInstance &instance) {
  if (instance.priority == base::owner_priority) return true;
  if (!instance.strict_mode.value_or(false)) return !instance.no_accept;
  return instance.version == parser::VrrpVersion::v3 && instance.accept && !instance.no_accept;
}

/// An interface that may come and go is matched by its name, unless that is not wanted.
void add_addresses(const InstancePlan &instance, bool prefers_index, FirewallPlan &firewall) {
  const bool by_name = !instance.track_primary && !prefers_index;
  for (const auto &planned : instance.possessions().addresses) {
    const auto &address = planned.address.address;
    if (address.family() == base::Family::ipv4)
      firewall.addresses4.push_back(address);
    else if (address.is_link_local())
      (by_name ? firewall.link_local_names : firewall.link_local).emplace_back(address, planned.interface.text());
    else
      firewall.addresses6.push_back(address);
  }
}

using Elements = std::vector<std::string>;
using Exists = std::function<bool(const std::string &)>;

std::string quoted(const std::string &name) { return fmt::format("\"{}\"", name); }

Elements vmac_pairs(const std::map<std::string, std::string> &vmacs, const Exists &exists) {
  Elements elements;
  for (const auto &[vmac, base] : vmacs)
    if (exists(vmac) && exists(base)) elements.push_back(quoted(vmac) + " : " + quoted(base));
  return elements;
}

Elements vmac_names(const std::map<std::string, std::string> &vmacs, const Exists &exists) {
  Elements elements;
  for (const auto &[vmac, base] : vmacs)
    if (exists(vmac)) elements.push_back(quoted(vmac));
  return elements;
}

Elements texts(const std::vector<base::IpAddress> &addresses) {
  Elements elements;
  std::ranges::transform(addresses, std::back_inserter(elements), &base::IpAddress::to_string);
  return elements;
}

Elements with_interfaces(const LinkLocals &addresses, const Exists &exists) {
  Elements elements;
  for (const auto &[address, interface] : addresses)
    if (exists(interface)) elements.push_back(address.to_string() + " . " + quoted(interface));
  return elements;
}

/// One table's text, line by line.
class Table {
 public:
  Table(const FirewallPlan &plan, const char *family)
      : priority_{plan.priority}, drop_{plan.counters ? "counter drop" : "drop"} {
    text_ = fmt::format("table {} {} {{\n", family, plan.table);
  }

  void set(const char *kind, const char *name, const char *type, const Elements &elements) {
    text_ += fmt::format(" {} {} {{\n  type {}\n", kind, name, type);
    if (!elements.empty()) text_ += fmt::format("  elements = {{ {} }}\n", boost::algorithm::join(elements, ", "));
    text_ += " }\n";
  }
  /// `hook` is empty for one that others go to.
  void chain(const char *name, const char *hook, const std::vector<std::string> &rules) {
    text_ += fmt::format(" chain {} {{\n", name);
    if (*hook != 0) text_ += fmt::format("  type filter hook {} priority {}; policy accept;\n", hook, priority_);
    for (const auto &rule : rules) text_ += "  " + rule + "\n";
    text_ += " }\n";
  }
  std::string dropping(const char *rule) const { return fmt::format("{} {}", rule, drop_); }
  std::string finish() const { return text_ + "}\n"; }

 private:
  std::int32_t priority_;
  const char *drop_;
  std::string text_;
};

std::string ipv4_table(const FirewallPlan &plan, const Exists &exists) {
  if (plan.vmacs4.empty() && plan.addresses4.empty()) return {};
  Table table{plan, "ip"};
  std::vector<std::string> out;
  if (!plan.vmacs4.empty()) {
    table.set("map", "vmac_map", "iface_index : iface_index", vmac_pairs(plan.vmacs4, exists));
    out.push_back(table.dropping("ip protocol igmp meta oifkind \"macvlan\" dup to ip daddr device oif map @vmac_map"));
  }
  if (!plan.addresses4.empty()) {
    table.set("set", "vips", "ipv4_addr", texts(plan.addresses4));
    out.push_back(table.dropping("ip saddr @vips"));
    table.chain("in", "input", {table.dropping("ip daddr @vips")});
  }
  table.chain("out", "output", out);
  return table.finish();
}

void add_ipv6_addresses(const FirewallPlan &plan, const Exists &exists, Table &table, std::vector<std::string> &out) {
  table.set("set", "neighbor-discovery", "icmpv6_type; flags constant", {"nd-neighbor-solicit", "nd-neighbor-advert"});
  table.set("set", "vips", "ipv6_addr", texts(plan.addresses6));
  std::vector<std::string> in_link_local;
  std::vector<std::string> out_link_local;
  if (!plan.link_local.empty() || plan.link_local_names.empty()) {
    table.set("set", "vips_link_local", "ipv6_addr . iface_index", with_interfaces(plan.link_local, exists));
    in_link_local.push_back(table.dropping("ip6 daddr . iif @vips_link_local"));
    out_link_local.push_back(table.dropping("ip6 saddr . oif @vips_link_local"));
  }
  if (!plan.link_local_names.empty()) {
    const auto always = [](const std::string &) { return true; };
    table.set("set", "vips_link_local_name", "ipv6_addr . ifname", with_interfaces(plan.link_local_names, always));
    in_link_local.push_back(table.dropping("ip6 daddr . iifname @vips_link_local_name"));
    out_link_local.push_back(table.dropping("ip6 saddr . oifname @vips_link_local_name"));
  }
  table.chain("in_link_local", "", in_link_local);
  table.chain("out_link_local", "", out_link_local);
  const auto neighbours = "icmpv6 type @neighbor-discovery accept";
  table.chain("in", "input", {neighbours, "ip6 daddr fe80::/10 goto in_link_local", table.dropping("ip6 daddr @vips")});
  out.insert(out.end(), {neighbours, "ip6 saddr fe80::/10 goto out_link_local", table.dropping("ip6 saddr @vips")});
}

std::string ipv6_table(const FirewallPlan &plan, const Exists &exists) {
  const bool has_addresses = !plan.addresses6.empty() || !plan.link_local.empty() || !plan.link_local_names.empty();
  if (plan.vmacs6.empty() && !has_addresses) return {};
  Table table{plan, "ip6"};
  std::vector<std::string> out;
  if (!plan.vmacs6.empty()) {
    table.set("map", "vmac_map", "iface_index : iface_index", vmac_pairs(plan.vmacs6, exists));
    table.set("set", "vmac_set", "iface_index", vmac_names(plan.vmacs6, exists));
    out.push_back(table.dropping(
        "icmpv6 type mld2-listener-report meta oifkind \"macvlan\" dup to ip6 daddr device oif map @vmac_map"));
    out.push_back(table.dropping("icmpv6 type nd-router-solicit meta oifkind \"macvlan\" oif @vmac_set"));
  }
  if (has_addresses) add_ipv6_addresses(plan, exists, table, out);
  table.chain("out", "output", out);
  return table.finish();
}

}  // namespace

bool FirewallPlan::empty() const {
  return vmacs4.empty() && vmacs6.empty() && addresses4.empty() && addresses6.empty() && link_local.empty() &&
         link_local_names.empty();
}

std::vector<std::string> FirewallPlan::interfaces() const {
  std::vector<std::string> names;
  for (const auto *vmacs : {&vmacs4, &vmacs6})
    for (const auto &[vmac, base] : *vmacs) names.insert(names.end(), {vmac, base});
  for (const auto &[address, interface] : link_local) names.push_back(interface);
  return names;
}

FirewallPlan firewall_plan(const parser::Config &config, const Plan &plan) {
  const auto &given = config.global.firewall;
  const auto table = given.nftables.value_or("");
  FirewallPlan firewall{.table = table.empty() ? usual_table : table,
                        .priority = given.nftables_priority.value_or(-1),
                        .counters = given.nftables_counters};
  for (std::size_t at = 0; at < plan.instances.size(); ++at)
    if (!accepts(config.instances[at])) add_addresses(plan.instances[at], given.nftables_ifindex, firewall);
  for (const auto &link : plan.links)
    if (std::holds_alternative<netlink::Macvlan>(link.kind))
      (link.family == base::Family::ipv4 ? firewall.vmacs4 : firewall.vmacs6)[link.name] = link.base;
  return firewall;
}

std::string nft_commands(const FirewallPlan &plan, const Exists &exists) {
  return nft_removal(plan.table) + ipv4_table(plan, exists) + ipv6_table(plan, exists);
}

std::string nft_removal(const std::string &table) {
  return fmt::format("add table ip {0}\ndelete table ip {0}\nadd table ip6 {0}\ndelete table ip6 {0}\n", table);
}

}  // namespace sempervivum::vrrp
