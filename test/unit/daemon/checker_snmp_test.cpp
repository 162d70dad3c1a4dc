#include <algorithm>

#include "catch.hpp"
#include "daemon/snmp/checker_traps.hpp"
#include "daemon/snmp/checker_view.hpp"
#include "daemon/snmp/snmp_pages.hpp"
#include "parser/load.hpp"

using namespace sempervivum;
using namespace sempervivum::daemon;

namespace {

constexpr auto text = R"(
global_defs {
 lvs_timeouts tcp 100
}
virtual_server_group G {
 192.0.2.1-3 80
 fwmark 9
}
virtual_server 192.0.2.9 80 {
 lb_algo mh
 lb_kind TUN type gue port 6080 csum
 protocol TCP
 snmp_name web
 sorry_server 10.0.0.9 81
 real_server 10.0.0.1 80 {
  weight 3
  retry 2
 }
}
virtual_server fwmark 7 {
 persistence_timeout 60
 real_server 10.0.0.1 80 {
  uthreshold 5
 }
}
virtual_server group G {
 protocol SCTP
 lb_kind DR
 real_server 10.0.0.2 80 {
 }
}
)";

/// All as it is before anything failed, but for the second service, which is down.
CheckerView view() {
  parser::MemoryFiles files{{{"main.conf", text}}};
  parser::LoadOptions options;
  options.source.file = "main.conf";
  CheckerSite site;
  site.config = parser::load(options, files).config;
  const auto none = [](const auto &, const auto &) { return std::optional<base::Command>{}; };
  CheckerView view{std::make_shared<const CheckerSite>(site), {}, nullptr};
  view.status.plan = std::make_shared<const checkers::Plan>(checkers::make_plan(site.config, none));
  for (const auto &service : view.status.plan->services)
    view.status.services.push_back({true, {{true, service.servers.front().weight(), 0}}});
  view.status.services[1] = {false, {{false, 1, 1}}};
  return view;
}

SnmpRows all_rows() {
  SnmpRows rows;
  const auto shown = view();
  for (const auto &table : checker_tables()) table.fill(shown, table.root, rows);
  return rows;
}

/// What is at a name below KEEPALIVED-MIB's check: "-" if there is no such, a number, or bytes.
std::string value(const SnmpRows &rows, std::string_view name) {
  const auto found = rows.find(oid(snmp_roots::check) + oid(name));
  if (found == rows.end()) return "-";
  const auto *number = std::get_if<std::int64_t>(&found->second.value);
  return number != nullptr ? std::to_string(*number) : std::get<std::string>(found->second.value);
}

checkers::TellManagers change(std::size_t service, std::optional<std::size_t> server) {
  const auto plan = view().status.plan;
  return {{plan, &plan->services[service]}, server, false, true, 0};
}

}  // namespace

TEST_CASE("virtual servers of every kind are shown by what they are") {
  const auto rows = all_rows();
  CHECK(value(rows, "3.1.2.1") == "2");
  CHECK(value(rows, "3.1.2.2") == "1");
  CHECK(value(rows, "3.1.2.3") == "3");
  CHECK(value(rows, "3.1.3.3") == "G");
  CHECK(value(rows, "3.1.4.2") == "7");
  CHECK(value(rows, "3.1.6.1") == std::string{"\xc0\0\2\11", 4});
  CHECK(value(rows, "3.1.6.2") == "-");
  CHECK(value(rows, "3.1.8.2") == "-");
  CHECK(value(rows, "3.1.8.3") == "3");
  CHECK(value(rows, "3.1.9.1") == "13");
  CHECK(value(rows, "3.1.23.2") == "2");
  CHECK(value(rows, "3.1.70.1") == "2");
  CHECK(value(rows, "3.1.70.3") == "-");
  CHECK(value(rows, "3.1.71.1") == "web");
}

TEST_CASE("a sorry server is the first of its service's servers, with less to show") {
  const auto rows = all_rows();
  CHECK(value(rows, "4.1.2.1.1") == "2");
  CHECK(value(rows, "4.1.5.1.1") == "81");
  CHECK(value(rows, "4.1.6.1.1") == "-");
  CHECK(value(rows, "4.1.2.1.2") == "1");
  CHECK(value(rows, "4.1.7.1.2") == "3");
  CHECK(value(rows, "4.1.43.1.2") == "2");
  CHECK(value(rows, "4.1.6.2.1") == "2");
  CHECK(value(rows, "4.1.8.2.1") == "5");
  CHECK(value(rows, "4.1.8.3.1") == "-");
  CHECK(value(rows, "4.1.14.3.1") == "0");
}

TEST_CASE("members of a group have the columns of their kind only, marks first") {
  const auto rows = all_rows();
  CHECK(value(rows, "2.1.2.1.1") == "1");
  CHECK(value(rows, "2.1.3.1.1") == "9");
  CHECK(value(rows, "2.1.4.1.1") == "-");
  CHECK(value(rows, "2.1.2.1.2") == "3");
  CHECK(value(rows, "2.1.3.1.2") == "-");
  CHECK(value(rows, "2.1.8.1.2") == "80");
}

TEST_CASE("no table of load balancing is within another, and all are in order") {
  const auto tables = checker_tables();
  for (std::size_t at = 1; at < tables.size(); ++at) {
    CHECK(tables[at - 1].root < tables[at].root);
    CHECK_FALSE(is_below(tables[at].root, tables[at - 1].root));
  }
}

TEST_CASE("only the weight of a real server that is there has a place") {
  const auto status = view().status;
  const auto at = [&](std::string_view name) { return weight_place(oid(snmp_roots::check) + oid(name), status); };
  REQUIRE(at("4.1.7.1.2"));
  CHECK(at("4.1.7.1.2")->service == 0);
  CHECK(at("4.1.7.1.2")->server == 0);
  REQUIRE(at("4.1.7.3.1"));
  CHECK(at("4.1.7.3.1")->service == 2);
  for (const auto *wrong : {"4.1.7.1.1", "4.1.7.1.3", "4.1.7.0.1", "4.1.7.4.1", "4.1.7.1.0", "4.1.7.1", "4.1.7.1.2.1"})
    CHECK_FALSE(at(wrong));
}

TEST_CASE("a trap carries who it is about in the columns of its kind") {
  const auto server = traps_of(change(1, 0), "lab");
  REQUIRE(server.size() == 1);
  CHECK(server[0].kind == oid(snmp_roots::check) + Oid{5, 0, 1});
  const auto has = [](const SnmpTrap &trap, std::string_view name, const auto &expected) {
    return std::ranges::any_of(trap.values, [&](const auto &one) {
      return one.first == oid(snmp_roots::check) + oid(name) && one.second.value == SnmpValue{{}, expected}.value;
    });
  };
  CHECK(has(server[0], "3.1.4", std::int64_t{7}));
  CHECK(has(server[0], "4.1.6", std::int64_t{2}));
  const auto quorum = traps_of(change(2, std::nullopt), "lab");
  CHECK(quorum[0].kind == oid(snmp_roots::check) + Oid{5, 0, 2});
  CHECK(has(quorum[0], "3.1.3", std::string{"G"}));
  CHECK(has(quorum[0], "3.1.23", std::int64_t{3}));
}
