/// A directory that goes with the test that made it.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace sempervivum::test {

class TemporaryDirectory {
 public:
  TemporaryDirectory() : name_{"/tmp/sempervivum-XXXXXX"} {
    if (mkdtemp(name_.data()) == nullptr) throw std::runtime_error{"mkdtemp"};
  }
  TemporaryDirectory(const TemporaryDirectory &) = delete;
  TemporaryDirectory &operator=(const TemporaryDirectory &) = delete;
  ~TemporaryDirectory() { std::filesystem::remove_all(name_); }

  std::string path(std::string_view file) const { return name_ + "/" + std::string{file}; }

  std::string write(std::string_view file, std::string_view contents) const {
    std::ofstream{path(file)} << contents;
    return path(file);
  }

 private:
  std::string name_;
};

}  // namespace sempervivum::test
