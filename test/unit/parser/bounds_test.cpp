// Any bytes are read in bounded time and memory, and an error is never lost among others.
#include <ctime>

#include "catch.hpp"
#include "parse.hpp"

using namespace sempervivum::parser;
using Lines = std::vector<std::string>;

namespace {

std::string repeated(std::string_view text, std::size_t count) {
  std::string all;
  all.reserve(text.size() * count);
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

/// Processor time, far more than any of them takes when sanitized.
constexpr std::clock_t limit = 30 * CLOCKS_PER_SEC;

struct Case {
  std::string name;
  std::string conf;
  /// What must be among the findings; nothing for what is only long.
  std::string finding;
};

std::vector<Case> hostile() {
  return {
      {"one line of a megabyte", "global_defs {\nrouter_id " + std::string(1 << 20, 'x') + "\n}\n", "long-line"},
      {"a keyword of a megabyte", std::string(1 << 20, 'x') + "\n", "unknown-keyword"},
      {"a megabyte of words", "vrrp_instance " + repeated("a ", 1 << 19) + "{\n}\n", "bad-value"},
      {"a megabyte of quotes", repeated("\"", (1 << 20) + 1) + "\n", "unknown-keyword"},
      {"ten thousand unknown blocks in one another", repeated("a {\n", 10000) + repeated("}\n", 10000),
       "unknown-keyword"},
      {"a hundred thousand blocks never closed", repeated("a {\n", 100000), "missing-close-brace"},
      {"a hundred thousand instances in one another", repeated("vrrp_instance A {\n", 100000), "missing-close-brace"},
      {"ten thousand real servers never closed",
       "virtual_server 192.0.2.1 80 {\n" + repeated("real_server 192.0.2.2 80 {\n", 10000), "missing-close-brace"},
      {"a hundred thousand superfluous braces", repeated("}\n", 100000), "extra-close-brace"},
      {"a repetition of a thousand million", "~SEQ(X, 1, 1000000000) a\n", "bad-repetition"},
      {"repetitions of repetitions of nothing", "~SEQ(A, 90000) ~SEQ(B, 90000) ~SEQ(C, 90000) @nobody x\n",
       "expansion-too-large"},
      {"a megabyte repeated", "~SEQ(A, 90000) " + std::string(1 << 20, 'x') + "\n", "expansion-too-large"},
      {"a megabyte used again and again", "$A=" + std::string(1 << 19, 'x') + "\n" + repeated("x ${A} y\n", 1000),
       "expansion-too-large"},
      {"a parameter that grows by itself", "$A=$A x $A\n" + repeated("$A\n", 1000), "expansion-too-large"},
      {"parameters that double each other", "$A= \\\n$B \\\n$B\n$B= \\\n$C \\\n$C\n$C= \\\n$A \\\n$A\n$A\n",
       "expansion-too-large"},
      {"a file that includes itself twice", "include main.conf\ninclude main.conf\n", "include-too-deep"},
      {"a file that includes itself by other names", "include ./main.conf\ninclude a/../main.conf\n",
       "include-no-match"},
      {"names without end", "include " + repeated("{a,b}", 200) + "\n", "expansion-too-large"},
      {"names within names", "include " + repeated("{a,", 5000) + repeated("}", 5000) + "\n", "expansion-too-large"},
      {"directories without end", "include /*/*/*/*/*/*/*/*/*/*\n", "expansion-too-large"},
      {"every byte there is",
       [] {
         std::string all;
         for (int i = 0; i < 65536; ++i) (all += static_cast<char>(i & 0xff)) += static_cast<char>(i >> 8);
         return all;
       }(),
       "nul-byte"},
      {"text that is no UTF-8", "\xff\xfe\xc0\x80 \xed\xa0\x80 {\n\x80\x80\n}\n", "unknown-keyword"},
      {"ten thousand unknown names among ten thousand",
       [] {
         std::string all;
         for (int i = 0; i < 10000; ++i) all += "vrrp_script s" + std::to_string(i) + " {\n script /x\n}\n";
         all += "vrrp_instance A {\ntrack_script {\n";
         for (int i = 0; i < 10000; ++i) all += "t" + std::to_string(i) + "\n";
         return all + "}\n}\n";
       }(),
       "unknown-tracked-object"},
      {"twenty thousand unicast instances of one ID",
       [] {
         std::string all;
         for (int i = 0; i < 20000; ++i) {
           const auto peer = "10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250 + 1);
           all += "vrrp_instance A" + std::to_string(i) +
                  " {\n interface eth0\n virtual_router_id 51\n unicast_peer {\n  " + peer + "\n }\n}\n";
         }
         return all +
                "vrrp_instance B {\n interface eth0\n virtual_router_id 51\n unicast_peer {\n 10.0.79.250\n}\n}\n";
       }(),
       "duplicate-vrid"},
      {"ten thousand errors behind a million lines", repeated("\n", 1000000) + repeated("x\n", 10000),
       "unknown-keyword"},
  };
}

}  // namespace

TEST_CASE("nothing takes for ever, whatever it is") {
  for (const auto &[name, conf, finding] : hostile()) {
    const auto begin = std::clock();
    const auto loaded = parse::text(conf);
    const auto text = parse::rendered(loaded);
    CAPTURE(name, text.substr(0, 2000));
    CHECK(parse::found(loaded, finding));
    CHECK(std::clock() - begin < limit);
    // Each of at most 5,000 findings of each severity has a few short lines.
    CHECK(text.size() < 20'000'000);
  }
}

TEST_CASE("of a file that includes itself each include is said once") {
  const auto loaded = parse::text("include main.conf\ninclude main.conf\n");
  CHECK(parse::findings(loaded) == Lines{"include-too-deep", "include-too-deep"});
}

TEST_CASE("an error is not lost behind any number of warnings and notes") {
  const auto many = repeated("linkbeat_use_polling\nglobal_defs {\n lvs_process_name x\n}\n", 6000);
  const auto loaded = parse::text(many + parse::instance("priority 300"));
  CHECK(loaded.diagnostics.dropped() > 0);
  CHECK_FALSE(loaded.valid());
  CHECK(parse::found(loaded, "out-of-range"));
}

TEST_CASE("what is fatal is known although it is one of too many errors to keep") {
  const auto loaded = parse::text(repeated("nonsense\n", 6000) + parse::instance("priority"));
  CHECK_FALSE(loaded.runnable());
  CHECK(loaded.diagnostics.count(Severity::error) == 6001);
  CHECK(parse::render_test(loaded.diagnostics, loaded.source).exit_code == 2);
  CHECK(parse::rendered(loaded).ends_with("6001 errors; 1001 of them not shown\n"));
}

TEST_CASE("what is quoted is short and has no control bytes") {
  const auto loaded = parse::text("\x1b[31m" + std::string(5000, 'x') + "\xc3\xa4\n");
  const auto text = parse::rendered(loaded);
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.size() < 2500);
  CHECK(parse::render_test(loaded.diagnostics, loaded.source).text.find('\x1b') == std::string::npos);
  CHECK(render_line(loaded.diagnostics.findings().front(), loaded.source).find('\x1b') == std::string::npos);
}

TEST_CASE("a line far down a file is shown as it is") {
  for (const auto lines : {0U, 1U, 62U, 63U, 64U, 65U, 127U, 128U, 1000U}) {
    const auto loaded = parse::text(repeated("! nothing\n", lines) + "nonsense\n! and more\n");
    CAPTURE(lines);
    CHECK(parse::rendered(loaded).find("main.conf:" + std::to_string(lines + 1) +
                                       ":1: error: unknown keyword `nonsense` here [unknown-keyword]\n"
                                       "    nonsense\n    ^~~~~~~~\n") == 0);
  }
}
