// Every kind of finding, with a configuration that gives it.
#include <map>
#include <set>

#include "catch.hpp"
#include "parse.hpp"
#include "parser/checks.hpp"

using namespace sempervivum::parser;

namespace {

/// eth0 and eth1, root, 192.0.2.1, and what the names of scripts say.
class SomeHost final : public HostFacts {
 public:
  bool user_exists(const std::string &name) const override { return name == "root"; }
  bool group_exists(const std::string &name) const override { return name == "root"; }
  bool routing_name_exists(const FileSettings &, RoutingWord, std::string_view text) const override {
    return text != "nowhere";
  }
  bool namespace_exists(const std::string &name) const override { return name == "closed"; }
  const HostFacts *within(const std::string &) const override { return nullptr; }
  bool interface_exists(const std::string &name) const override { return name == "eth0" || name == "eth1"; }
  bool has_address(const sempervivum::base::IpAddress &address) const override {
    return address == sempervivum::base::IpAddress::parse("192.0.2.1");
  }
  ScriptFacts script(const Command &command, const Identity *, const GlobalDefs &) const override {
    using Verdict = ScriptFacts::Verdict;
    const auto &name = command.argv.front();
    if (name == "/missing") return {Verdict::not_found, "No such file or directory"};
    if (name == "/unsafe") return {Verdict::unsafe, "/ is writable by everybody (o+w)"};
    if (name == "/plain") return {Verdict::not_executable, "it is not executable for its user"};
    return {};
  }
};

/// Beside the main file a folder, and one that includes itself.
class SomeFiles final : public FileReader {
 public:
  explicit SomeFiles(std::string conf)
      : files_{{{"main.conf", std::move(conf)}, {"loop.conf", "include loop.conf\n"}, {"folder", ""}}} {}
  sempervivum::base::Expected<std::string, FileFailure> read(const std::string &path) override {
    if (path == "folder") return sempervivum::base::unexpected(FileFailure{FileFailure::Kind::directory, 0});
    return files_.read(path);
  }
  std::vector<std::string> glob(const std::string &pattern) override { return files_.glob(pattern); }

