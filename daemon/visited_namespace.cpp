#include "daemon/visited_namespace.hpp"

#include <fcntl.h>
#include <sched.h>

#include <cerrno>

namespace sempervivum::daemon {
namespace {

constexpr const char *own_space = "/proc/self/ns/net";
constexpr const char *first_space = "/proc/1/ns/net";

}  // namespace

base::SystemResult<VisitedNamespace> VisitedNamespace::enter(const std::string &name) {
  const auto path = name.empty() ? std::string{first_space} : "/run/netns/" + name;
  base::UniqueFd home{open(own_space, O_RDONLY | O_CLOEXEC)};
  const base::UniqueFd space{open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!home || !space || setns(space.number(), CLONE_NEWNET) != 0)
    return base::unexpected(base::SystemError{errno, "enter network namespace " + path});
  return VisitedNamespace{std::move(home)};
}

VisitedNamespace::~VisitedNamespace() {
  if (home_) setns(home_.number(), CLONE_NEWNET);
}

}  // namespace sempervivum::daemon
