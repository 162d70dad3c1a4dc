/// A Router on a bench: inputs as short words, effects as one line of text, so
/// that the state machine's tests are tables.
///
/// Inputs, separated by "; ":
///     start | start unready | start faulted | ready | fault | clear
///     hear ADDRESS PRIORITY [INTERVAL_MS]
///     wait MS                  only moves the clock
///     expire TIMER [LATE_MS]   moves the clock to the timer's deadline, or later;
///                              adverts that are due before that are sent in time
///     priority N | yield | stop | delete
/// Effects read like
///     send 100; +addresses; announce 5; advert@1000; master_silent INIT>MASTER; notify master
/// with deadlines in milliseconds since the bench was set up.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "vrrp/router.hpp"

namespace sempervivum::vrrp::test {

using Tweak = std::function<void(RouterConfig &)>;

/// Version 2, priority 100, interval 1 s, second burst after 5 s.
RouterConfig bench_config();

/// One effect in the bench's words.
std::string to_text(const Effect &effect);

class Bench {
 public:
  explicit Bench(const Tweak &tweak = {}, std::string_view own_address = "10.0.0.5");

  /// Runs the inputs and returns the effects of the last one.
  std::string run(std::string_view inputs);
  /// Reconfigures with the bench configuration tweaked anew.
  std::string reconfigure(const Tweak &tweak);

  Router &router() { return router_; }
  /// Milliseconds on the bench clock at which a timer is due; negative: not set.
  double due(Timer timer) const;

 private:
  void input(std::string_view line);
  void expire(const std::vector<std::string> &words);
  /// Sends the adverts due until then, each in its time.
  void serve_until(base::Instant end);
  void hear(const std::vector<std::string> &words);

  Router router_;
  base::Instant now_{};
  Effects effects_;
};

}  // namespace sempervivum::vrrp::test
