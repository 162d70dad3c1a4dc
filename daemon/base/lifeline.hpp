/// Keeps callbacks from reaching a dead object.
///
/// A member `Lifeline lifeline_;` (declared last, so that it goes first) wraps
/// every handler that captures `this`: `timer_.async_wait(lifeline_.guard(...))`.
/// Once the object is gone the handler still runs, and does nothing; or something
/// else, if it asks watch().
///
/// Thread: one.
#pragma once

#include <memory>
#include <utility>

namespace sempervivum::base {

class Lifeline {
 public:
  Lifeline() = default;
  Lifeline(const Lifeline &) = delete;
  Lifeline &operator=(const Lifeline &) = delete;

  template <class Handler>
  auto guard(Handler handler) const {
    return [alive = std::weak_ptr<const char>{token_}, handler = std::move(handler)](auto &&...args) mutable {
      if (!alive.expired()) handler(std::forward<decltype(args)>(args)...);
    };
  }

  /// Tells, when called, whether the object is still there.
  auto watch() const {
    return [alive = std::weak_ptr<const char>{token_}] { return !alive.expired(); };
  }

 private:
  std::shared_ptr<const char> token_ = std::make_shared<const char>();
};

}  // namespace sempervivum::base
