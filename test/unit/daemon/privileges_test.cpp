#include "daemon/privileges.hpp"

#include <set>

#include "catch.hpp"

using namespace sempervivum;
using namespace daemon;

TEST_CASE("each privilege of a child is named once and for something") {
  for (const auto &child : child_table) {
    std::set<unsigned> seen;
    for (const auto &privilege : privileges(child.kind)) {
      CHECK(seen.insert(privilege.capability).second);
      CHECK(privilege.name.starts_with("CAP_"));
      CHECK_FALSE(privilege.what_for.empty());
    }
  }
}

TEST_CASE("only checkers that enter a network namespace may do what that takes") {
  constexpr auto administration = std::uint64_t{1} << CAP_SYS_ADMIN;
  parser::ProcessSettings settings;
  CHECK((privilege_set(ChildKind::checkers, settings) & administration) == 0);
  settings.net_namespace_ipvs = "directors";
  CHECK((privilege_set(ChildKind::checkers, settings) & administration) != 0);
  CHECK((privilege_set(ChildKind::vrrp, settings) & administration) == 0);
}
