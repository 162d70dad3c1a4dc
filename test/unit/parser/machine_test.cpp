// What machines read: findings as JSON and SARIF, the dump, the schema, the manual.
#include "catch.hpp"
#include "parse.hpp"
#include "parser/dump.hpp"
#include "parser/json.hpp"
#include "parser/manual.hpp"
#include "parser/render_machine.hpp"
#include "parser/schema.hpp"

using namespace sempervivum::parser;

TEST_CASE("JSON is escaped, and bytes that are no UTF-8 are replaced") {
  JsonWriter json;
  json.begin_object()
      .member("a\"\\\n", "\xc3\xa4\xff\xe2\x82")
      .key("n")
      .begin_array()
      .number(-1)
      .boolean(true)
      .end_array();
  CHECK(json.end_object().take() ==
        "{\n  \"a\\\"\\\\\\u000a\": \"\xc3\xa4\\ufffd\\ufffd\\ufffd\",\n  \"n\": [\n    -1,\n    true\n  ]\n}\n");
}

TEST_CASE("findings as JSON say where, what and what was meant") {
  const auto loaded = parse::files({{"main.conf", "$X=stat\ninclude a"},
                                    {"a",
                                     "vrrp_instance A {\ninterface e\n"
                                     "virtual_router_id 1\n ${X} B\n"
                                     "virtual_ipaddress { 192.0.2.1/32 }\n}"}});
  CHECK(render_json(loaded.diagnostics, loaded.source) == R"({
  "version": 1,
  "summary": {
    "errors": 1,
    "warnings": 0,
    "notes": 0,
    "not_shown": 0
  },
  "findings": [
    {
      "id": "unknown-keyword",
      "severity": "error",
      "file": "main.conf",
      "line": 1,
      "column": 4,
      "length": 4,
      "message": "unknown keyword `stat` in vrrp_instance",
      "help": "did you mean `state`?",
      "suggestion": "state",
      "trace": [
        {
          "kind": "expanded_from",
          "file": "a",
          "line": 4,
          "column": 2,
          "name": "$X"
        },
        {
          "kind": "included_from",
          "file": "main.conf",
          "line": 2,
          "column": 1
        }
      ]
    }
  ]
}
)");
}

TEST_CASE("SARIF has the version, the rule, the level and the region") {
  const auto loaded = parse::text("nonsense\n");
  const auto text = render_sarif(loaded.diagnostics, loaded.source, "1.2.3");
  for (const auto *part : {"\"version\": \"2.1.0\"", "\"ruleId\": \"unknown-keyword\"", "\"level\": \"error\"",
                           "\"startLine\": 1", "\"startColumn\": 1", "\"endColumn\": 9", "\"uri\": \"main.conf\""})
    CHECK(text.find(part) != std::string::npos);
}

TEST_CASE("a dump says everything, defaults too") {
  const auto loaded = parse::text(parse::instance("priority 50"));
  const auto text = dump_text(loaded.config);
  for (const auto *line : {"vrrp_instance VI_1 {\n", "  priority 50\n", "  state BACKUP\n", "  advert_int 1\n",
                           "  version 2\n", "    192.0.2.100/24\n", "  garp_master_delay 5\n"})
    CHECK(text.find(line) != std::string::npos);
  const auto json = dump_json(loaded.config);
  CHECK(json.find("\"priority\": 50,") != std::string::npos);
  CHECK(json.find("\"strict_mode\": false") != std::string::npos);
}

TEST_CASE("the schema dump and the manual name every keyword") {
  const auto schema = schema_json();
  const auto manual = manual_page("0");
  for (const auto *place : all_places())
    for (const auto &row : place->rows) {
      CAPTURE(place->path, row.name);
      CHECK(schema.find("\"name\": \"" + std::string{row.name} + "\"") != std::string::npos);
      std::string escaped;
      for (const char c : row.name) escaped += c == '-' ? "\\-" : std::string(1, c);
      CHECK(manual.find(escaped) != std::string::npos);
    }
}

TEST_CASE("the manual lists every finding with its severity, SARIF every rule") {
  const auto manual = manual_page("0");
  const auto loaded = parse::text("");
  const auto sarif = render_sarif(loaded.diagnostics, loaded.source, "0");
  for (const auto &kind : all_finding_kinds()) {
    std::string escaped;
    for (const char c : kind.name) escaped += c == '-' ? "\\-" : std::string(1, c);
    CAPTURE(kind.name);
    CHECK(manual.find(".BR " + escaped + " \" (" + std::string{to_words(kind.severity)} + ")\"") != std::string::npos);
    CHECK(sarif.find("\"id\": \"" + std::string{kind.name} + "\"") != std::string::npos);
  }
}

TEST_CASE("SARIF counts characters and writes names as URIs") {
  MemoryFiles files{
      {{"/etc/a b.conf", "\xc3\xa4\xc3\xb6 { \xc3\xbc\n}\n$X=\xc3\xa4\nvrrp_instance A {\n\xc3\xa4 nonsense\n}\n"}}};
  LoadOptions options;
  options.source.file = std::string{"/etc/a b.conf"};
  const auto loaded = load(options, files);
  const auto text = render_sarif(loaded.diagnostics, loaded.source, "0");
  CHECK(text.find("\"uri\": \"file:///etc/a%20b.conf\"") != std::string::npos);
  CHECK(text.find("\"endColumn\": 3") != std::string::npos);
  CHECK(text.find("unicodeCodePoints") != std::string::npos);
}
