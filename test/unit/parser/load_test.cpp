#include "parser/load.hpp"

#include "catch.hpp"
#include "parse.hpp"

using namespace sempervivum;
using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

namespace {

parse::Loaded article() {
  parse::DiskFiles files;
  parse::LoadOptions options;
  options.source.file = ARTICLE_DATA "/keepalived.conf";
  return load(options, files);
}

}  // namespace

TEST_CASE("the article's configuration is good and says what it says") {
  const auto loaded = article();
  CAPTURE(parse::rendered(loaded));
  CHECK(loaded.valid());
  CHECK(loaded.runnable());
  CHECK(loaded.config.global.router_id == "ha_nginx");
  REQUIRE(loaded.config.scripts.size() == 1);
  const auto &script = loaded.config.scripts.front();
  CHECK(script.name == "ha_nginx");
  CHECK(script.script->argv == Lines{"/usr/local/ha_nginx/ha_nginx.sh"});
  CHECK(script.interval == 2s);
  CHECK(script.timeout == base::Duration{2s});
  REQUIRE(loaded.config.instances.size() == 1);
  const auto &instance = loaded.config.instances.front();
  CHECK(instance.name == "VI_1");
  CHECK(instance.state == parse::InitialState::backup);
  CHECK(instance.interface == "enp0s3");
  CHECK(instance.virtual_router_id == base::Vrid{100});
  CHECK(instance.priority == base::Priority{200});
  CHECK(instance.nopreempt);
  CHECK(instance.advert_int == base::Duration{1s});
  CHECK(instance.version == parse::VrrpVersion::v2);
  REQUIRE(instance.authentication);
  CHECK(instance.authentication->type == parse::AuthType::pass);
  CHECK(instance.authentication->password == "1234");
  REQUIRE(instance.virtual_ipaddress.size() == 1);
  CHECK(instance.virtual_ipaddress.front().prefix.address == base::IpAddress::parse("192.168.11.100"));
  CHECK(instance.virtual_ipaddress.front().prefix.length == 24);
  REQUIRE(instance.track_script.size() == 1);
  CHECK(instance.track_script.front().name == "ha_nginx");
}

TEST_CASE("a misspelt keyword is named with line and column and the right one suggested") {
  const auto loaded = parse::text(
      "vrrp_instance A {\n    interface eth0\n    virtual_routr_id 7\n    virtual_ipaddress {\n"
      "        192.0.2.1/24\n    }\n}\n");
  CHECK(parse::rendered(loaded) ==
        "main.conf:3:5: error: unknown keyword `virtual_routr_id` in vrrp_instance [unknown-keyword]\n"
        "        virtual_routr_id 7\n"
        "        ^~~~~~~~~~~~~~~~\n"
        "  help: did you mean `virtual_router_id`?\n"
        "1 error\n");
  CHECK_FALSE(loaded.valid());
}

TEST_CASE("address options are read") {
  const auto loaded = parse::text(parse::instance(
      "virtual_ipaddress { 192.0.2.7/26 brd + dev eth1 scope link label eth1:v no_track preferred_lft 0 }\n"
      "virtual_ipaddress_excluded {\n 2001:db8::7/64 -nodad home\n 192.0.2.9 peer 192.0.2.10 brd 192.0.2.11\n}"));
  CAPTURE(parse::rendered(loaded));
  CHECK(loaded.valid());
  const auto &instance = loaded.config.instances.front();
  REQUIRE(instance.virtual_ipaddress.size() == 2);
  const auto &address = instance.virtual_ipaddress.front();
  CHECK(address.brd->kind == parse::Broadcast::Kind::host_bits_set);
  CHECK(address.dev == "eth1");
  CHECK(address.scope == 253);
  CHECK(address.label == "eth1:v");
  CHECK(address.no_track);
  CHECK(address.preferred_lft == 0U);
  REQUIRE(instance.virtual_ipaddress_excluded.size() == 2);
  CHECK(instance.virtual_ipaddress_excluded[0].nodad);
  CHECK(instance.virtual_ipaddress_excluded[0].home);
  CHECK(instance.virtual_ipaddress_excluded[1].peer->address == base::IpAddress::parse("192.0.2.10"));
  CHECK(instance.virtual_ipaddress_excluded[1].brd->address == base::IpAddress::parse("192.0.2.11"));
}

