/// The functions of sd-bus(3) that are used, each without its prefix.
#pragma once

#include <systemd/sd-bus.h>

#include "daemon/lazy_library.hpp"

namespace sempervivum::daemon {

struct BusLibrary {
  static constexpr auto file_name = "libsystemd.so.0";

  LazyLibrary file{file_name};

  decltype(sd_bus_open_system) *open_system = file.find<decltype(sd_bus_open_system)>("sd_bus_open_system");
  decltype(sd_bus_flush_close_unref) *close = file.find<decltype(sd_bus_flush_close_unref)>("sd_bus_flush_close_unref");
  decltype(sd_bus_request_name) *request_name = file.find<decltype(sd_bus_request_name)>("sd_bus_request_name");
  decltype(sd_bus_add_object_vtable) *add_object =
      file.find<decltype(sd_bus_add_object_vtable)>("sd_bus_add_object_vtable");
  decltype(sd_bus_slot_unref) *release = file.find<decltype(sd_bus_slot_unref)>("sd_bus_slot_unref");
  decltype(sd_bus_process) *process = file.find<decltype(sd_bus_process)>("sd_bus_process");
  decltype(sd_bus_get_fd) *descriptor = file.find<decltype(sd_bus_get_fd)>("sd_bus_get_fd");
  decltype(sd_bus_get_events) *events = file.find<decltype(sd_bus_get_events)>("sd_bus_get_events");
  decltype(sd_bus_get_timeout) *timeout = file.find<decltype(sd_bus_get_timeout)>("sd_bus_get_timeout");
  decltype(sd_bus_emit_signal) *emit = file.find<decltype(sd_bus_emit_signal)>("sd_bus_emit_signal");
  decltype(sd_bus_message_append) *append = file.find<decltype(sd_bus_message_append)>("sd_bus_message_append");
  decltype(sd_bus_message_get_member) *member =
      file.find<decltype(sd_bus_message_get_member)>("sd_bus_message_get_member");
  decltype(sd_bus_reply_method_return) *reply =
      file.find<decltype(sd_bus_reply_method_return)>("sd_bus_reply_method_return");
  const unsigned *vtable_format = file.find<const unsigned>("sd_bus_object_vtable_format");
};

}  // namespace sempervivum::daemon
