#include "vrrp/audience.hpp"

namespace sempervivum::vrrp {
namespace {

class NullAudience final : public Audience {
 public:
  void meet(const Plan &) override {}
  void note(const Notice &, const Instance *) override {}
};

}  // namespace

Audience::~Audience() = default;

Audience &null_audience() noexcept {
  static NullAudience nobody;
  return nobody;
}

}  // namespace sempervivum::vrrp