TEST_CASE("what is not written is filled in") {
  const auto loaded = parse::text("global_defs {\n vrrp_garp_master_delay 7\n vrrp_version 3\n vrrp_strict false\n}\n" +
                                  parse::instance(""));
  CHECK(loaded.valid());
  const auto &instance = loaded.config.instances.front();
  CHECK(instance.version == parse::VrrpVersion::v3);
  CHECK(instance.priority == base::Priority{100});
  CHECK(instance.state == parse::InitialState::backup);
  CHECK(instance.garp_master_delay == base::Duration{7s});
  CHECK(instance.garp_lower_prio_delay == base::Duration{7s});
  CHECK(instance.garp_master_repeat == 5U);
  CHECK(instance.down_timer_adverts == 3U);
  CHECK(instance.strict_mode == false);
}

TEST_CASE("MASTER without a priority owns its addresses; IPv6 is version 3") {
  CHECK(parse::text(parse::instance("state MASTER")).config.instances.front().priority == base::owner_priority);
  const auto loaded = parse::text(
      "vrrp_instance A {\n interface eth0\n virtual_router_id 1\n virtual_ipaddress {\n fe80::9/64\n }\n}\n");
  CHECK(loaded.config.instances.front().version == parse::VrrpVersion::v3);
  CHECK(loaded.config.instances.front().family == base::Family::ipv6);
}

TEST_CASE("advert intervals take the steps their version has") {
  struct Case {
    std::string more;
    base::Duration interval;
    bool warned;
  };
  const auto [more, interval, warned] = GENERATE(values<Case>({
      {"advert_int 0.3", 1s, true},
      {"advert_int 2.6", 3s, true},
      {"advert_int 4", 4s, false},
      {"version 3\nadvert_int 0.01", 10ms, false},
      {"version 3\nadvert_int 0.105", 110ms, true},
      {"version 3\nadvert_int 100", 40950ms, true},
  }));
  const auto loaded = parse::text(parse::instance(more));
  CHECK(loaded.config.instances.front().advert_int == interval);
  CHECK((parse::found(loaded, "advert-interval-rounded") || parse::found(loaded, "advert-interval-range")) == warned);
}

TEST_CASE("a script has its command, user and options") {
  const auto loaded = parse::text(
      "vrrp_script s {\n script \"/usr/bin/test -e 'a b'\"\n user nobody nogroup\n interval 0.5\n timeout 0.25\n"
      " weight -20 reverse\n rise 2\n fall 3\n init_fail\n}\n" +
      parse::instance("track_script {\n s weight 10\n}\nnotify \"/n a\" root\nnotify_master /m"));
  CAPTURE(parse::rendered(loaded));
  CHECK(loaded.valid());
  const auto &script = loaded.config.scripts.front();
  CHECK(script.script->argv == Lines{"/usr/bin/test", "-e", "a b"});
  CHECK(script.user == parse::Identity{"nobody", "nogroup"});
  CHECK(script.interval == 500ms);
  CHECK(script.timeout == base::Duration{250ms});
  CHECK(script.weight == parse::Weight{-20, true});
  CHECK(script.rise == 2);
  CHECK(script.fall == 3);
  CHECK(script.init_fail);
  const auto &instance = loaded.config.instances.front();
  CHECK(instance.track_script.front().weight == parse::Weight{10, false});
  CHECK(instance.notify.notify->run_as == parse::Identity{"root", std::nullopt});
  CHECK(instance.notify.notify->argv == Lines{"/n", "a"});
  CHECK(instance.notify.notify_master->argv == Lines{"/m"});
}

TEST_CASE("moving a statement changes no configuration") {
  CHECK(parse::text(parse::instance("priority 50")).config ==
        parse::text("\n\n! x\n" + parse::instance("priority  50")).config);
  CHECK_FALSE(parse::text(parse::instance("priority 50")).config == parse::text(parse::instance("priority 51")).config);
}

