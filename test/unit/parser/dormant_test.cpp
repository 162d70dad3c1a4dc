// What --check notes as not acted on: all of it, so that a keyword that gets its
// runtime is struck here, and none without one is passed over in silence.
#include <set>

#include "catch.hpp"
#include "parse.hpp"
#include "parser/manual.hpp"
#include "parser/schema.hpp"

using namespace sempervivum::parser;

namespace {

using Names = std::set<std::string>;

Names rows_that(bool (*wanted)(const Keyword &)) {
  Names names;
  for (const auto *place : all_places())
    for (const auto &row : place->rows)
      if (wanted(row)) names.insert(std::string{place->path} + "/" + std::string{row.name});
  return names;
}

const Names dormant{
    // BFD has no process yet.
    "/bfd_instance",
    "vrrp_instance/track_bfd",
    "vrrp_sync_group/track_bfd",
    "global_defs/bfd_process_name",
    "global_defs/bfd_priority",
    "global_defs/bfd_no_swap",
    "global_defs/bfd_rt_priority",
    "global_defs/bfd_cpu_affinity",
    "global_defs/bfd_rlimit_rttime",
    "global_defs/bfd_rlimit_rtime",
};

const Names needless{
    "/linkbeat_use_polling",
    "/linkbeat_interfaces",
    "/namespace_with_ipsets",
    "vrrp_instance/linkbeat_use_polling",
    "vrrp_instance/debug",
    "virtual_server/hashed",
    "virtual_server/real_server/HTTP_GET/url/regex_stack",
    "virtual_server/real_server/SSL_GET/url/regex_stack",
    "global_defs/reload_check_config",
    "global_defs/tmp_config_directory",
    "global_defs/nftables_ipvs",
    "global_defs/nftables_ipvs_priority",
    "global_defs/nftables_ipvs_start_fwmark",
    "global_defs/lvs_netlink_cmd_rcv_bufs",
    "global_defs/lvs_netlink_cmd_rcv_bufs_force",
    "global_defs/lvs_netlink_monitor_rcv_bufs",
    "global_defs/lvs_netlink_monitor_rcv_bufs_force",
};

}  // namespace

TEST_CASE("exactly these keywords are read and not yet acted on") {
  CHECK(rows_that([](const Keyword &row) { return row.dormant; }) == dormant);
}

TEST_CASE("exactly these keywords need nothing to be done") {
  CHECK(rows_that([](const Keyword &row) { return !row.needless.empty(); }) == needless);
}

TEST_CASE("what is not acted on is noted where it stands, and changes no verdict") {
  const auto loaded = parse::text("global_defs {\n bfd_no_swap\n tmp_config_directory /tmp\n}\n");
  CHECK(parse::rendered(loaded) ==
        "main.conf:2:2: note: `bfd_no_swap` is read, but this version does not act on it [not-supported-yet]\n"
        "     bfd_no_swap\n"
        "     ^~~~~~~~~~~\n"
        "main.conf:3:2: note: nothing is to be done for `tmp_config_directory`: child processes get the configuration "
        "in memory [needless-setting]\n"
        "     tmp_config_directory /tmp\n"
        "     ^~~~~~~~~~~~~~~~~~~~\n"
        "2 notes\n");
  CHECK(loaded.valid());
  CHECK(manual_page("0").find("This version does not act on it.") != std::string::npos);
}

TEST_CASE("each bfd_instance is noted as not run") {
  const auto loaded =
      parse::text("bfd_instance A {\n neighbor_ip 192.0.2.9\n}\nbfd_instance B {\n neighbor_ip 192.0.2.8\n}\n");
  const auto said = parse::rendered(loaded);
  CHECK(said.find("main.conf:1:1: note: `bfd_instance` is read, but this version does not act on it") !=
        std::string::npos);
  CHECK(said.find("main.conf:4:1: note: `bfd_instance` is read, but this version does not act on it") !=
        std::string::npos);
  CHECK(loaded.valid());
}