 private:
  MemoryFiles files_;
};

Loaded check(const std::string &conf, const std::string &file = "main.conf") {
  const SomeHost host;
  SomeFiles files{conf};
  LoadOptions options;
  options.source.file = file;
  options.host = &host;
  return load(options, files);
}

std::string global(std::string_view more) { return "global_defs {\n" + std::string{more} + "\n}\n"; }
std::string script(std::string_view more, std::string_view command = "/x") {
  return "vrrp_script s {\n script " + std::string{command} + "\n" + std::string{more} + "\n}\n";
}
std::string service(std::string_view more, std::string_view real = "weight 1") {
  return "virtual_server 192.0.2.7 80 {\n lb_algo rr\n lb_kind NAT\n protocol TCP\n" + std::string{more} +
         "\n real_server 192.0.2.8 80 {\n" + std::string{real} + "\n }\n}\n";
}
const std::string tracking = "track_script {\n s\n}\n";

/// Each by its stable name; what is not here cannot be found.
const std::multimap<std::string_view, std::string> examples{
    {"include-unreadable", "includem nothing\n"},
    {"include-no-match", "include nothing\n"},
    {"include-skipped", "include folder\n"},
    {"include-too-deep", "include loop.conf\n"},
    {"expansion-too-large", "include {a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}\n"},
    {"recursive-parameter", "$X=$X\na $X\n"},
    {"unknown-parameter", "a ${X}\n"},
    {"bad-repetition", "~SEQ(X, 1, -1, 5) a\n"},
    {"unterminated-quote", global("router_id \"a")},
    {"nul-byte", std::string{"a\0b\n", 4}},
    {"long-line", "#" + std::string(1100, 'x') + "\n"},
    {"unknown-keyword", "nonsense\n"},
    {"missing-open-brace", "vrrp_script s\n script /x\n}\n"},
    {"missing-close-brace", "vrrp_script s {\n script /x\n"},
    {"extra-open-brace", "vrrp_script s {\n{\n script /x\n}\n"},
    {"extra-close-brace", "}\n"},
    {"misplaced-keyword", "nopreempt\n"},
    {"missing-parameter", parse::instance("priority")},
    {"missing-value", global("router_id")},
    {"superfluous-word", parse::instance("priority 10 20")},
    {"swallowed-keyword", parse::instance("debug 1 priority 50")},
    {"bad-number", parse::instance("priority 1x")},
    {"lenient-number", script("interval 2s")},
    {"out-of-range", parse::instance("priority 300")},
    {"too-many-places", script("interval 1.23456")},
    {"bad-boolean", parse::instance("strict_mode maybe")},
    {"bad-address", parse::instance("mcast_src_ip 1.2.3")},
    {"bad-word", parse::instance("state SLAVE")},
    {"bad-value", global("vrrp_mcast_group4 192.0.2.1")},
    {"too-long", parse::instance("interface averyveryverylongname")},
    {"ignored-value", global("smtp_helo_name")},
    {"bad-command", parse::instance("notify_master \"/x")},
    {"unknown-option", parse::instance("virtual_ipaddress {\n 192.0.2.9/24 metric 5\n}")},
    {"deprecated", parse::instance("linkbeat_use_polling")},
    {"discouraged", global("lvs_process_name x")},
    {"duplicate", parse::instance("") + parse::instance("")},
    {"duplicate-ignored", "SSL {\n}\nSSL {\n}\n"},
    {"empty-list", parse::instance("unicast_peer {\n}")},
    {"repeated-name", script("") + script("")},
    {"no-virtual-router-id", "vrrp_instance A {\n interface eth0\n}\n"},
    {"no-interface", "vrrp_instance A {\n virtual_router_id 5\n}\n"},
    {"loopback-interface", parse::instance("interface lo")},
    {"duplicate-vrid", parse::instance("") + parse::instance("", "B")},
    {"no-script-command", "vrrp_script s {\n interval 1\n}\n"},
    {"unknown-tracked-object", parse::instance(tracking)},
    {"unknown-tracked-object", "static_ipaddress {\n 192.0.2.5/24 dev eth0 track_group g\n}\n"},
    {"defined-later", parse::instance(tracking) + script("")},
    {"unused-script", script("")},
    {"weight-range", script("weight 254")},
    {"weight-ignored", script("weight 5") + parse::instance(tracking + "priority 255")},
    {"weight-without-effect", script("weight 5") + parse::instance(tracking + "priority 254")},
    {"weight-without-effect", script("weight -5") + parse::instance(tracking + "priority 1")},
    {"weight-without-effect", script("weight -5") + parse::instance(tracking + "nopreempt")},
    {"weight-ignored", parse::instance("state MASTER\ntrack_interface {\n eth1 weight 5\n}")},
    {"weight-ignored", "track_file f {\n file /f\n}\n" + parse::instance("priority 255\ntrack_file {\n f\n}")},
    {"weight-without-effect",
     "vrrp_track_process p {\n process x\n weight 5\n}\n" + parse::instance("priority 255\ntrack_process {\n p\n}")},
    {"weight-ignored",
     script("weight 5") + parse::instance(tracking) + "vrrp_sync_group G {\n group {\n VI_1\n VI_2\n }\n}\n"},
    {"address-family", parse::instance("virtual_ipaddress {\n 2001:db8::1/64\n}")},
    {"no-virtual-address", "vrrp_instance A {\n interface eth0\n virtual_router_id 5\n}\n"},
    {"no-address-v3", "vrrp_instance A {\n interface eth0\n virtual_router_id 5\n version 3\n}\n"},
    {"no-prefix-length", parse::instance("virtual_ipaddress {\n 192.0.2.9\n}")},
    {"no-prefix-length", parse::instance("virtual_ipaddress_excluded {\n 2001:db8::1\n}")},
    {"preempt-with-master", parse::instance("state MASTER\npriority 100\nnopreempt")},
    {"preempt-delay-ignored", parse::instance("state MASTER\npriority 100\npreempt_delay 5")},
    {"preempt-delay-ignored", parse::instance("nopreempt\npreempt_delay 5")},
    {"owner-priority", parse::instance("priority 255")},
    {"long-password", parse::instance("authentication {\n auth_type PASS\n auth_pass 123456789\n}")},
    {"password-v3", parse::instance("version 3\nauthentication {\n auth_type PASS\n auth_pass 1\n}")},
    {"authentication-incomplete", parse::instance("authentication {\n auth_type PASS\n}")},
    {"advert-interval-rounded", parse::instance("advert_int 0.5")},
    {"advert-interval-range", parse::instance("version 3\nadvert_int 100")},
    {"version-conflict", "vrrp_instance A {\n version 2\n virtual_ipaddress {\n 2001:db8::1/64\n }\n}\n"},
    {"strict-mode", parse::instance("strict_mode\npreempt_delay 5")},
    {"strict-unreachable", parse::instance("strict_mode")},
    {"interval-shorter-than-timeout", script("interval 1\ntimeout 2")},
    {"own-address-as-peer", parse::instance("unicast_src_ip 192.0.2.5\nunicast_peer {\n 192.0.2.5\n}")},
    {"own-address-as-peer", parse::instance("unicast_peer {\n 192.0.2.1\n}")},
    {"own-interface-tracked", parse::instance("track_interface {\n eth0\n}")},
    {"hmac-key", parse::instance("auth_hmac {\n key 1 short\n}")},
    {"ipvlan-without-source", parse::instance("use_ipvlan")},
    {"vmac-without-xmit-base", parse::instance("use_vmac\nunicast_peer {\n 192.0.2.5\n}")},
    {"ah-with-master", parse::instance("state MASTER\npriority 100\nauthentication {\n auth_type AH\n auth_pass 1\n}")},
    {"zero-repeat", parse::instance("garp_master_repeat 0")},
    {"limited-value", global("vrrp_rt_priority 100")},
    {"ignored-setting", parse::instance("vmac_xmit_base")},
    {"no-auth-type", parse::instance("authentication {\n auth_pass 1\n}")},
    {"unicast-without-peers", parse::instance("unicast_src_ip 192.0.2.5")},
    {"sync-group-member", "vrrp_sync_group G {\n group {\n A\n B\n }\n}\n"},
    {"sync-group-small", parse::instance("") + "vrrp_sync_group G {\n group {\n VI_1\n }\n}\n"},
    {"quorum-unreachable", service("quorum 2")},
    {"hysteresis-too-large", service("hysteresis 1")},
    {"service-incomplete", "virtual_server 192.0.2.7 80 {\n real_server 192.0.2.8 80 {\n }\n}\n"},
    {"service-conflict", service("sh-port")},
    {"no-real-servers", "virtual_server 192.0.2.7 80 {\n}\n"},
    {"duplicate-real-server", service("real_server 192.0.2.8 80 {\n}")},
    {"incomplete-check", service("", "MISC_CHECK {\n}")},
    {"empty-group", "virtual_server_group g {\n}\n"},
    {"incomplete-bfd", "bfd_instance b {\n}\n"},
    {"incomplete-tracker", "track_file f {\n}\n"},
    {"route-not-tracked", parse::instance("virtual_routes {\n 198.51.100.0/24 via 192.0.2.2\n}")},
    {"rule-without-preference", parse::instance("virtual_rules {\n from 192.0.2.2 table 5\n}")},
    {"rule-conflict", parse::instance("virtual_rules {\n from 192.0.2.2 goto 5 preference 6\n}")},
    {"unknown-name", parse::instance("virtual_routes {\n 198.51.100.0/24 dev eth0 table nowhere\n}")},
    {"garp-group", "garp_group {\n interface eth0\n}\n"},
    {"iptables-not-supported", global("vrrp_iptables")},
    {"unknown-namespace", "net_namespace nowhere\n"},
    {"hidden-namespace", "net_namespace closed\n"},
    {"unknown-interface", parse::instance("track_interface {\n eth9\n}")},
    {"no-such-interface", "linkbeat_interfaces {\n eth9\n}\n"},
    {"unknown-user", global("script_user nobody")},
    {"script-not-found", script("", "/missing") + parse::instance(tracking)},
    {"notify-not-found", parse::instance("notify /missing")},
    {"script-not-executable", script("", "/plain") + parse::instance(tracking)},
    {"script-unsafe", script("", "/unsafe") + parse::instance(tracking)},
    {"notify-unsafe", parse::instance("notify /unsafe")},
    {"script-security-off", script("") + parse::instance(tracking)},
    {"not-supported-yet", "bfd_instance b {\n neighbor_ip 192.0.2.5\n}\n"},
    {"needless-setting", "linkbeat_use_polling\n"},
};

/// Configurations that are near an example and right.
const std::multimap<std::string_view, std::string> good{
    {"weight-without-effect", script("weight 5") + parse::instance(tracking + "priority 253")},
    {"weight-without-effect", script("weight -5") + parse::instance(tracking + "priority 254")},
    {"weight-without-effect", script("weight 5 reverse") + parse::instance(tracking + "priority 254")},
    {"weight-ignored", script("") + parse::instance(tracking + "priority 255")},
    {"weight-without-effect", script("") + parse::instance(tracking + "nopreempt")},
    {"weight-without-effect", script("weight 5") + parse::instance(tracking) +
                                  "vrrp_sync_group G {\n group {\n VI_1\n VI_2\n }\n sync_group_tracking_weight\n}\n"},
    {"owner-priority",
     "vrrp_instance A {\n interface eth0\n virtual_router_id 5\n priority 255\n virtual_ipaddress {\n"
     " 192.0.2.1/24\n }\n}\n"},
    {"own-address-as-peer", parse::instance("unicast_peer {\n 192.0.2.5\n}")},
    {"no-prefix-length", parse::instance("virtual_ipaddress_excluded {\n 192.0.2.9 peer 192.0.2.10\n}")},
    {"expansion-too-large", "include {a,b}{a,b}{a,b}\n"},
    {"quorum-unreachable", service("quorum 2", "weight 2")},
    {"interval-shorter-than-timeout", script("interval 2\ntimeout 2")},
};

}  // namespace

