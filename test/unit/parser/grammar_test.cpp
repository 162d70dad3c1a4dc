#include "catch.hpp"
#include "parse.hpp"
#include "parser/atoms.hpp"
#include "parser/suggest.hpp"
#include "parser/tree.hpp"
#include "parser/words.hpp"

using namespace sempervivum::parser;
using Lines = std::vector<std::string>;

namespace {

Lines texts(const Words &words) {
  Lines all;
  for (const auto &word : words.words) all.emplace_back(word.text);
  return all;
}

}  // namespace

TEST_CASE("words are separated by blanks and grouped by double quotes") {
  struct Case {
    std::string statement;
    Lines words;
  };
  const auto [statement, words] = GENERATE(values<Case>({
      {"a b\tc", {"a", "b", "c"}},
      {"a \"b c\" d", {"a", "b c", "d"}},
      {"a \"\"", {"a", ""}},
      {"a\"b c\"d", {"a", "b c", "d"}},
      {"a 'b c'", {"a", "'b", "c'"}},
      {"a b \"c d", {"a", "b"}},
  }));
  Words split;
  split_words(statement, 0, split);
  CHECK(texts(split) == words);
}

TEST_CASE("a word knows where it stands, with its quotes") {
  Words words;
  split_words("ab  \"c d\" e", 7, words);
  REQUIRE(words.words.size() == 3);
  CHECK(words.words[1].span.line == 7);
  CHECK(words.words[1].span.offset == 4);
  CHECK(words.words[1].span.length == 5);
  CHECK(words.words[2].span.offset == 10);
}

TEST_CASE("an unterminated quote is found where it opens") {
  Words words;
  split_words("a \"b", 0, words);
  REQUIRE(words.unterminated);
  CHECK(*words.unterminated == 2);
}

TEST_CASE("commands are split with both quotes and escapes") {
  struct Case {
    std::string command;
    Lines argv;
  };
  const auto [command, argv] = GENERATE(values<Case>({
      {"/x a b", {"/x", "a", "b"}},
      {"/x 'a b' c", {"/x", "a b", "c"}},
      {"/x a\\tb", {"/x", "a\tb"}},
      {"/x 'c\\\\d'", {"/x", "c\\d"}},
      {"/x \\x41\\102", {"/x", "AB"}},
      {"/x \\\"a b\\\"", {"/x", "\"a", "b\""}},
      {"/x a\\ b", {"/x", "a b"}},
      {"/x ''", {"/x", ""}},
      {"/bin/sh -c 'kill -0 $(cat /run/x.pid)'", {"/bin/sh", "-c", "kill -0 $(cat /run/x.pid)"}},
  }));
  const auto split = split_command(command);
  REQUIRE(split);
  CHECK(*split == argv);
}

TEST_CASE("a command with an open quote is no command") { CHECK_FALSE(split_command("/x 'a")); }

TEST_CASE("a quoted command reads back as itself") {
  const auto argv = GENERATE(Lines{"/x"}, Lines{"/x", "a b", ""}, Lines{"/x", "it's \"so\"", "\\", "\ttab"},
                             Lines{"/x", "\xc3\xa4", "#!{}"});
  Words words;
  const auto statement = "script " + quote_command(argv);
  split_quoted_words(statement, 0, words);
  REQUIRE(words.words.size() == 2);
  CHECK(split_command(words.words[1].text) == argv);
}

TEST_CASE("numbers are base ten and whole words") {
  CHECK(read_integer("12").value == 12);
  CHECK(read_integer(" 12").value == 12);
  CHECK(read_integer("-3").value == -3);
  CHECK(read_integer("0x10").quality == Number::Quality::trailing_text);
  CHECK(read_integer("12s").quality == Number::Quality::trailing_text);
  CHECK(read_integer("x").quality == Number::Quality::none);
  CHECK(read_integer("").quality == Number::Quality::none);
  CHECK(read_integer("99999999999999999999").quality == Number::Quality::none);
}

TEST_CASE("decimals are exact, and rounded half up beyond their places") {
  CHECK(read_decimal("1.5", 6).value == 1'500'000);
  CHECK(read_decimal(".5", 3).value == 500);
  CHECK(read_decimal("5.", 3).value == 5000);
  CHECK(read_decimal("1.2345", 3).value == 1235);
  CHECK(read_decimal("1.2345", 3).quality == Number::Quality::too_many_places);
  CHECK(read_decimal("-0.5", 1).value == -5);
  CHECK(read_decimal(".", 3).quality == Number::Quality::none);
  CHECK(read_decimal("2s", 3).quality == Number::Quality::trailing_text);
}

