/// For tests against the kernel: a network namespace of their own and an event
/// loop that runs until something happened.
#pragma once

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdlib>
#include <string>

#include "base/fd.hpp"
#include "catch.hpp"

namespace sempervivum::test {

/// The calling process is in a fresh namespace until the end of the scope. The
/// kernel removes the namespace, and all in it, with its last user.
class NetworkNamespace {
 public:
  NetworkNamespace() : home_{::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC)} {
    entered_ = home_.is_open() && unshare(CLONE_NEWNET) == 0;
  }
  NetworkNamespace(const NetworkNamespace &) = delete;
  NetworkNamespace &operator=(const NetworkNamespace &) = delete;
  ~NetworkNamespace() {
    if (entered_ && setns(home_.number(), CLONE_NEWNET) != 0) std::abort();
  }

  bool entered() const { return entered_; }

 private:
  base::UniqueFd home_;
  bool entered_ = false;
};

/// Runs ip(8).
inline void ip(const std::string &arguments) {
  INFO("ip " << arguments);
  REQUIRE(std::system(("ip " + arguments).c_str()) == 0);
}

/// Runs the loop until `happened()`, at most for half a minute, which a busy machine
/// may need; whether it did.
template <class Happened>
bool run_until(boost::asio::io_context &loop, Happened &&happened) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{30};
  while (!happened() && std::chrono::steady_clock::now() < deadline) {
    loop.restart();
    loop.run_one_until(deadline);
  }
  return happened();
}

}  // namespace sempervivum::test

/// Enters a namespace for the rest of the test case, or says that it was skipped.
#define IN_NETWORK_NAMESPACE                                   \
  const sempervivum::test::NetworkNamespace network_namespace; \
  if (!network_namespace.entered()) {                          \
    WARN("skipped: needs root for a network namespace");       \
    return;                                                    \
  }
