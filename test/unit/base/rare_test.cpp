// An optional value that is seldom there behaves as std::optional does.
#include "base/rare.hpp"

#include <string>

#include "catch.hpp"

using sempervivum::base::Rare;
using Text = Rare<std::string>;

TEST_CASE("a rare value is there or not, and is reached as an optional one is") {
  Text value;
  CHECK_FALSE(value);
  CHECK_FALSE(value.has_value());
  value = std::string{"here"};
  REQUIRE(value);
  CHECK(*value == "here");
  CHECK(value->size() == 4);
  value.emplace() = "other";
  CHECK(*value == "other");
  value.reset();
  CHECK_FALSE(value);
}

TEST_CASE("copies of a rare value are values of their own, and compare by value") {
  const Text original{std::string{"same"}};
  Text copy = original;
  CHECK(copy == original);
  *copy = "changed";
  CHECK(*original == "same");
  CHECK_FALSE(copy == original);
  CHECK_FALSE(copy == Text{});
  CHECK(Text{} == Text{});
  copy = original;
  CHECK(copy == original);
  copy = Text{};
  CHECK_FALSE(copy);
}

TEST_CASE("a rare value is made when it is to be changed, and takes a pointer's size") {
  Text value;
  value.made() += "s";
  value.made() += "t";
  CHECK(*value == "st");
  CHECK(sizeof value == sizeof(void *));
  CHECK_FALSE(Text{std::optional<std::string>{}});
}
