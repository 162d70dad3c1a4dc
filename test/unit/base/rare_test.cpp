#include "base/rare.hpp"

#include <string>

#include "catch.hpp"

using sempervivum::base::Rare;

TEST_CASE("what is seldom there copies and compares by value") {
  const Rare<std::string> none;
  const Rare<std::string> word{std::string{"word"}};
  auto copy = word;
  CHECK_FALSE(none);
  REQUIRE(copy);
  CHECK(*copy == "word");
  CHECK(copy->size() == 4);
  CHECK(copy == word);
  copy.made() += "s";
  CHECK(*word == "word");
  CHECK_FALSE(copy == word);
  CHECK_FALSE(copy == none);
  copy = none;
  CHECK(copy == none);
  CHECK(copy.made().empty());
  CHECK(sizeof none == sizeof(void *));
  CHECK_FALSE(Rare<std::string>{std::optional<std::string>{}});
}
