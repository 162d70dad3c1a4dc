#include "checkers/plan.hpp"

#include "catch.hpp"
#include "checkers/plan_check.hpp"
#include "plans.hpp"

using namespace sempervivum;
using namespace sempervivum::checkers;
using namespace sempervivum::checkers::test;
using namespace std::chrono_literals;

namespace {

using Lines = std::vector<std::string>;

/// What the kernel's table is at start, when nothing has failed.
Lines table(const std::string &text) {
  netlink::IpvsPicture picture;
  const auto plan = plan_of(text);
  for (const auto &service : plan.services)
    Pool{std::shared_ptr<const ServicePlan>{std::shared_ptr<void>{}, &service}, {}}.fill(picture);
  return words(picture);
}

struct Case {
  std::string_view name;
  std::string text;
  Lines lines;
};

/// Each as `ipvsadm -Sn` shows what keepalived 2.2.7 makes of it.
const Case cases[] = {
    {"defaults: wlc, NAT, UDP, weight 1, the service's port",
     "virtual_server 192.0.2.1 53 {\n real_server 192.0.2.10 {\n }\n}\n",
     {"-A -u 192.0.2.1:53 -s wlc", " -a 192.0.2.10:53 -m -w 1"}},
    {"DR has no port of its own",
     "virtual_server 192.0.2.1 80 {\n lb_algo rr\n lb_kind DR\n protocol TCP\n real_server 192.0.2.10 8080 {\n }\n}\n",
     {"-A -t 192.0.2.1:80 -s rr", " -a 192.0.2.10:80 -g -w 1"}},
    {"all ports need persistence; GUE; a method of its own; a netmask",
     "virtual_server 10.0.0.2 0 {\n lb_algo mh\n mh-port\n lb_kind TUN type gue port 6080\n protocol UDP\n"
     " persistence_granularity 255.255.255.0\n real_server 127.0.0.5 {\n  uthreshold 100\n  lthreshold 50\n }\n"
     " real_server 127.0.0.6 {\n  lvs_method DR\n }\n}\n",
     {"-A -u 10.0.0.2:0 -s mh -p 360 -M 24 -b 2", " -a 127.0.0.5:0 -i -w 1 -x 100 -y 50 tun 1 6080 0",
      " -a 127.0.0.6:0 -g -w 1"}},
    {"a mark has no ports",
     "virtual_server fwmark 7 {\n lb_algo sh\n sh-fallback\n ops\n real_server 192.0.2.10 80 {\n weight 3\n }\n}\n",
     {"-A -f 7 -s sh -o -b 1", " -a 192.0.2.10:0 -m -w 3"}},
    {"flags of a scheduler that is not used have no effect",
     "virtual_server 192.0.2.1 80 {\n lb_algo rr\n flag-3\n mh-port\n ops\n protocol TCP\n real_server 192.0.2.10 {\n "
     "}\n}\n",
     {"-A -t 192.0.2.1:80 -s rr -b 4", " -a 192.0.2.10:80 -m -w 1"}},
    {"a group is many services; IPv6 has its own servers",
     "virtual_server_group G {\n 10.1.0.1-2 80\n 2001:db8::1 80\n fwmark 9 inet\n}\n"
     "virtual_server group G {\n lb_kind DR\n protocol TCP\n real_server 10.2.0.1 80 {\n }\n"
     " real_server 2001:db8::10 80 {\n }\n}\n",
     {"-A -t 10.1.0.1:80 -s wlc", " -a 10.2.0.1:80 -g -w 1", "-A -t 10.1.0.2:80 -s wlc", " -a 10.2.0.1:80 -g -w 1",
      "-A -f 9 -s wlc", " -a 10.2.0.1:0 -g -w 1", "-A -t 2001:db8::1:80 -s wlc -6", " -a 2001:db8::10:80 -g -w 1"}},
    {"a server that is there twice, or of another family, is left out",
     "virtual_server 192.0.2.1 80 {\n protocol TCP\n real_server 192.0.2.10 80 {\n }\n real_server 192.0.2.10 80 {\n"
     " weight 9\n }\n real_server 2001:db8::1 80 {\n }\n}\n",
     {"-A -t 192.0.2.1:80 -s wlc", " -a 192.0.2.10:80 -m -w 1"}},
    {"a service without servers is left out", "virtual_server 192.0.2.1 80 {\n protocol TCP\n}\n", {}},
};

const char *const everything = R"(
global_defs {
 script_user root
}
virtual_server 192.0.2.1 80 {
 protocol TCP
 delay_loop 7
 retry 4
 virtualhost vs.example
 real_server 192.0.2.10 8080 {
  connect_timeout 2
  TCP_CHECK {
   connect_port 81
   bindto 192.0.2.99
   fwmark 5
   retry 0
  }
  HTTP_GET {
   url {
    path /a
    digest 0123456789ABCDEF0123456789abcdef
   }
   url {
    path /b
    virtualhost b.example
    status_code 200 300-302
   }
  }
  DNS_CHECK {
   name example.org
  }
  MISC_CHECK {
   misc_path "/bin/true x"
   misc_dynamic
  }
 }
}
)";

