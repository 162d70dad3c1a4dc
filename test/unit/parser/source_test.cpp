#include "parser/source.hpp"

#include "catch.hpp"
#include "parse.hpp"

using Lines = std::vector<std::string>;

TEST_CASE("comments go, quotes and escapes protect their signs") {
  struct Case {
    std::string text;
    Lines lines;
  };
  const auto [text, lines] = GENERATE(values<Case>({
      {"! all of it", {}},
      {"a b # c", {"a b"}},
      {"a!b", {"a"}},
      {"a \"b # ! c\" d", {"a \"b # ! c\" d"}},
      {"a \\# \\! b", {"a # ! b"}},
      {"a \\b", {"a \\b"}},
      {"  a  \r", {"a"}},
      {"\xef\xbc\x8c # \xe4\xb8\xad", {"\xef\xbc\x8c"}},
      {"\n\n a \n\n", {"a"}},
  }));
  CHECK(parse::lines(text) == lines);
}

TEST_CASE("a line is cut at its braces outside quotes") {
  struct Case {
    std::string text;
    Lines lines;
  };
  const auto [text, lines] = GENERATE(values<Case>({
      {"a {b c}", {"a", "{", "b c", "}"}},
      {"vrrp_script x{", {"vrrp_script x", "{"}},
      {"a\n{\nb\n}", {"a", "{", "b", "}"}},
      {"group { A B }", {"group", "{", "A B", "}"}},
      {"a \"{x}\" b", {"a \"{x}\" b"}},
      {"}}", {"}", "}"}},
  }));
  CHECK(parse::lines(text) == lines);
}

TEST_CASE("conditional lines are kept for their config id only") {
  const std::string conf = "@a one\n@^a two\n@b three\n@a\n@a @^b four\n";
  CHECK(parse::lines(conf, "a") == Lines{"one", "four"});
  CHECK(parse::lines(conf, "b") == Lines{"two", "three"});
  CHECK(parse::lines("vrrp_instance A {\n@a state MASTER\n}", "a") ==
        Lines{"vrrp_instance A", "{", "state MASTER", "}"});
}

TEST_CASE("parameters are replaced where the language says") {
  struct Case {
    std::string text;
    Lines lines;
  };
  const auto [text, lines] = GENERATE(values<Case>({
      {"$X=5\na $X b", {"a 5 b"}},
      {"$X=5\na ${X}b", {"a 5b"}},
      {"$X=5\n10.0.0.$X/24", {"10.0.0.$X/24"}},
      {"$X=5\na $X,b", {"a 5,b"}},
      {"a $UNKNOWN", {"a $UNKNOWN"}},
      {"$X=1\n$X=2\na $X", {"a 2"}},
      {"$X=$Y\n$Y=7\na $X", {"a 7"}},
      {"$X= \\\n one \\\n two\n$X", {"one", "two"}},
      {"$P_1=9\n$N=1\na ${P_${N}}", {"a 9"}},
      {"a ${_INSTANCE}", {"a host"}},
      {"a ${_ENV HOME}", {"a /root"}},
      {"a ${_HASH} b", {"a"}},
      {"a \"${_HASH}\"", {"a \"#\""}},
      {"a ${_RANDOM 5 5}", {"a 5"}},
  }));
  CHECK(parse::lines(text) == lines);
}

TEST_CASE("repetitions repeat") {
  struct Case {
    std::string text;
    Lines lines;
  };
  const auto [text, lines] = GENERATE(values<Case>({
      {"~SEQ(N, 3) a $N", {"a 1", "a 2", "a 3"}},
      {"~SEQ(N, -2) a $N", {"a 1", "a 0", "a -1", "a -2"}},
      {"~SEQ(N, 2, 3) a $N", {"a 2", "a 3"}},
      {"~SEQ(N, 10, -4, 2) a $N", {"a 10", "a 6", "a 2"}},
      {"~SEQx(N, 9, 11) a $N", {"a 9", "a a", "a b"}},
      {"~SEQ(N, 0x0f, 020) a $N", {"a 15", "a 16"}},
      {"~SEQ(A, 2) ~SEQ(B, 2) $A $B", {"1 1", "1 2", "2 1", "2 2"}},
      {"~LST(N, x, y) a $N", {"a x", "a y"}},
      {"~LST({A,B}, {1,2}, {3}) a $A b${B}", {"a 1 b2", "a 3 b"}},
      {"$B=i ${N} \\\nj ${N}\n~SEQ(N, 2) $B", {"i 1", "j 1", "i 2", "j 2"}},
  }));
  CHECK(parse::lines(text) == lines);
}

