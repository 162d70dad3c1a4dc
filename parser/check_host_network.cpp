// What only the host can tell about the network: interfaces, and the names of
// routing tables and the like.
#include <fmt/format.h>

#include <initializer_list>

#include "parser/atoms.hpp"
#include "parser/checks.hpp"

namespace sempervivum::parser {

namespace {

class NetworkCheck {
 public:
  NetworkCheck(const Config &config, const HostFacts &host, Diagnostics &diagnostics)
      : config_{config}, host_{host}, diagnostics_{diagnostics} {}

  void run() {
    for (const auto &delay : config_.interface_delays) polled(delay.interface, delay.span);
    for (const auto &linkbeat : config_.linkbeat_interfaces) polled(linkbeat.interface, linkbeat.span);
    for (const auto &group : config_.garp_groups)
      for (const auto &name : group.interfaces) interface("garp_group", name.name, name.span);
    for (const auto &group : config_.sync_groups)
      for (const auto &track : group.track_interface) interface(group.name, track.name, track.span);
    for (const auto &address : config_.static_addresses) optional("static_ipaddress", address.dev, address.span);
    for (const auto &line : config_.static_routes) route("static_routes", line);
    for (const auto &line : config_.static_rules) rule("static_rules", line);
    for (const auto &one : config_.instances) instance(one);
  }

 private:
  bool known(const std::string &name) const { return host_.interface_exists(name); }

  void interface(std::string_view owner, const std::string &name, SourceSpan span) {
    if (config_.global.dynamic_interfaces != DynamicInterfaces::no || known(name)) return;
    diagnostics_.add(FindingId::unknown_interface, span, fmt::format("({}) there is no interface {}", owner, name),
                     "name an existing one, or set dynamic_interfaces in global_defs");
  }

  void optional(std::string_view owner, const std::optional<std::string> &name, SourceSpan span) {
    if (name) interface(owner, *name, span);
  }

  /// Those must be there, whatever dynamic_interfaces says.
  void polled(const std::string &name, SourceSpan span) {
    if (!known(name))
      diagnostics_.add(FindingId::no_such_interface, span, fmt::format("there is no interface {}", name));
  }

  void instance(const VrrpInstance &instance) {
    optional(instance.name, instance.interface, instance.span);
    for (const auto &track : instance.track_interface) interface(instance.name, track.name, track.span);
    for (const auto &address : instance.virtual_ipaddress) optional(instance.name, address.dev, address.span);
    for (const auto &address : instance.virtual_ipaddress_excluded) optional(instance.name, address.dev, address.span);
    for (const auto &line : instance.virtual_routes) route(instance.name, line);
    for (const auto &line : instance.virtual_rules) rule(instance.name, line);
  }

  void route(std::string_view owner, const Route &route) {
    optional(owner, route.dev, route.span);
    for (const auto &hop : route.nexthop) {
      optional(owner, hop.dev, route.span);
      realms(hop.realms, route.span);
    }
    word(RoutingWord::dsfield, route.tos, route.span);
    word(RoutingWord::table, route.table, route.span);
    word(RoutingWord::protocol, route.protocol, route.span);
    word(RoutingWord::scope, route.scope, route.span);
    realms(route.realms, route.span);
    if (route.vrf && !known(*route.vrf)) unknown(*route.vrf, "VRF", route.span);
  }

  void rule(std::string_view owner, const Rule &rule) {
    optional(owner, rule.iif, rule.span);
    optional(owner, rule.oif, rule.span);
    word(RoutingWord::dsfield, rule.tos, rule.span);
    word(RoutingWord::table, rule.table, rule.span);
    word(RoutingWord::group, rule.suppress_ifgroup, rule.span);
    word(RoutingWord::ip_protocol, rule.ipproto, rule.span);
    realms(rule.realms, rule.span);
    if (rule.table == "0") unknown(*rule.table, "routing table of rules", rule.span);
  }

  static std::string_view kind_name(RoutingWord kind) {
    switch (kind) {
      case RoutingWord::table: return "routing table";
      case RoutingWord::protocol: return "routing protocol";
      case RoutingWord::scope: return "scope";
      case RoutingWord::realm: return "realm";
      case RoutingWord::dsfield: return "type of service";
      case RoutingWord::group: return "group of interfaces";
      case RoutingWord::ip_protocol: break;
    }
    return "IP protocol";
  }

  /// Numbers have limits, names are the host's. The DS field is always hexadecimal.
  bool exists(RoutingWord kind, std::string_view text) const {
    const bool bare = kind == RoutingWord::dsfield && !text.starts_with("0x");
    const auto number = read_unsigned(bare ? fmt::format("0x{}", text) : std::string{text});
    return number ? *number <= largest(kind) : host_.routing_name_exists(config_.global.files, kind, text);
  }

  static std::uint64_t largest(RoutingWord kind) {
    switch (kind) {
      case RoutingWord::table:
      case RoutingWord::group: return UINT32_MAX;
      case RoutingWord::realm: return UINT16_MAX;
      case RoutingWord::protocol:
      case RoutingWord::scope:
      case RoutingWord::dsfield:
      case RoutingWord::ip_protocol: break;
    }
    return UINT8_MAX;
  }

  void unknown(std::string_view text, std::string_view kind, SourceSpan span) {
    diagnostics_.add(FindingId::unknown_name, span, fmt::format("there is no {} `{}`", kind, text));
  }

  void word(RoutingWord kind, const std::optional<std::string> &text, SourceSpan span) {
    if (text && !exists(kind, *text)) unknown(*text, kind_name(kind), span);
  }

  /// "[SOURCE/]REALM"
  void realms(const std::optional<std::string> &text, SourceSpan span) {
    if (!text) return;
    const auto slash = text->find('/');
    const std::string_view all{*text};
    const auto second = slash == std::string::npos ? std::string_view{} : all.substr(slash + 1);
    for (const auto one : {all.substr(0, slash), second})
      if (!one.empty() && !exists(RoutingWord::realm, one)) unknown(one, kind_name(RoutingWord::realm), span);
  }

  const Config &config_;
  const HostFacts &host_;
  Diagnostics &diagnostics_;
};

}  // namespace

void check_host_network(const Config &config, const HostFacts &host, Diagnostics &diagnostics) {
  NetworkCheck{config, host, diagnostics}.run();
}

}  // namespace sempervivum::parser
