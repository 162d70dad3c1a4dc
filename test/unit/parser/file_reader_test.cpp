// What is read from a disk, and what is not.
#include "parser/file_reader.hpp"

#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "catch.hpp"
#include "parse.hpp"

using namespace sempervivum::parser;

namespace {

namespace fs = std::filesystem;

/// A folder of its own, gone at the end.
class Folder {
 public:
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "sempervivum-parser-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr)
      throw fs::filesystem_error{pattern, std::error_code{errno, std::generic_category()}};
    path_ = pattern;
  }
  Folder(const Folder &) = delete;
  Folder &operator=(const Folder &) = delete;
  ~Folder() { fs::remove_all(path_); }

  std::string at(std::string_view name) const { return (path_ / name).string(); }
  std::string write(std::string_view name, std::string_view text, mode_t mode = 0644) const {
    const auto path = at(name);
    std::ofstream{path} << text;
    chmod(path.c_str(), mode);
    return path;
  }

 private:
  fs::path path_;
};

Loaded load_file(const std::string &path) {
  DiskFiles files;
  LoadOptions options;
  options.source.file = path;
  return load(options, files);
}

}  // namespace

TEST_CASE("only plain files without execute bits are read, and nothing is waited for") {
  using Kind = FileFailure::Kind;
  const Folder folder;
  DiskFiles files;
  CHECK(files.read(folder.write("good", "text")) == "text");
  CHECK(files.read(folder.write("empty", "")) == "");
  REQUIRE(mkfifo(folder.at("fifo").c_str(), 0644) == 0);
  fs::create_directory(folder.at("folder"));
  fs::create_symlink("loop", folder.at("loop"));
  fs::create_symlink("good", folder.at("link"));
  fs::resize_file(folder.write("huge", ""), DiskFiles::limit + 1);
  CHECK(files.read(folder.at("link")) == "text");
  const auto kind = [&](const std::string &path) { return files.read(path).error().kind; };
  CHECK(kind(folder.at("missing")) == Kind::missing);
  CHECK(kind(folder.at("folder")) == Kind::directory);
  CHECK(kind(folder.at("fifo")) == Kind::not_regular);
  CHECK(kind("/dev/zero") == Kind::not_regular);
  CHECK(kind(folder.write("program", "x", 0755)) == Kind::executable);
  CHECK(kind(folder.at("loop")) == Kind::unreadable);
  CHECK(kind(folder.at("huge")) == Kind::too_large);
  if (geteuid() != 0) CHECK(kind(folder.write("secret", "x", 0)) == Kind::unreadable);
}

TEST_CASE("what cannot be included is passed over or refused, as the statement says") {
  const Folder folder;
  REQUIRE(mkfifo(folder.at("fifo").c_str(), 0644) == 0);
  fs::create_directory(folder.at("folder"));
  fs::create_symlink("loop", folder.at("loop"));
  folder.write("program", "x", 0755);
  for (const auto *name : {"fifo", "folder", "loop", "program"}) {
    CAPTURE(name);
    const auto passed = load_file(folder.write("a.conf", "include " + std::string{name} + "\nnonsense\n"));
    CHECK(parse::findings(passed) == std::vector<std::string>{"include-skipped", "unknown-keyword"});
    CHECK(passed.runnable());
    const auto refused = load_file(folder.write("b.conf", "includer " + std::string{name} + "\n"));
    CHECK(parse::findings(refused) == std::vector<std::string>{"include-unreadable"});
    CHECK_FALSE(refused.runnable());
  }
}

TEST_CASE("a file is included once at a time, by whatever name") {
  const Folder folder;
  fs::create_directory(folder.at("d"));
  folder.write("d/b.conf", "include ../a.conf\ninclude ./../d/b.conf\n");
  const auto loaded = load_file(folder.write("a.conf", "include d/b.conf\ninclude a.conf\ninclude *.conf\n"));
  CHECK(parse::findings(loaded) == std::vector<std::string>(4, "include-too-deep"));
}

TEST_CASE("braces and wildcards are followed in glob's order") {
  const Folder folder;
  folder.write("1.conf", "one\n");
  folder.write("2.conf", "two\n");
  const auto loaded = load_file(folder.write("main", "include {2,1}.conf\ninclude ?.conf\n"));
  std::vector<std::string> lines;
  for (const auto &line : loaded.source.lines()) lines.emplace_back(line.text);
  CHECK(lines == std::vector<std::string>{"two", "one", "one", "two"});
}