TEST_CASE("each mistake has its finding") {
  struct Case {
    std::string more;
    Lines findings;
  };
  const auto [more, findings] = GENERATE(values<Case>({
      {"", {}},
      {"priority 0", {"out-of-range"}},
      {"priority 0x10", {"bad-number"}},
      {"priority", {"missing-parameter"}},
      {"priority 10 20", {"superfluous-word"}},
      {"debug 1 priority 50", {"swallowed-keyword"}},
      {"state SLAVE", {"bad-word"}},
      {"strict_mode maybe", {"bad-boolean"}},
      {"interface averyveryverylongname", {"too-long"}},
      {"mcast_src_ip 1.2.3", {"bad-address"}},
      {"virtual_ipaddress { 10.0.0.1/24 metric 5 }", {"unknown-option", "unknown-option"}},
      {"notify_master \"/x", {"bad-command"}},
      {"notify_master /a\nnotify_master /b", {"duplicate"}},
      {"state MASTER\nnopreempt\npriority 50", {"preempt-with-master"}},
      {"state MASTER", {"owner-priority"}},
      {"priority 255", {"owner-priority"}},
      {"preempt_delay 5\nnopreempt", {"preempt-delay-ignored"}},
      {"authentication { auth_type PASS auth_pass 123456789 }", {"authentication-incomplete", "swallowed-keyword"}},
      {"authentication {\nauth_type PASS\n auth_pass 123456789\n}", {"long-password"}},
      {"version 3\nauthentication {\nauth_type PASS\n auth_pass 12345678\n}", {"password-v3"}},
      {"track_script {\n nothing\n}", {"unknown-tracked-object"}},
      {"unicast_src_ip 192.0.2.1", {"unicast-without-peers"}},
      {"unicast_src_ip 192.0.2.1\nunicast_peer {\n192.0.2.1\n}", {"own-address-as-peer"}},
      {"strict_mode true", {"strict-unreachable"}},
      {"unicast_peer {\n2001:db8::1\n}", {"address-family"}},
  }));
  const auto loaded = parse::text(parse::instance(more));
  CAPTURE(parse::rendered(loaded));
  CHECK(parse::findings(loaded) == findings);
}

TEST_CASE("what cannot run is told from what is only wrong") {
  CHECK(parse::text(parse::instance("priority 300")).runnable());
  CHECK_FALSE(parse::text("vrrp_instance A {\n interface eth0\n virtual_ipaddress {\n 192.0.2.1\n }\n}\n").runnable());
  CHECK_FALSE(
      parse::text("vrrp_instance A {\n virtual_router_id 1\n virtual_ipaddress {\n 192.0.2.1\n }\n}\n").runnable());
  CHECK_FALSE(parse::text(parse::instance("") + parse::instance("", "VI_2")).runnable());
  CHECK(parse::text(parse::instance("") + parse::instance("version 3\nmcast_dst_ip 224.0.0.99", "VI_2")).runnable());
  CHECK_FALSE(parse::text("vrrp_instance A {\n version 3\n interface eth0\n virtual_router_id 1\n}\n").runnable());
}

TEST_CASE("a name is used once; the first one stays") {
  const auto loaded = parse::text(parse::instance("priority 50") + parse::instance("priority 60"));
  CHECK(parse::findings(loaded) == Lines{"duplicate"});
  REQUIRE(loaded.config.instances.size() == 1);
  CHECK(loaded.config.instances.front().priority == base::Priority{50});
}

TEST_CASE("a file that is not there is one fatal finding") {
  const auto loaded = parse::files({});
  CHECK(parse::findings(loaded) == Lines{"file-unreadable"});
  CHECK_FALSE(loaded.runnable());
  CHECK(parse::render_test(loaded.diagnostics, loaded.source).exit_code == 0);
  CHECK(parse::render_test(loaded.diagnostics, loaded.source, true).exit_code == 4);
}
