#include "vrrp/state_board.hpp"

#include <vector>

#include "catch.hpp"

using namespace sempervivum::vrrp;

TEST_CASE("States are counted in words, masters first") {
  CHECK(to_words(StateCounts{}) == "no instance");
  StateCounts counts{};
  counts[static_cast<std::size_t>(State::init)] = 7;
  counts[static_cast<std::size_t>(State::backup)] = 2;
  CHECK(to_words(counts) == "2 BACKUP");
  counts[static_cast<std::size_t>(State::master)] = 1;
  counts[static_cast<std::size_t>(State::fault)] = 3;
  CHECK(to_words(counts) == "1 MASTER, 2 BACKUP, 3 FAULT");
}

TEST_CASE("All that changes in one turn of the loop is one report") {
  boost::asio::io_context io;
  std::vector<std::string> lines;
  StateBoard board{io, [&](const std::string &line) { lines.push_back(line); }};
  board.move("VI", State::init, State::backup);
  board.move("VI", State::init, State::backup);
  board.move("VI", State::backup, State::master);
  CHECK(lines.empty());
  io.run();
  CHECK(lines == std::vector<std::string>{"1 MASTER, 1 BACKUP"});
  io.restart();
  board.move("VI", State::master, State::master);
  io.run();
  CHECK(lines.size() == 1);
  io.restart();
  board.move("VI", State::master, State::init);
  board.move("VI", State::backup, State::fault);
  io.run();
  CHECK(lines.back() == "1 FAULT");
}

TEST_CASE("Whoever follows instances is told of each change at once") {
  boost::asio::io_context io;
  std::vector<std::pair<std::string, State>> seen;
  StateBoard board{io, {}, [&](std::string_view instance, State state) { seen.emplace_back(instance, state); }};
  board.move("A", State::init, State::backup);
  board.move("A", State::backup, State::backup);
  board.move("B", State::backup, State::master);
  CHECK(seen == std::vector<std::pair<std::string, State>>{{"A", State::backup}, {"B", State::master}});
}
