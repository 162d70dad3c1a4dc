/// The netlink batch that changes what is held, and what each of its requests is
/// about, so that a failure can be named.
///
/// Removed first, in keepalived's order: rules, routes, addresses; then set:
/// addresses, routes, rules (behaviour E2).
#pragma once

#include <string>
#include <utility>

#include "netlink/batch.hpp"
#include "vrrp/possessions.hpp"

namespace sempervivum::vrrp {

class HoldingRequest {
 public:
  HoldingRequest(Holdings removed, Holdings added);

  netlink::Batch batch;

  struct Subject {
    bool adding = false;
    /// describe() of it.
    std::string text;
    /// RTM_NEWADDR …
    std::string message;
    /// What was asked for is so already: adding what exists, removing what is not there.
    bool harmless = false;
  };
  /// Of request `index`, which the kernel refused with errno `code`. Outlives the batch.
  class Subjects {
   public:
    Subjects(Holdings removed, Holdings added) : removed_{std::move(removed)}, added_{std::move(added)} {}
    Subject at(std::size_t index, int code) const;

   private:
    Holdings removed_;
    Holdings added_;
  };
  const Subjects &subjects() const { return subjects_; }

 private:
  Subjects subjects_;
};

}  // namespace sempervivum::vrrp
