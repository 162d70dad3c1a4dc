#include "vrrp/restore_limit.hpp"

#include <string>
#include <vector>

#include "catch.hpp"

using namespace sempervivum;
using namespace sempervivum::vrrp;

namespace {

/// 'b' for put back, 'd' for step down.
std::string decisions(const std::vector<int> &milliseconds) {
  RestoreLimit limit;
  std::string text;
  for (const int at : milliseconds)
    text += limit.removed(base::Instant{std::chrono::milliseconds{at}}) == Restore::put_back ? 'b' : 'd';
  return text;
}

}  // namespace

TEST_CASE("an address is put back until it is removed three times in ten seconds") {
  CHECK(decisions({0}) == "b");
  CHECK(decisions({0, 1, 2}) == "bbd");
  CHECK(decisions({0, 5000, 10000}) == "bbd");
  CHECK(decisions({0, 5000, 10001}) == "bbb");
  CHECK(decisions({0, 5000, 10001, 15000}) == "bbbd");
  CHECK(decisions({0, 6000, 12000, 18000, 24000}) == "bbbbb");
}

TEST_CASE("after stepping down, and when told to forget, the count begins anew") {
  CHECK(decisions({0, 1, 2, 3, 4, 5}) == "bbdbbd");
  RestoreLimit limit;
  limit.removed(base::Instant{});
  limit.removed(base::Instant{});
  limit.forget();
  CHECK(limit.removed(base::Instant{}) == Restore::put_back);
}
