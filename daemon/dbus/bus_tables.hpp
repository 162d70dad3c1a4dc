/// The members of our D-Bus interfaces, as sd-bus wants them described.
#pragma once

#include <array>

#include "daemon/dbus/bus_library.hpp"
#include "daemon/dbus/bus_names.hpp"

namespace sempervivum::daemon {

// What SD_BUS_VTABLE_START would say, but for a library that is loaded late.
inline sd_bus_vtable bus_table_start(const BusLibrary &library) {
  sd_bus_vtable row{};
  row.type = _SD_BUS_VTABLE_START;
  row.x.start.element_size = sizeof(sd_bus_vtable);
  row.x.start.features = _SD_BUS_VTABLE_PARAM_NAMES;
  row.x.start.vtable_format_reference = library.vtable_format;
  return row;
}

using GeneralTable = std::array<sd_bus_vtable, 9>;
using InstanceTable = std::array<sd_bus_vtable, 6>;

/// Who may call what is the bus's own policy to say, hence UNPRIVILEGED.
/// Every method of org.keepalived.Vrrp1.Vrrp is handled by `request`.
inline GeneralTable general_table(const BusLibrary &library, sd_bus_message_handler_t request) {
  return {bus_table_start(library),
          SD_BUS_METHOD("PrintData", "", "", request, SD_BUS_VTABLE_UNPRIVILEGED),
          SD_BUS_METHOD("PrintStats", "", "", request, SD_BUS_VTABLE_UNPRIVILEGED),
          SD_BUS_METHOD("PrintStatsClear", "", "", request, SD_BUS_VTABLE_UNPRIVILEGED),
          SD_BUS_METHOD("ReloadConfig", "", "", request, SD_BUS_VTABLE_UNPRIVILEGED),
          SD_BUS_SIGNAL(bus_names::started, "", 0),
          SD_BUS_SIGNAL(bus_names::reloaded, "", 0),
          SD_BUS_SIGNAL(bus_names::stopped, "", 0),
          SD_BUS_VTABLE_END};
}

inline InstanceTable instance_table(const BusLibrary &library, sd_bus_message_handler_t announce,
                                    sd_bus_property_get_t name, sd_bus_property_get_t state) {
  return {bus_table_start(library),
          SD_BUS_METHOD("SendGarp", "", "", announce, SD_BUS_VTABLE_UNPRIVILEGED),
          SD_BUS_SIGNAL_WITH_NAMES(bus_names::status_changed, "u", SD_BUS_PARAM(status), 0),
          SD_BUS_PROPERTY("Name", "(s)", name, 0, SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
          SD_BUS_PROPERTY("State", "(us)", state, 0, SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
          SD_BUS_VTABLE_END};
}

}  // namespace sempervivum::daemon
