#include "checkers/pool.hpp"

#include <random>

#include "catch.hpp"
#include "plans.hpp"

using namespace sempervivum;
using namespace sempervivum::checkers;
using namespace sempervivum::checkers::test;

namespace {

using Lines = std::vector<std::string>;

// What was run beside keepalived 2.2.7 in a virtual machine; lines and tables below are its.
const char *const with_sorry = R"(
virtual_server 10.0.0.1 80 {
 lb_algo rr
 protocol TCP
 alpha
 quorum 2
 hysteresis 1
 sorry_server 10.0.0.9 81
 sorry_server_inhibit
 quorum_up "/n qup"
 quorum_down "/n qdown"
 real_server 127.0.0.1 8081 {
  notify_up "/n up1"
  notify_down "/n down1"
  TCP_CHECK {
  }
 }
 real_server 127.0.0.1 8082 {
  weight 2
  inhibit_on_failure
  notify_up "/n up2"
  notify_down "/n down2"
  TCP_CHECK {
  }
 }
}
)";

struct ToText {
  std::string operator()(const WriteLog &effect) const { return effect.line; }
  std::string operator()(const RunScript &effect) const { return "run " + effect.command.argv.back(); }
  std::string operator()(const WriteLine &effect) const { return "> " + effect.line; }
  std::string operator()(const SendMail &effect) const { return "mail " + effect.mail.subject; }
  std::string operator()(const TellManagers &effect) const {
    const auto who = effect.server ? effect.service->servers[*effect.server].name() : "quorum";
    return "trap " + who + (effect.up ? " up " : " down ") + std::to_string(effect.servers_up) +
           (effect.stopping ? " stopping" : "");
  }
};

Lines text_of(const Effects &effects, bool mails = false) {
  Lines lines;
  for (const auto &effect : effects)
    if ((mails || !std::holds_alternative<SendMail>(effect)) && !std::holds_alternative<TellManagers>(effect))
      lines.push_back(std::visit(ToText{}, effect));
  return lines;
}

Lines traps_of(const Effects &effects) {
  Lines lines;
  for (const auto &effect : effects)
    if (std::holds_alternative<TellManagers>(effect)) lines.push_back(std::visit(ToText{}, effect));
  return lines;
}

template <class Change>
Lines after(Change &&change) {
  Effects effects;
  change(effects);
  return text_of(effects);
}

Lines start(Pool &pool) {
  return after([&](Effects &to) { pool.start(to); });
}
Lines note(Pool &pool, std::size_t server, bool up) {
  return after([&](Effects &to) { pool.note({server, 0}, up, to); });
}

const std::string service_line = "-A -t 10.0.0.1:80 -s rr";

}  // namespace

TEST_CASE("a service with a sorry server lives as keepalived's") {
  Pool pool{only_service(with_sorry), {}};
  CHECK(start(pool) == Lines{"Starting with quorum down 2-1=3 > 0 for VS [10.0.0.1]:tcp:80",
                             "Enabling sorry server [10.0.0.9]:tcp:81 to VS [10.0.0.1]:tcp:80",
                             "Removing alive servers from the pool for VS [10.0.0.1]:tcp:80", "run qdown",
                             "> VS [10.0.0.1]:tcp:80 DOWN"});
  CHECK(note(pool, 1, true) == Lines{"Enabling service [127.0.0.1]:tcp:8082 of VS [10.0.0.1]:tcp:80", "run up2",
                                     "> RS [127.0.0.1]:tcp:8082 [10.0.0.1]:tcp:80 UP"});
  CHECK(note(pool, 0, true) ==
        Lines{"Adding service [127.0.0.1]:tcp:8081 to VS [10.0.0.1]:tcp:80", "run up1",
              "> RS [127.0.0.1]:tcp:8081 [10.0.0.1]:tcp:80 UP", "Gained quorum 2+1=3 <= 3 for VS [10.0.0.1]:tcp:80",
              "Disabling sorry server [10.0.0.9]:tcp:81 from VS [10.0.0.1]:tcp:80",
              "Adding alive servers to the pool for VS [10.0.0.1]:tcp:80", "run qup", "> VS [10.0.0.1]:tcp:80 UP"});
  CHECK(table_of(pool) ==
        Lines{service_line, " -a 10.0.0.9:81 -m -w 0", " -a 127.0.0.1:8081 -m -w 1", " -a 127.0.0.1:8082 -m -w 2"});
}

