/// The thread's side of D-Bus: a connection, and the objects published on it.
///
/// Thread: D-Bus's own. May wait for the bus.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "daemon/dbus/bus_desk.hpp"
#include "daemon/dbus/bus_library.hpp"
#include "daemon/dbus/bus_tables.hpp"

namespace sempervivum::daemon {

class BusWorker {
 public:
  BusWorker(const BusLibrary &library, BusDesk &desk) : library_{library}, desk_{desk} {}
  BusWorker(const BusWorker &) = delete;
  BusWorker &operator=(const BusWorker &) = delete;

  /// Until it is told to close.
  void run();

 private:
  struct Releaser {
    decltype(sd_bus_slot_unref) *release;
    void operator()(sd_bus_slot *slot) const { release(slot); }
  };
  struct Closer {
    decltype(sd_bus_flush_close_unref) *close;
    void operator()(sd_bus *bus) const { close(bus); }
  };
  using Slot = std::unique_ptr<sd_bus_slot, Releaser>;
  /// What a handler of sd-bus gets as its user data; `instance` is empty for the general object.
  struct Object {
    BusWorker *worker;
    std::string instance;
    std::uint32_t status;
    Slot slot;
  };

  Slot no_slot() const { return {nullptr, {library_.release}}; }

  // All results are sd-bus's: negative for an error.

  void connect();
  void disconnect();
  int publish_all();
  int publish_general();
  int publish(const std::string &path, Object &object);
  void wait();
  int time_left() const;
  void talk();
  void emit(const char *signal);

  void take(bus_news::Instances news);
  void take(const bus_news::StatusChange &news);
  void take(bus_news::Reloaded) { emit(bus_names::reloaded); }
  void take(bus_news::Close) { closing_ = true; }

  static int on_request(sd_bus_message *message, void *object, sd_bus_error *error);
  static int on_announce(sd_bus_message *message, void *object, sd_bus_error *error);
  static int get_name(sd_bus *bus, const char *path, const char *interface, const char *property, sd_bus_message *reply,
                      void *object, sd_bus_error *error);
  static int get_state(sd_bus *bus, const char *path, const char *interface, const char *property,
                       sd_bus_message *reply, void *object, sd_bus_error *error);

  const BusLibrary &library_;
  BusDesk &desk_;
  GeneralTable general_table_{general_table(library_, on_request)};
  InstanceTable instance_table_{instance_table(library_, on_announce, get_name, get_state)};
  std::unique_ptr<sd_bus, Closer> bus_{nullptr, {library_.close}};
  Object general_{this, {}, 0U, no_slot()};
  using Instances = std::map<std::string, Object>;
  /// By path.
  Instances instances_;
  std::map<std::string, Instances::value_type *> by_name_;
  bool closing_ = false;
  bool complained_ = false;
};

}  // namespace sempervivum::daemon
