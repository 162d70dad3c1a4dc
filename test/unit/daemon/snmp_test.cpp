#include "catch.hpp"
#include "daemon/snmp/snmp_pages.hpp"
#include "daemon/snmp/vrrp_traps.hpp"
#include "daemon/snmp/vrrp_view.hpp"

using namespace sempervivum;
using namespace sempervivum::daemon;

namespace {

SnmpValue number(std::int64_t value) { return {SnmpType::integer, value}; }

/// Table 0 has 1.2.1 and 1.2.5, table 1 nothing, table 2 has 1.9.3; `reads` counts what is filled.
SnmpPages pages(unsigned &reads) {
  SnmpPages pages{{{1, 2}, {1, 4}, {1, 9}}};
  pages.turn([&reads](std::size_t table, SnmpRows &rows) {
    ++reads;
    if (table == 0) rows = {{{1, 2, 1}, number(21)}, {{1, 2, 5}, number(25)}};
    if (table == 2) rows = {{{1, 9, 3}, number(93)}};
  });
  return pages;
}

vrrp::InstancePlan instance(std::string name, std::uint8_t vrid, vrrp::Version version) {
  vrrp::InstancePlan plan;
  plan.name = std::move(name);
  plan.interface = plan.base_interface = "eth0";
  plan.router.vrid = base::Vrid{vrid};
  plan.router.version = version;
  plan.router.priority = base::Priority{120};
  plan.addresses.resize(1);
  plan.excluded.push_back({});
  return plan;
}

/// VI_1 of version 3, master, and VI_2 of version 2, backup, on eth0 (7).
VrrpView view() {
  VrrpSite site;
  site.plan.instances = {instance("VI_1", 51, vrrp::Version::v3), instance("VI_2", 52, vrrp::Version::v2)};
  site.product = "us";
  VrrpView view{std::make_shared<const VrrpSite>(std::move(site)), {}, {}, {}};
  view.status.instances.resize(2);
  view.status.instances[0].state = vrrp::State::master;
  view.status.instances[0].priority = base::Priority{130};
  view.status.instances[1].state = vrrp::State::backup;
  view.status.links["eth0"].index = 7;
  return view;
}

SnmpRows rows_of(const std::vector<VrrpTable> &tables) {
  SnmpRows rows;
  const auto shown = view();
  for (const auto &table : tables) table.fill(shown, table.root, rows);
  return rows;
}

std::optional<std::int64_t> number_at(const SnmpRows &rows, std::string_view name) {
  const auto at = rows.find(oid(name));
  if (at == rows.end()) return std::nullopt;
  return std::get<std::int64_t>(at->second.value);
}

}  // namespace

TEST_CASE("an object identifier is its numbers") {
  CHECK(oid("1.3.6.1.4.1.9586") == Oid{1, 3, 6, 1, 4, 1, 9586});
  CHECK(Oid{1, 3} + Oid{6} == Oid{1, 3, 6});
}

TEST_CASE("a name is found exactly, and the next one across tables") {
  unsigned reads = 0;
  auto tree = pages(reads);
  CHECK(tree.find({1, 2, 5})->second == number(25));
  CHECK(tree.find({1, 2, 4}) == nullptr);
  CHECK(tree.next({1}, {1})->first == Oid{1, 2, 1});
  CHECK(tree.next({1, 2, 1}, {1})->first == Oid{1, 2, 5});
  CHECK(tree.next({1, 2, 5}, {1})->first == Oid{1, 9, 3});
  CHECK(tree.next({1, 9, 3}, {1}) == nullptr);
}

TEST_CASE("what is next stays below the registered root") {
  unsigned reads = 0;
  CHECK(pages(reads).next({1, 2, 5}, {1, 2}) == nullptr);
}

TEST_CASE("a table is filled once for each page, and only if it is read") {
  unsigned reads = 0;
  auto tree = pages(reads);
  tree.find({1, 2, 1});
  tree.find({1, 2, 5});
  CHECK(reads == 1);
}

TEST_CASE("an instance is a row, by its place in the configuration") {
  const auto rows = rows_of(vrrp_tables());
  const std::string entry = "1.3.6.1.4.1.9586.100.5.2.3.1.";
  CHECK(rows.at(oid(entry + "2.1")).value == std::variant<std::int64_t, std::string>{"VI_1"});
  CHECK(number_at(rows, entry + "4.1") == 2);
  CHECK(number_at(rows, entry + "7.1") == 120);
  CHECK(number_at(rows, entry + "8.1") == 130);
  CHECK(number_at(rows, entry + "3.2") == 52);
  CHECK(number_at(rows, entry + "27.2") == 0);
  CHECK(number_at(rows, entry + "18.1") == std::nullopt);
}

TEST_CASE("every virtual address is advertised, every excluded one is not") {
  const auto rows = rows_of(vrrp_tables());
  const auto advertising = [&](const std::string &index) {
    return number_at(rows, "1.3.6.1.4.1.9586.100.5.2.6.1.11." + index);
  };
  for (const std::string instance : {"1.", "2."}) {
    CHECK(advertising(instance + "1") == 1);
    CHECK(advertising(instance + "2") == 2);
  }
}

TEST_CASE("RFC 2787 shows version 2 only, RFC 6527 all, both by interface and VRID") {
  const auto two = rows_of(rfc2787_tables());
  CHECK(number_at(two, "1.3.6.1.2.1.68.1.3.1.3.7.52") == 2);
  CHECK(number_at(two, "1.3.6.1.2.1.68.1.3.1.3.7.51") == std::nullopt);
  const auto three = rows_of(rfc6527_tables());
  CHECK(number_at(three, "1.3.6.1.2.1.207.1.1.1.1.6.7.51.1") == 3);
  CHECK(number_at(three, "1.3.6.1.2.1.207.1.1.1.1.6.7.52.1") == 2);
}

TEST_CASE("no table is within another, so that a walk is in order") {
  auto tables = vrrp_tables();
  for (const auto &part : {rfc2787_tables(), rfc6527_tables()}) tables.insert(tables.end(), part.begin(), part.end());
  for (const auto &one : tables)
    for (const auto &other : tables) CHECK(is_below(one.root, other.root) == (&one == &other));
}

TEST_CASE("a change of state is a trap of each MIB that is served") {
  VrrpChange change{.name = "VI_1", .event = vrrp::Event::master, .initial_state = 2, .router_id = "r", .master = {}};
  change.master = NewMaster{"eth0", base::Vrid{51}, true, *base::IpAddress::parse("10.9.0.1"), vrrp::Why::preempted};
  const auto traps = traps_of(change, {true, true, true}, 7);
  REQUIRE(traps.size() == 3);
  CHECK(traps[0].kind == oid("1.3.6.1.4.1.9586.100.5.2.10.0.2"));
  CHECK(traps[1].kind == oid("1.3.6.1.2.1.68.0.1"));
  CHECK(traps[1].values[0].first == oid("1.3.6.1.2.1.68.1.3.1.7.7.51"));
  CHECK(traps[2].kind == oid("1.3.6.1.2.1.207.0.1"));
  CHECK(traps[2].values[1].second == number(2));
  CHECK(traps_of(change, {}, 7).empty());
}

TEST_CASE("what is no change of state is no trap") {
  const VrrpChange change{
      .name = "VI_1", .event = vrrp::Event::master_rx_lower_priority, .router_id = "", .master = {}};
  CHECK(traps_of(change, {true, true, true}, 7).empty());
}