TEST_CASE("decimals are written as short as they are") {
  CHECK(write_decimal(1'500'000, 6) == "1.5");
  CHECK(write_decimal(10'000, 6) == "0.01");
  CHECK(write_decimal(0, 6) == "0");
  CHECK(write_decimal(-2500, 3) == "-2.5");
  CHECK(write_decimal(7, 0) == "7");
}

TEST_CASE("booleans are exactly six words") {
  for (const auto *word : {"true", "on", "yes"}) CHECK(read_boolean(word) == true);
  for (const auto *word : {"false", "off", "no"}) CHECK(read_boolean(word) == false);
  for (const auto *word : {"True", "1", "", "yess", "of"}) CHECK_FALSE(read_boolean(word));
}

TEST_CASE("a prefix has an address and perhaps a length") {
  CHECK(read_prefix("10.0.0.1/24").length == 24);
  CHECK_FALSE(read_prefix("10.0.0.1").length);
  CHECK(read_prefix("2001:db8::1/64").address->family() == sempervivum::base::Family::ipv6);
  CHECK(read_prefix("10.0.0.1/33").bad_length);
  CHECK(read_prefix("10.0.0.1/x").bad_length);
  CHECK_FALSE(read_prefix("10.0.0/24").address);
}

TEST_CASE("the nearest word is suggested, and none when nothing is near") {
  const std::vector<std::string_view> names{"virtual_router_id", "virtual_routes", "priority", "state"};
  CHECK(nearest("virtual_routr_id", names) == "virtual_router_id");
  CHECK(nearest("prioirty", names) == "priority");
  CHECK(nearest("State", names) == "state");
  CHECK(nearest("xyzzy", names).empty());
  CHECK(edit_distance("ab", "ba") == 1);
}

TEST_CASE("one brace mistake is one finding") {
  struct Case {
    std::string text;
    std::string finding;
    std::uint32_t line;
  };
  const auto [text, finding, line] = GENERATE(values<Case>({
      {"vrrp_script a {\n script /x\n", "missing-close-brace", 1},
      {"vrrp_script a {\n script /x\nvrrp_script b {\n script /x\n}\n", "missing-close-brace", 3},
      {"vrrp_instance A {\n interface eth0\n virtual_router_id 5\n authentication {\n  auth_type PASS\n  auth_pass x\n"
       " virtual_ipaddress {\n  192.0.2.1/24\n }\n}\n",
       "missing-close-brace", 7},
      {"vrrp_instance A {\n interface eth0\n virtual_router_id 5\n virtual_ipaddress {\n  192.0.2.1/24\n"
       " track_interface {\n  eth1\n }\n}\n",
       "missing-close-brace", 6},
      {"vrrp_instance A {\n interface eth0\n virtual_ipaddress {\n  192.0.2.1/24\n }\n virtual_router_id 5\n}\n}\n",
       "extra-close-brace", 8},
      {"vrrp_script a {\n}\n script /x\n interval 2\n}\nvrrp_script b {\n script /x\n}\n", "extra-close-brace", 2},
      {"vrrp_script a\n script /x\n}\n", "missing-open-brace", 1},
      {"vrrp_script a {\n{\n script /x\n}\n", "extra-open-brace", 2},
      {"vrrp_script a {\n script /x {\n interval 2\n}\n", "extra-open-brace", 2},
      {"nonsense {\n a\n b {\n c\n }\n}\nvrrp_script a {\n script /x\n}\n", "unknown-keyword", 1},
      {"vrrp_script a {\n script /x\n advert_int 2\n}\n", "misplaced-keyword", 3},
  }));
  const auto loaded = parse::text(text);
  Lines braces;
  std::uint32_t at = 0;
  for (const auto &one : loaded.diagnostics.findings()) {
    if (one.kind().severity != Severity::error || one.kind().name == "no-script-command") continue;
    braces.emplace_back(one.kind().name);
    at = loaded.source.outermost(one.span).line;
  }
  CAPTURE(parse::rendered(loaded));
  CHECK(braces == Lines{finding});
  CHECK(at == line);
}
