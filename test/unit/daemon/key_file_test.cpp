#include "daemon/key_file.hpp"

#include <sys/stat.h>

#include <string>

#include "catch.hpp"
#include "temporary_directory.hpp"

using sempervivum::daemon::read_key_file;

TEST_CASE("a key file is read if only its owner can") {
  const sempervivum::test::TemporaryDirectory directory;
  const auto path = directory.write("key", "0123456789abcdef0123456789abcdef\n");
  ::chmod(path.c_str(), 0600);
  CHECK(read_key_file(path).value() == "0123456789abcdef0123456789abcdef\n");
  ::chmod(path.c_str(), 0640);
  CHECK(read_key_file(path).error() == path + " is accessible to others than its owner");
}

TEST_CASE("what is no key file says why") {
  const sempervivum::test::TemporaryDirectory directory;
  const auto path = directory.path("key");
  CHECK(read_key_file(path).error() == path + " No such file or directory");
  CHECK(read_key_file("/dev/null").error() == "/dev/null is no regular file");
  directory.write("key", std::string(100, 'x'));
  ::chmod(path.c_str(), 0600);
  CHECK(read_key_file(path).error() == path + " is too long for a key");
}