TEST_CASE("a first failure that alpha had assumed is told, and changes nothing") {
  Pool pool{only_service(with_sorry), {}};
  start(pool);
  const auto before = table_of(pool);
  Effects effects;
  pool.confirm({0, 0}, effects);
  CHECK(text_of(effects) == Lines{"run down1", "> RS [127.0.0.1]:tcp:8081 [10.0.0.1]:tcp:80 DOWN"});
  CHECK(traps_of(effects) == Lines{"trap [127.0.0.1]:tcp:8081 down 0"});
  CHECK(table_of(pool) == before);
}

TEST_CASE("quorum has its hysteresis, and a lost one brings the sorry server") {
  Pool pool{only_service(with_sorry), {}};
  start(pool);
  note(pool, 0, true);
  note(pool, 1, true);
  CHECK(note(pool, 1, false).front() == "Disabling service [127.0.0.1]:tcp:8082 of VS [10.0.0.1]:tcp:80");
  CHECK(pool.has_quorum());
  CHECK(table_of(pool) ==
        Lines{service_line, " -a 10.0.0.9:81 -m -w 0", " -a 127.0.0.1:8081 -m -w 1", " -a 127.0.0.1:8082 -m -w 0"});
  CHECK(note(pool, 0, false).at(3) == "Lost quorum 2-1=1 > 0 for VS [10.0.0.1]:tcp:80");
  CHECK(table_of(pool) == Lines{service_line, " -a 10.0.0.9:81 -m -w 1", " -a 127.0.0.1:8082 -m -w 0"});
  note(pool, 0, true);
  CHECK_FALSE(pool.has_quorum());
  CHECK(table_of(pool) == Lines{service_line, " -a 10.0.0.9:81 -m -w 1", " -a 127.0.0.1:8082 -m -w 0"});
}

TEST_CASE("without a sorry server those alive stay when quorum is lost") {
  Pool pool{only_service("virtual_server 10.0.0.1 80 {\n lb_algo rr\n protocol TCP\n quorum 2\n"
                         " real_server 127.0.0.1 1 {\n TCP_CHECK {\n }\n }\n real_server 127.0.0.1 2 {\n"
                         " TCP_CHECK {\n }\n }\n}\n"),
            {}};
  start(pool);
  note(pool, 0, false);
  CHECK_FALSE(pool.has_quorum());
  CHECK(table_of(pool) == Lines{service_line, " -a 127.0.0.1:2 -m -w 1"});
}

TEST_CASE("a dynamic weight changes in place and counts for quorum") {
  Pool pool{only_service(with_sorry), {}};
  start(pool);
  note(pool, 0, true);
  CHECK(after([&](Effects &to) {
          pool.weigh({0, 0}, 4, to);
        }).front() == "Changing weight from 1 to 5 for active service [127.0.0.1]:tcp:8081 of VS [10.0.0.1]:tcp:80");
  CHECK(pool.has_quorum());
}

TEST_CASE("mails tell of checks and of quorum") {
  Pool pool{only_service("virtual_server 10.0.0.1 80 {\n protocol TCP\n smtp_alert\n real_server 127.0.0.1 1 {\n"
                         " TCP_CHECK {\n }\n }\n}\n"),
            {}};
  Effects effects;
  pool.note({0, 0}, false, effects);
  const auto &server = std::get<SendMail>(effects.front()).mail;
  CHECK(server.subject == "Realserver [127.0.0.1]:tcp:1 of virtual server [10.0.0.1]:tcp:80 - DOWN");
  CHECK(server.body == "=> TCP CHECK failed on service <=");
  const auto &quorum = std::get<SendMail>(effects[effects.size() - 2]).mail;
  CHECK(quorum.subject == "Virtualserver [10.0.0.1]:tcp:80 - DOWN");
  CHECK(quorum.body == "=> Lost quorum 1+0=1 <= 0 <=");
}

