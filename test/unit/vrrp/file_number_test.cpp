#include "vrrp/file_number.hpp"

#include "catch.hpp"

using namespace sempervivum::vrrp;

TEST_CASE("numbers are read as C reads them") {
  struct Row {
    std::string_view contents;
    std::optional<int> number;
  };
  constexpr Row rows[]{{"5", 5},
                       {" 7\n", 7},
                       {"5abc", 5},
                       {"0x10", 16},
                       {"010", 8},
                       {"-3", -3},
                       {"+4", 4},
                       {"1.5", 1},
                       {"abc", 0},
                       {"", 0},
                       {"3\n9\n", 3},
                       {"-0x10", -16},
                       {"0", 0},
                       {"0x", 0},
                       {"-", 0},
                       {"\n\n", 0},
                       {"08", 0},
                       {"99999999999", std::nullopt},
                       {"-2147483647", -2147483647}};
  for (const auto &row : rows) {
    CAPTURE(row.contents);
    CHECK(file_number(row.contents) == row.number);
  }
}

TEST_CASE("a number times its weight is added, within limits, and far below is a fault") {
  struct Row {
    int weight, number;
    bool reverse;
    int added;
    bool fault;
  };
  constexpr Row rows[]{{2, 5, false, 10, false},    {2, -5, false, -10, false},
                       {-2, 5, false, -10, false},  {2, 5, true, -10, false},
                       {1, 300, false, 253, false}, {1, -253, false, -253, false},
                       {1, -254, false, 0, true},   {-254, 1, false, 0, true},
                       {3, 0, false, 0, false},     {254, 2147483647, false, 253, false}};
  for (const auto &row : rows) {
    CAPTURE(row.weight, row.number);
    const Track tracks[]{file_track("f", row.weight, row.reverse, row.number)};
    const auto standing = evaluate(
        {.base_priority = sempervivum::base::Priority{100}, .interface = {}, .tracks = tracks, .standing = {}});
    CHECK(standing.unclamped == 100 + row.added);
    CHECK(standing.faults.empty() != row.fault);
  }
}

TEST_CASE("with weight 0 any number but 0 is a fault, or 0 itself when reversed") {
  const auto faulty = [](bool reverse, int number) {
    const Track tracks[]{file_track("f", 0, reverse, number)};
    return !evaluate(
                {.base_priority = sempervivum::base::Priority{100}, .interface = {}, .tracks = tracks, .standing = {}})
                .faults.empty();
  };
  CHECK_FALSE(faulty(false, 0));
  CHECK(faulty(false, 3));
  CHECK(faulty(true, 0));
  CHECK_FALSE(faulty(true, 3));
}
