/// What the loop and the thread of D-Bus share: messages one way, calls the other.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "daemon/dbus/bus.hpp"
#include "daemon/inbox.hpp"

namespace sempervivum::daemon {

namespace bus_news {
/// Replaces what was there before.
struct Instances {
  std::vector<BusInstance> all;
};
struct StatusChange {
  std::string instance;
  std::uint32_t status;
};
struct Reloaded {};
struct Close {};
}  // namespace bus_news

using BusNews = std::variant<bus_news::Instances, bus_news::StatusChange, bus_news::Reloaded, bus_news::Close>;

struct BusDesk {
  explicit BusDesk(BusSettings what) : settings{std::move(what)} {}

  /// For the loop to call: there may be nobody to hear it.
  void tell(BusNews news) {
    if (served) inbox.put(std::move(news));
  }

  const BusSettings settings;
  Inbox<BusNews> inbox;
  /// By a thread; the loop's own to know.
  bool served = false;
  // For the thread to call; they hand their work to the loop.
  std::function<void(BusRequest)> request;
  std::function<void(std::string instance)> announce;
  std::function<void(std::string line)> complain;
};

/// The thread's whole life: until Close.
void serve_bus(BusDesk &desk);

}  // namespace sempervivum::daemon