TEST_CASE("managers are told of every change, and of the end") {
  Pool pool{only_service("virtual_server 10.0.0.1 80 {\n protocol TCP\n"
                         " real_server 127.0.0.1 1 {\n TCP_CHECK {\n }\n }\n real_server 127.0.0.1 2 {\n }\n}\n"),
            {}};
  const std::string one = "trap [127.0.0.1]:tcp:1 ", two = "trap [127.0.0.1]:tcp:2 ";
  const auto told = [&](auto &&change) {
    Effects effects;
    change(effects);
    return traps_of(effects);
  };
  CHECK(told([&](Effects &to) { pool.start(to); }) == Lines{"trap quorum up 2"});
  CHECK(told([&](Effects &to) { pool.note({0, 0}, false, to); }) == Lines{one + "down 1"});
  CHECK(told([&](Effects &to) { pool.note({0, 0}, true, to); }) == Lines{one + "up 2"});
  CHECK(told([&](Effects &to) { pool.stop(to); }) ==
        Lines{one + "down 1 stopping", two + "down 0 stopping", "trap quorum down 0 stopping"});
}

TEST_CASE("a weight that was set counts until the next reload") {
  const auto plan = only_service("virtual_server 10.0.0.1 80 {\n protocol TCP\n real_server 127.0.0.1 1 {\n }\n}\n");
  Pool pool{plan, {}};
  CHECK(after([&](Effects &to) { pool.set_weight(0, 9, to); }) ==
        Lines{"Changing weight from 1 to 9 for active service [127.0.0.1]:tcp:1 of VS [10.0.0.1]:tcp:80"});
  CHECK(table_of(pool).back() == " -a 127.0.0.1:1 -m -w 9");
  CHECK(pool.status().servers.front().weight == 9);
  Pool next{plan, {}};
  after([&](Effects &to) { next.succeed(pool, base::Instant{}, to); });
  CHECK(table_of(next).back() == " -a 127.0.0.1:1 -m -w 1");
}

TEST_CASE("the end is told to those with omega") {
  const std::string head = "virtual_server 10.0.0.1 80 {\n protocol TCP\n quorum_down \"/n qdown\"\n";
  const std::string tail = " real_server 127.0.0.1 1 {\n notify_down \"/n down\"\n }\n}\n";
  const std::string line = "Shutting down service [127.0.0.1]:tcp:1 from VS [10.0.0.1]:tcp:80";
  Pool silent{only_service(head + tail), {}};
  CHECK(after([&](Effects &to) { silent.stop(to); }) == Lines{line});
  Pool loud{only_service(head + " omega\n" + tail), {}};
  CHECK(after([&](Effects &to) { loud.stop(to); }) == Lines{line, "run down",
                                                            "> RS [127.0.0.1]:tcp:1 [10.0.0.1]:tcp:80 DOWN",
                                                            "run qdown", "> VS [10.0.0.1]:tcp:80 DOWN"});
}

TEST_CASE("a reload keeps what is known of unchanged checks, and tells of servers that went") {
  const std::string head = "virtual_server 10.0.0.1 80 {\n lb_algo rr\n protocol TCP\n";
  const auto server = [](int port) {
    return fmt::format(" real_server 127.0.0.1 {} {{\n TCP_CHECK {{\n }}\n }}\n", port);
  };
  Pool before{only_service(head + server(1) + server(2) + server(3) + "}\n"), {}};
  start(before);
  note(before, 1, false);
  Pool after_reload{only_service(head + server(2) + server(3) + server(4) + "}\n"), {}};
  const auto told = after([&](Effects &to) { after_reload.succeed(before, base::Instant{}, to); });
  CHECK(told == Lines{"service [127.0.0.1]:tcp:1 no longer exist",
                      "Removing service [127.0.0.1]:tcp:1 from VS [10.0.0.1]:tcp:80",
                      "> RS [127.0.0.1]:tcp:1 [10.0.0.1]:tcp:80 DOWN"});
  CHECK(table_of(after_reload) == Lines{service_line, " -a 127.0.0.1:3 -m -w 1", " -a 127.0.0.1:4 -m -w 1"});
}

