#include "daemon/compression.hpp"

#include <string>

#include "catch.hpp"
#include "daemon/snapshot.hpp"

using sempervivum::daemon::compress;
using sempervivum::daemon::decompress;

TEST_CASE("what was compressed comes back, and much of the same becomes little") {
  std::string text;
  for (int number = 0; number < 1000; ++number) text += "vrrp_instance VI_" + std::to_string(number) + " {\n";
  const auto small = compress(text);
  CHECK(small.size() * 5 < text.size());
  CHECK(decompress(small) == text);
  CHECK(decompress(compress("")) == "");
}

TEST_CASE("bytes that are damaged or cut are not taken for anything") {
  const auto small = compress(std::string(1000, 'x'));
  CHECK(!decompress(""));
  CHECK(!decompress(small.substr(0, 3)));
  CHECK(!decompress(small.substr(0, small.size() - 1)));
  auto wrong_size = small;
  wrong_size[0] = '\x01';
  CHECK(!decompress(wrong_size));
  auto huge = small;
  huge[3] = '\x7f';
  CHECK(!decompress(huge));
}

TEST_CASE("a snapshot tells the same before and after it is packed") {
  const std::string contents(1000, 'x');
  auto snapshot = sempervivum::daemon::Snapshot::fresh(contents);
  const auto bytes = snapshot.bytes();
  CHECK(bytes == compress(contents));
  snapshot.pack();
  snapshot.pack();
  CHECK(snapshot.bytes() == bytes);
  CHECK(snapshot.contents() == contents);
  CHECK(sempervivum::daemon::Snapshot{bytes}.contents() == contents);
  CHECK_FALSE(sempervivum::daemon::Snapshot{"x"}.contents());
}
