// A list that is seldom there behaves as std::vector does.
#include "vrrp/rare_list.hpp"

#include <string>

#include "catch.hpp"

using sempervivum::vrrp::RareList;
using Texts = RareList<std::string>;

TEST_CASE("a rare list is empty, of a pointer's size, or reads as a vector does") {
  Texts list;
  CHECK(sizeof list == sizeof(void *));
  CHECK(list.empty());
  CHECK(list.begin() == list.end());
  list.push_back("one");
  list.push_back("two");
  REQUIRE(list.size() == 2);
  CHECK(list[1] == "two");
  CHECK_THROWS(list.at(2));
  CHECK(list == std::vector<std::string>{"one", "two"});
}

TEST_CASE("copies of a rare list are lists of their own, and an empty vector makes none") {
  const Texts original{"same"};
  Texts copy = original;
  CHECK(copy == original);
  copy.push_back("more");
  CHECK(original.size() == 1);
  CHECK_FALSE(copy == original);
  copy = std::vector<std::string>{};
  CHECK(copy.empty());
  CHECK(copy == Texts{});
}
