#include "netlink/iproute_names.hpp"

#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "catch.hpp"

using sempervivum::netlink::IprouteNames;
using Kind = IprouteNames::Kind;

TEST_CASE("what needs no file is known, and so is every number") {
  const IprouteNames names;
  CHECK(names.find(Kind::table, "main") == 254);
  CHECK(names.find(Kind::table, "100") == 100);
  CHECK(names.find(Kind::table, "0x64") == 100);
  CHECK(names.find(Kind::table, "4294967295") == 4294967295);
  CHECK(names.find(Kind::scope, "link") == 253);
  CHECK(names.find(Kind::protocol, "keepalived") == 18);
  CHECK(names.find(Kind::dsfield, "10") == 0x10);
  CHECK(names.find(Kind::dsfield, "0x10") == 0x10);
}

TEST_CASE("what is neither a number nor a name is not found") {
  const IprouteNames names;
  for (const auto *text : {"", "nonsense", "7x", "-1", "4294967296", "0x", "link"}) {
    INFO(text);
    CHECK_FALSE(names.find(Kind::table, text));
  }
}

TEST_CASE("a file's lines are learnt, and what is no such line is passed over") {
  IprouteNames names;
  names.learn(Kind::table,
              "# reserved\n255\tlocal\n\n 100 customers # of ours\nnonsense\n7\n0x65 hex\nx7 odd\n200 last");
  CHECK(names.find(Kind::table, "customers") == 100);
  CHECK(names.find(Kind::table, "hex") == 101);
  CHECK(names.find(Kind::table, "last") == 200);
  CHECK_FALSE(names.find(Kind::table, "odd"));
  CHECK_FALSE(names.find(Kind::protocol, "customers"));
}

TEST_CASE("later directories outweigh, fragments count, and missing files are none") {
  char folder[] = "/tmp/iproute-names-XXXXXX";
  REQUIRE(mkdtemp(folder) != nullptr);
  const std::filesystem::path root{folder};
  std::filesystem::create_directories(root / "usr");
  std::filesystem::create_directories(root / "etc/rt_tables.d");
  std::ofstream{root / "usr/rt_tables"} << "7 one\n8 two\n";
  std::ofstream{root / "etc/rt_tables"} << "9 two\n";
  std::ofstream{root / "etc/rt_tables.d/a.conf"} << "10 three\n";
  std::ofstream{root / "etc/rt_tables.d/README"} << "11 four\n";
  const auto names = IprouteNames::read({root / "usr", root / "nowhere", root / "etc"});
  CHECK(names.find(Kind::table, "one") == 7);
  CHECK(names.find(Kind::table, "two") == 9);
  CHECK(names.find(Kind::table, "three") == 10);
  CHECK_FALSE(names.find(Kind::table, "four"));
  std::filesystem::remove_all(root);
}
