#include "daemon/options.hpp"

#include <signal.h>
#include <syslog.h>

#include <algorithm>
#include <string>
#include <vector>

#include "catch.hpp"

using namespace sempervivum::daemon;

namespace {

ParsedOptions parse(std::vector<std::string> words) {
  words.insert(words.begin(), "keepalived");
  std::vector<char *> argv;
  for (auto &word : words) argv.push_back(word.data());
  return parse_options(argv);
}

struct Wrong {
  std::vector<std::string> words;
  std::vector<std::string> errors;
};

struct Word {
  const char *word;
  int number;
};

}  // namespace

TEST_CASE("without options everything is as keepalived has it") {
  const auto options = parse({}).options;
  CHECK(options.action == Action::run);
  CHECK(options.config_file == "/etc/keepalived/keepalived.conf");
  CHECK((options.run_vrrp && options.run_checkers && options.run_bfd && options.respawn && options.release_vrrp));
  CHECK((!options.foreground && !options.log_console && options.syslog && options.log_detail == 0));
  CHECK(options.facility == LOG_DAEMON);
  CHECK_FALSE(options.umask);
}

TEST_CASE("letters, long names and abbreviations mean the same") {
  for (const auto &words : std::vector<std::vector<std::string>>{
           {"-n", "-l", "-D", "-D", "-f", "x.conf", "-p", "a.pid"},
           {"-nlDD", "-fx.conf", "-pa.pid"},
           {"--dont-fork", "--log-console", "--log-detail", "--log-detail", "--use-file=x.conf", "--pid", "a.pid"},
           {"--dont-f", "--log-con", "--log-d", "--log-d", "--use", "x.conf", "--pid=a.pid"}}) {
    const auto parsed = parse(words);
    CAPTURE(words);
    CHECK(parsed.errors.empty());
    CHECK((parsed.options.foreground && parsed.options.log_console && parsed.options.log_detail == 2));
    CHECK(parsed.options.config_file == "x.conf");
    CHECK(parsed.options.parent_pid_file == "a.pid");
  }
}

TEST_CASE("wrong options are all reported in keepalived's words") {
  const std::vector<Wrong> cases{
      {{"--foo", "-f"}, {"Unknown option --foo", "Missing parameter for option -f"}},
      {{"-Z", "-n"}, {"Unknown option -Z"}},
      {{"-nZ"}, {"Unknown option -Z"}},
      {{"--use-file="}, {"Missing parameter for option --use-file"}},
      {{"--use-file"}, {"Missing parameter for option --use-file"}},
      {{"--signum="}, {"Missing parameter for option --signum"}},
      {{"-f", ""}, {"Missing parameter for option -f"}},
      {{"--snmp=3"}, {"Unknown option --snmp=3"}},
      {{"--log"}, {"Unknown option --log"}},
      {{"--signum=FOO"}, {"Unknown sigfunc FOO"}},
      {{"--check=xml"}, {"Unknown style --check=xml"}},
      {{"-T"}, {"--genhash has to be the first option"}},
  };
  for (const auto &wrong : cases) {
    CAPTURE(wrong.words);
    CHECK(parse(wrong.words).errors == wrong.errors);
  }
}

TEST_CASE("after a wrong option the rest is still read") { CHECK(parse({"--foo", "-n"}).options.foreground); }

TEST_CASE("a bad facility or mask is remarked and ignored") {
  const auto parsed = parse({"-S", "foo", "-u", "zz", "-u", "01000"});
  CHECK(parsed.errors.empty());
  CHECK(parsed.remarks == std::vector<std::string>{"Invalid log facility 'foo'", "Invalid --umask option zz",
                                                   "Invalid --umask option 01000"});
  CHECK(parsed.options.facility == LOG_DAEMON);
  CHECK_FALSE(parsed.options.umask);
}

TEST_CASE("a mask is read as C writes numbers") {
  CHECK(parse({"-u", "022"}).options.umask == 022);
  CHECK(parse({"-u", "0x1f"}).options.umask == 0x1f);
  CHECK(parse({"-u", "18"}).options.umask == 18);
  CHECK(parse({"-u", "0"}).options.umask == 0);
}

TEST_CASE("facilities go by number and by name") {
  CHECK(facility_number("0") == LOG_LOCAL0);
  CHECK(facility_number("7") == LOG_LOCAL7);
  CHECK(facility_number("local3") == LOG_LOCAL3);
  CHECK(facility_number("user") == LOG_USER);
  CHECK(facility_number("daemon") == LOG_DAEMON);
  for (const auto *word : {"8", "local", "local8", "local10", "", "mail"}) CHECK_FALSE(facility_number(word));
}

TEST_CASE("signal words name keepalived's signals") {
  for (const auto &[word, number] :
       {Word{"STOP", SIGTERM}, Word{"RELOAD", SIGHUP}, Word{"DATA", SIGUSR1}, Word{"STATS", SIGUSR2},
        Word{"STATS_CLEAR", SIGRTMAX - 1}, Word{"JSON", SIGRTMIN + 2}}) {
    CAPTURE(word);
    CHECK(parse({"--signum", word}).options.signal == number);
  }
}

TEST_CASE("the letter C runs without VRRP, and check validates") {
  CHECK_FALSE(parse({"-C"}).options.run_vrrp);
  CHECK_FALSE(parse({"--checkers-only"}).options.run_vrrp);
  CHECK(parse({"--check"}).options.action == Action::check);
  CHECK(parse({"--check"}).options.run_vrrp);
  CHECK(parse({"--check=strict"}).options.check_strict);
  CHECK(parse({"--check=json"}).options.style == Style::json);
  CHECK(parse({"--check=sarif"}).options.style == Style::sarif);
  CHECK(parse({"--dump-config=json"}).options.action == Action::dump_config);
  CHECK(parse({"--dump-schema"}).options.action == Action::dump_schema);
}

TEST_CASE("the optional argument of a test is part of its word") {
  CHECK_FALSE(parse({"-t"}).options.test_log);
  CHECK(parse({"-tout"}).options.test_log == "out");
  CHECK(parse({"--config-test=out"}).options.test_log == "out");
  const auto separate = parse({"-t", "out"});
  CHECK_FALSE(separate.options.test_log);
  CHECK(separate.unexpected == std::vector<std::string>{"out"});
}

TEST_CASE("version and help are answered where they stand") {
  CHECK(parse({"-v", "--foo"}).errors.empty());
  CHECK(parse({"-h"}).options.action == Action::print_usage);
}

TEST_CASE("options without effect are remembered by name") {
  CHECK(parse({"-d", "-M"}).options.without_effect == std::vector<std::string>{"dump-conf", "core-dump-pattern"});
}

TEST_CASE("SNMP can be asked for without the configuration") {
  CHECK_FALSE(parse({}).options.snmp);
  const auto options = parse({"-x", "-A", "tcp:x"}).options;
  CHECK(options.snmp);
  CHECK(options.snmp_socket == "tcp:x");
}

TEST_CASE("the table names each option once, with a help line, and the help shows all of them") {
  const auto usage = usage_text();
  std::vector<std::string> seen;
  for (const auto &row : option_table()) {
    CAPTURE(row.name);
    CHECK_FALSE(row.help.empty());
    CHECK(row.apply != nullptr);
    CHECK((row.argument == Argument::none) == row.argument_name.empty());
    CHECK(usage.find(std::string{"--"} + row.name) != std::string::npos);
    seen.emplace_back(row.name);
    if (row.letter != 0) seen.emplace_back(1, row.letter);
  }
  std::ranges::sort(seen);
  CHECK(std::ranges::adjacent_find(seen) == seen.end());
}