TEST_CASE("files are included relative to the including one, sorted, and only what may be read") {
  CHECK(parse::lines({{"main.conf", "a\ninclude d/*.conf\nz"},
                      {"d/2.conf", "two"},
                      {"d/1.conf", "one\ninclude x"},
                      {"d/x", "inner"}}) == Lines{"a", "one", "inner", "two", "z"});
  const auto none = parse::files({{"main.conf", "include nothing\n"}});
  CHECK(parse::findings(none) == Lines{"include-no-match"});
  CHECK(none.runnable());
  const auto must = parse::files({{"main.conf", "includem nothing\n"}});
  CHECK(parse::findings(must) == Lines{"include-unreadable"});
  CHECK(parse::render_test(must.diagnostics, must.source).exit_code == 6);
}

TEST_CASE("nothing expands without end") {
  const auto id = GENERATE(values<std::pair<std::string, std::string>>({
      {"recursive-parameter", "$X=$X\na $X"},
      {"expansion-too-large",
       "$A=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n$B=$A $A $A $A $A $A $A $A $A $A $A\n"
       "$C=$B $B $B $B $B $B $B $B $B $B $B $B\n$D=$C $C $C $C $C $C $C $C $C $C\n"
       "$E=$D $D $D $D $D $D $D $D $D $D $D $D\n$F=$E $E $E $E $E $E $E $E $E $E\nx $F"},
      {"bad-repetition", "~SEQ(X, 1, 1000000000) a"},
      {"expansion-too-large", "$X=$X \\\n b\n$X"},
      {"include-too-deep", "include main.conf"},
  }));
  CHECK(parse::found(parse::text(id.second), id.first));
}

TEST_CASE("a line with a NUL byte is left out, a long one is not") {
  CHECK(parse::findings(parse::text(std::string{"a\0b\n", 4})) == Lines{"nul-byte"});
  const auto loaded = parse::text("global_defs {\nrouter_id " + std::string(2000, 'x') + "\n}\n");
  CHECK(parse::findings(loaded) == Lines{"long-line"});
  CHECK(loaded.config.global.router_id->size() == 2000);
}

TEST_CASE("a place is followed through expansions and includes") {
  const auto loaded = parse::files({{"main.conf", "$X=nonsense 5\n\ninclude a.conf"}, {"a.conf", "\n  $X"}});
  CHECK(parse::rendered(loaded) ==
        "main.conf:1:4: error: unknown keyword `nonsense` here [unknown-keyword]\n"
        "    $X=nonsense 5\n"
        "       ^~~~~~~~\n"
        "  expanded from $X at a.conf:2:3\n"
        "  included from main.conf:3:1\n"
        "1 error\n");
}

TEST_CASE("a snapshot gives the same lines and places back") {
  const auto loaded =
      parse::files({{"main.conf", "$X=nonsense 5\ninclude a.conf\nvrrp_script s {\n}"}, {"a.conf", "$X"}});
  const auto bytes = loaded.source.serialise();
  const auto copy = parse::load_snapshot(bytes, {});
  CHECK(copy.source.serialise() == bytes);
  CHECK(copy.diagnostics.findings().size() == loaded.diagnostics.findings().size());
  CHECK(parse::render_test(copy.diagnostics, copy.source).text ==
        parse::render_test(loaded.diagnostics, loaded.source).text);
}

TEST_CASE("a damaged snapshot is refused, wherever it is cut") {
  const auto bytes = parse::text("$X=a\nb $X {\n c\n}").source.serialise();
  for (std::size_t size = 0; size < bytes.size(); ++size)
    CHECK_FALSE(parse::Source::deserialise(std::string_view{bytes}.substr(0, size)));
}