template <class Kind>
const CheckPlan &check_of(const Plan &plan) {
  for (const auto &check : plan.services.front().servers.front().checks)
    if (std::holds_alternative<Kind>(check.probe)) return check;
  throw std::logic_error{"no such check"};
}

template <class Kind>
const Kind &probe_of(const Plan &plan) {
  return std::get<Kind>(check_of<Kind>(plan).probe);
}

}  // namespace

TEST_CASE("a configuration becomes the table keepalived makes of it") {
  for (const auto &example : cases) {
    CAPTURE(example.name);
    CHECK(table(example.text) == example.lines);
  }
}

TEST_CASE("a check takes what it does not say from its server, that from its service") {
  const auto plan = plan_of(everything);
  const auto &tcp = check_of<TcpProbe>(plan);
  CHECK(tcp.verdict == VerdictConfig{0, false, 1s, 7s});
  CHECK(tcp.warmup == 7s);
  const auto &target = probe_of<TcpProbe>(plan).target;
  CHECK(target.address.to_string() == "192.0.2.10");
  CHECK(target.port == 81);
  CHECK(target.timeout == 2s);
  CHECK(target.source->mark == 5);
  CHECK(target.source->address->to_string() == "192.0.2.99");
  CHECK(check_of<HttpProbe>(plan).verdict == VerdictConfig{4, false, 3s, 7s});
  CHECK(check_of<DnsProbe>(plan).verdict.delay_before_retry == 7s);
  CHECK(probe_of<MiscProbe>(plan).timeout == 7s);
  CHECK(probe_of<MiscProbe>(plan).dynamic);
}

TEST_CASE("pages know their host, status codes and digest") {
  const auto plan = plan_of(everything);
  const auto &pages = probe_of<HttpProbe>(plan).pages;
  REQUIRE(pages.size() == 2);
  CHECK(pages[0].host == "vs.example");
  CHECK(pages[0].digest == "0123456789abcdef0123456789abcdef");
  CHECK(pages[0].statuses == std::vector<parser::StatusRange>{{200, 299}});
  CHECK(pages[1].host == "b.example");
  CHECK(pages[1].sni.empty());
  CHECK(pages[1].statuses == std::vector<parser::StatusRange>{{200, 200}, {300, 302}});
}

TEST_CASE("SNI is the virtual host with enable_sni, or the name given for it") {
  const auto sni = [](const std::string &check, const std::string &url) {
    const auto plan = plan_of(
        "virtual_server 192.0.2.1 443 {\n protocol TCP\n virtualhost vs.example\n"
        " real_server 192.0.2.10 443 {\n SSL_GET {\n" +
        check + "\n url {\n path /\n" + url + "\n }\n }\n }\n}\n");
    return probe_of<HttpProbe>(plan).pages.front().sni;
  };
  CHECK(sni("", "").empty());
  CHECK(sni("enable_sni", "") == "vs.example");
  CHECK(sni("enable_sni", "virtualhost url.example") == "url.example");
  CHECK(sni("sni_name check.example", "") == "check.example");
  CHECK(sni("enable_sni\n sni_name check.example", "sni_name page.example") == "page.example");
}

TEST_CASE("the same text makes the same plan") { CHECK(plan_of(everything) == plan_of(everything)); }

TEST_CASE("quorum is at most what all servers weigh, hysteresis less than it") {
  const auto plan = plan_of(
      "virtual_server 192.0.2.1 80 {\n protocol TCP\n quorum 10\n hysteresis 7\n"
      " real_server 192.0.2.10 80 {\n weight 2\n }\n real_server 192.0.2.11 80 {\n }\n}\n");
  CHECK(plan.services.front().quorum == 3);
  CHECK(plan.services.front().hysteresis == 2);
}

TEST_CASE("BFD_CHECK counts as passed, with alpha as failed, and that is said") {
  const std::string text =
      "bfd_instance far {\n neighbor_ip 192.0.2.9\n}\n"
      "virtual_server 192.0.2.1 80 {\n protocol TCP\n"
      " real_server 192.0.2.10 80 {\n  BFD_CHECK {\n   name far\n  }\n }\n"
      " real_server 192.0.2.11 80 {\n  BFD_CHECK {\n   name far\n   alpha\n  }\n }\n}\n";
  CHECK(table(text) == Lines{"-A -t 192.0.2.1:80 -s wlc", " -a 192.0.2.10:80 -m -w 1"});
  const auto plan = plan_of(text);
  const auto &servers = plan.services.front().servers;
  const auto remark = [](const ServerPlan &server) { return not_run(server.checks.front(), server.name(), "VS"); };
  CHECK(remark(servers[0]) ==
        "BFD_CHECK far of service [192.0.2.10]:tcp:80 of VS VS: this version does not run BFD, so the check counts "
        "as passed for good");
  CHECK(remark(servers[1])->ends_with("counts as failed for good"));
  CHECK_FALSE(not_run(CheckPlan{TcpProbe{}, {}}, "", ""));
}
