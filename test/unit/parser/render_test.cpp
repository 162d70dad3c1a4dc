#include "parser/render.hpp"

#include "catch.hpp"
#include "parse.hpp"

namespace {

class Host final : public parse::HostFacts {
 public:
  bool interface_exists(const std::string &name) const override { return name == "eth0"; }
  parse::ScriptFacts script(const parse::Command &command, const parse::Identity *,
                            const parse::GlobalDefs &) const override {
    if (command.argv.front() == "/missing") return {parse::ScriptFacts::Verdict::not_found, "not found"};
    if (command.argv.front() == "/unsafe") return {parse::ScriptFacts::Verdict::unsafe, "/ is writable by others"};
    return {};
  }
};

int test_code(std::string conf, const parse::HostFacts *host = nullptr) {
  const auto loaded = parse::files({{"main.conf", std::move(conf)}}, "host", host);
  return parse::render_test(loaded.diagnostics, loaded.source).exit_code;
}

}  // namespace

TEST_CASE("nothing to say is an empty text") { CHECK(parse::rendered(parse::text(parse::instance(""))).empty()); }

TEST_CASE("a finding shows its line, its caret, its help and its relations") {
  const auto loaded = parse::text(parse::instance("") +
                                  "  \tvrrp_instance VI_2 {\n interface eth0\n virtual_router_id 51\n"
                                  "\tvirtual_ipaddress { 192.0.2.9 }\n}");
  CHECK(parse::rendered(loaded) ==
        "main.conf:9:4: error: (VI_2) virtual_router_id 51 is already used on eth0 by VI_1 [duplicate-vrid]\n"
        "       vrrp_instance VI_2 {\n"
        "       ^~~~~~~~~~~~~~~~~~\n"
        "  help: each virtual router on a network needs an ID of its own\n"
        "  main.conf:1:1: note: the other one is here\n"
        "main.conf:12:22: warning: 192.0.2.9 has no prefix length and becomes a host address [no-prefix-length]\n"
        "     virtual_ipaddress { 192.0.2.9 }\n"
        "                         ^~~~~~~~~\n"
        "  help: write 192.0.2.9/32 if that is meant\n"
        "1 error, 1 warning\n");
}

TEST_CASE("colours frame the severity and nothing else changes") {
  const auto loaded = parse::text("nonsense\n");
  auto text = parse::render(loaded.diagnostics, loaded.source, {.colours = true});
  CHECK(text.find("\x1b[1;31merror:\x1b[0m") != std::string::npos);
  for (auto at = text.find('\x1b'); at != std::string::npos; at = text.find('\x1b'))
    text.erase(at, text.find('m', at) - at + 1);
  CHECK(text == parse::rendered(loaded));
}

TEST_CASE("the caret stands under its word, also behind other alphabets and in long lines") {
  const auto loaded = parse::text("\xe4\xb8\xad\xe6\x96\x87 x\n");
  CHECK(parse::rendered(loaded).find("    \xe4\xb8\xad\xe6\x96\x87 x\n    ^~\n") != std::string::npos);
  const auto wide = parse::text("vrrp_instance " + std::string(300, ' ') + "A { priority }\n");
  const auto text = parse::rendered(wide);
  for (std::size_t begin = 0; begin < text.size(); begin = text.find('\n', begin) + 1)
    CHECK(text.find('\n', begin) - begin < 200);
}

TEST_CASE("the host's facts become findings") {
  const Host host;
  const auto loaded =
      parse::files({{"main.conf", "vrrp_script s {\n script /missing\n}\nvrrp_script u {\n script /unsafe\n}\n" +
                                      parse::instance("track_script {\n s\n u\n}\ntrack_interface {\n eth9\n}")}},
                   "host", &host);
  CHECK(parse::findings(loaded) ==
        std::vector<std::string>{"script-not-found", "script-unsafe", "script-security-off", "unknown-interface"});
  CHECK_FALSE(loaded.runnable());
}

TEST_CASE("-t's exit codes follow the incumbent's classes") {
  const Host host;
  CHECK(test_code("") == 0);
  CHECK(test_code(parse::instance("")) == 0);
  CHECK(test_code(parse::instance("foo")) == 5);
  CHECK(test_code(parse::instance("priority 300")) == 5);
  CHECK(test_code(parse::instance("priority")) == 2);
  CHECK(test_code("include nothing\n") == 0);
  CHECK(test_code("includem nothing\nfoo\n") == 6);
  CHECK(test_code("global_defs {\n enable_script_security\n}\n" + parse::instance("notify /x"), &host) == 0);
  CHECK(test_code(parse::instance("notify /x\nfoo"), &host) == 6);
}

TEST_CASE("-t's lines have the incumbent's shape and only what it would say") {
  const auto loaded = parse::text("\n foo\n" + parse::instance("debug 1 2"));
  const auto verdict = parse::render_test(loaded.diagnostics, loaded.source);
  CHECK(verdict.text == "(main.conf: Line 2) unknown keyword `foo` here\n");
  CHECK(verdict.exit_code == 5);
}
