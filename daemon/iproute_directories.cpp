#include "daemon/iproute_directories.hpp"

namespace sempervivum::daemon {

std::vector<std::string> iproute_directories(const parser::FileSettings &files) {
  std::vector<std::string> directories{"/usr/lib/iproute2", "/usr/share/iproute2"};
  if (files.iproute_usr_dir) directories = {*files.iproute_usr_dir};
  directories.push_back(files.iproute_etc_dir.value_or("/etc/iproute2"));
  return directories;
}

}  // namespace sempervivum::daemon
