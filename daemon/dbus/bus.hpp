/// The D-Bus service (keywords enable_dbus, dbus_service_name; behaviour P2).
///
/// All talk with the bus is in a thread of its own, which gets what it shows by
/// message; what clients ask for is handed back to the loop. A bus that is not there
/// or goes away is tried again every few seconds.
///
/// Thread: the loop's. Never blocks, but at the end for a moment, for the last signal.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/lifeline.hpp"
#include "base/log.hpp"
#include "daemon/dbus/bus_names.hpp"
#include "daemon/side_thread.hpp"

namespace sempervivum::daemon {

struct BusSettings {
  std::string service = bus_names::service;
  BusPlace place{};

  bool operator==(const BusSettings &) const = default;
};

/// A vrrp_instance as it is shown.
struct BusInstance {
  std::string name;
  std::string path;
};

/// What clients may ask of the process as a whole.
enum class BusRequest : std::uint8_t { print_data, print_statistics, print_statistics_and_clear, reload };

struct BusDesk;

class Bus {
 public:
  /// Called from the loop.
  struct Handlers {
    std::function<void(BusRequest)> request;
    /// Announce this instance's addresses once.
    std::function<void(const std::string &instance)> announce;
  };

  Bus(boost::asio::io_context &io, base::Log log, BusSettings settings, const Handlers &handlers);
  Bus(const Bus &) = delete;
  Bus &operator=(const Bus &) = delete;
  ~Bus();

  const BusSettings &settings() const;
  /// What there is from now on; an object that stays keeps its state.
  void show(std::vector<BusInstance> instances);
  /// `status` as bus_words() knows it.
  void note(std::string_view instance, std::uint32_t status);
  void announce_reload();

 private:
  base::Lifeline lifeline_;
  std::shared_ptr<BusDesk> desk_;
  SideThread thread_;
};

}  // namespace sempervivum::daemon
