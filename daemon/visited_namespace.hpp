/// Being in another network namespace for a moment, to open sockets there.
#pragma once

#include <string>

#include "base/expected.hpp"
#include "base/fd.hpp"

namespace sempervivum::daemon {

class VisitedNamespace {
 public:
  /// `name` as `ip netns` has it; empty: the one of process 1.
  static base::SystemResult<VisitedNamespace> enter(const std::string &name);
  VisitedNamespace(VisitedNamespace &&) noexcept = default;
  VisitedNamespace &operator=(VisitedNamespace &&) = delete;
  VisitedNamespace(const VisitedNamespace &) = delete;
  VisitedNamespace &operator=(const VisitedNamespace &) = delete;
  /// Back to where we came from.
  ~VisitedNamespace();

 private:
  explicit VisitedNamespace(base::UniqueFd home) : home_{std::move(home)} {}

  base::UniqueFd home_;
};

}  // namespace sempervivum::daemon