TEST_CASE("a server that a reload removes drains for its time, unless it returns or was down") {
  const std::string head = "virtual_server 10.0.0.1 80 {\n lb_algo rr\n protocol TCP\n drain_timeout 30\n";
  const auto servers = [&](std::initializer_list<int> ports) {
    auto text = head;
    for (const int port : ports) text += fmt::format(" real_server 127.0.0.1 {} {{\n TCP_CHECK {{\n }}\n }}\n", port);
    return only_service(text + "}\n");
  };
  const auto begin = base::Instant{} + std::chrono::hours{1};
  const auto succeed = [](Pool &next, const Pool &before, base::Instant now) {
    return after([&](Effects &to) { next.succeed(before, now, to); });
  };
  Pool first{servers({1, 2, 3}), {}};
  start(first);
  note(first, 2, false);
  Pool second{servers({1}), {}};
  CHECK(succeed(second, first, begin)[3] == "Draining service [127.0.0.1]:tcp:2 of VS [10.0.0.1]:tcp:80");
  const Lines draining{service_line, " -a 127.0.0.1:1 -m -w 1", " -a 127.0.0.1:2 -m -w 0"};
  CHECK(table_of(second) == draining);
  CHECK(second.next_forgotten() == begin + std::chrono::seconds{30});

  Pool third{servers({1}), {}};
  CHECK(succeed(third, second, begin + std::chrono::seconds{10}).empty());
  CHECK(table_of(third) == draining);
  Pool returned{servers({1, 2}), {}};
  succeed(returned, third, begin + std::chrono::seconds{20});
  CHECK(table_of(returned) == Lines{service_line, " -a 127.0.0.1:1 -m -w 1", " -a 127.0.0.1:2 -m -w 1"});
  CHECK_FALSE(returned.next_forgotten());

  const auto forget = [&](base::Duration later) {
    return after([&](Effects &to) { third.forget(begin + later, to); });
  };
  CHECK(forget(std::chrono::seconds{29}).empty());
  CHECK(forget(std::chrono::seconds{30}) == Lines{"Service [127.0.0.1]:tcp:2 of VS [10.0.0.1]:tcp:80 is drained"});
  CHECK(table_of(third) == Lines{service_line, " -a 127.0.0.1:1 -m -w 1"});
}

TEST_CASE("a reload of the same tells and changes nothing") {
  std::mt19937 random{3};
  for (int round = 0; round < 200; ++round) {
    Pool before{only_service(with_sorry), {}};
    start(before);
    for (int step = 0; step < 5; ++step) note(before, random() % 2, random() % 2 == 0);
    Pool again{only_service(with_sorry), {}};
    CHECK(after([&](Effects &to) { again.succeed(before, base::Instant{}, to); }).empty());
    CHECK(table_of(again) == table_of(before));
  }
}

TEST_CASE("however servers come and go, the table is what quorum says") {
  std::mt19937 random{11};
  Pool pool{only_service(with_sorry), {}};
  start(pool);
  for (int step = 0; step < 5000; ++step) {
    const bool had = pool.has_quorum();
    const bool first = random() % 2 == 0;
    const auto told = note(pool, first ? 0 : 1, random() % 2 == 0);
    const auto weight = pool.live_weight();
    REQUIRE(pool.has_quorum() == (weight >= 3 || (had && weight >= 1)));
    REQUIRE((had != pool.has_quorum()) ==
            (std::ranges::count_if(told, [](const auto &line) { return line.starts_with("> VS"); }) == 1));
    const auto table = table_of(pool);
    const auto live = std::ranges::count_if(
        table, [](const auto &line) { return line.find("127.0.0.1") != std::string::npos && !line.ends_with("-w 0"); });
    REQUIRE(live == (pool.has_quorum() ? (pool.alive(0) ? 1 : 0) + (pool.alive(1) ? 1 : 0) : 0));
  }
}