TEST_CASE("every kind of finding is found where it is due") {
  std::set<std::string_view> found{"file-unreadable", "several-files"};
  CHECK(parse::found(check("", "other.conf"), "file-unreadable"));
  CHECK(parse::found(check("", "*.conf"), "several-files"));
  for (const auto &[name, conf] : examples) {
    const auto loaded = check(conf);
    CAPTURE(name, conf, parse::rendered(loaded));
    CHECK(parse::found(loaded, name));
    found.insert(name);
  }
  for (const auto &kind : all_finding_kinds()) {
    CAPTURE(kind.name);
    CHECK(found.contains(kind.name));
    CHECK(kind.meaning.ends_with('.'));
  }
}

TEST_CASE("what is right is not found") {
  for (const auto &[name, conf] : good) {
    const auto loaded = check(conf);
    CAPTURE(name, conf, parse::rendered(loaded));
    CHECK_FALSE(parse::found(loaded, name));
  }
}

TEST_CASE("what the issue calls a warning is one and has its own name") {
  for (const auto *name : {"preempt-with-master", "preempt-delay-ignored", "owner-priority", "strict-unreachable",
                           "long-password", "own-address-as-peer", "no-prefix-length", "weight-without-effect",
                           "weight-ignored", "interval-shorter-than-timeout", "script-not-executable", "script-unsafe",
                           "notify-unsafe", "quorum-unreachable"}) {
    const auto kinds = all_finding_kinds();
    const auto kind = std::ranges::find(kinds, std::string_view{name}, &FindingKind::name);
    CAPTURE(name);
    REQUIRE(kind != kinds.end());
    CHECK(kind->severity == Severity::warning);
  }
}
