/// The functions of net-snmp's agent library that are used, without netsnmp_ in front.
#pragma once

#include <net-snmp/net-snmp-config.h>
// Its order matters: the agent's headers need the library's.
#include <net-snmp/net-snmp-includes.h>
//
#include <net-snmp/agent/net-snmp-agent-includes.h>
#include <net-snmp/library/large_fd_set.h>

#include "daemon/lazy_library.hpp"

namespace sempervivum::daemon {

struct SnmpLibrary {
  static constexpr auto file_name = "libnetsnmpagent.so.40";

  LazyLibrary file{file_name};

  decltype(::netsnmp_ds_set_boolean) *ds_set_boolean =
      file.find<decltype(::netsnmp_ds_set_boolean)>("netsnmp_ds_set_boolean");
  decltype(::netsnmp_ds_set_int) *ds_set_int = file.find<decltype(::netsnmp_ds_set_int)>("netsnmp_ds_set_int");
  decltype(::netsnmp_ds_set_string) *ds_set_string =
      file.find<decltype(::netsnmp_ds_set_string)>("netsnmp_ds_set_string");
  decltype(::snmp_register_callback) *register_callback =
      file.find<decltype(::snmp_register_callback)>("snmp_register_callback");
  decltype(::snmp_unregister_callback) *unregister_callback =
      file.find<decltype(::snmp_unregister_callback)>("snmp_unregister_callback");
  decltype(::snmp_disable_log) *disable_log = file.find<decltype(::snmp_disable_log)>("snmp_disable_log");
  decltype(::snmp_enable_calllog) *enable_calllog = file.find<decltype(::snmp_enable_calllog)>("snmp_enable_calllog");
  decltype(::netsnmp_init_mib) *init_mib = file.find<decltype(::netsnmp_init_mib)>("netsnmp_init_mib");
  decltype(::init_agent) *init_agent = file.find<decltype(::init_agent)>("init_agent");
  decltype(::init_snmp) *init_snmp = file.find<decltype(::init_snmp)>("init_snmp");
  decltype(::snmp_shutdown) *snmp_shutdown = file.find<decltype(::snmp_shutdown)>("snmp_shutdown");
  decltype(::netsnmp_create_handler_registration) *create_handler_registration =
      file.find<decltype(::netsnmp_create_handler_registration)>("netsnmp_create_handler_registration");
  decltype(::netsnmp_register_handler) *register_handler =
      file.find<decltype(::netsnmp_register_handler)>("netsnmp_register_handler");
  decltype(::netsnmp_set_request_error) *set_request_error =
      file.find<decltype(::netsnmp_set_request_error)>("netsnmp_set_request_error");
  decltype(::snmp_set_var_typed_value) *snmp_set_var_typed_value =
      file.find<decltype(::snmp_set_var_typed_value)>("snmp_set_var_typed_value");
  decltype(::snmp_set_var_objid) *snmp_set_var_objid = file.find<decltype(::snmp_set_var_objid)>("snmp_set_var_objid");
  decltype(::netsnmp_large_fd_set_init) *large_fd_set_init =
      file.find<decltype(::netsnmp_large_fd_set_init)>("netsnmp_large_fd_set_init");
  decltype(::netsnmp_large_fd_set_cleanup) *large_fd_set_cleanup =
      file.find<decltype(::netsnmp_large_fd_set_cleanup)>("netsnmp_large_fd_set_cleanup");
  decltype(::netsnmp_large_fd_setfd) *large_fd_setfd =
      file.find<decltype(::netsnmp_large_fd_setfd)>("netsnmp_large_fd_setfd");
  decltype(::netsnmp_large_fd_is_set) *large_fd_is_set =
      file.find<decltype(::netsnmp_large_fd_is_set)>("netsnmp_large_fd_is_set");
  decltype(::netsnmp_large_fd_set_select) *large_fd_set_select =
      file.find<decltype(::netsnmp_large_fd_set_select)>("netsnmp_large_fd_set_select");
  decltype(::snmp_select_info2) *snmp_select_info2 = file.find<decltype(::snmp_select_info2)>("snmp_select_info2");
  decltype(::snmp_read2) *snmp_read2 = file.find<decltype(::snmp_read2)>("snmp_read2");
  decltype(::snmp_timeout) *snmp_timeout = file.find<decltype(::snmp_timeout)>("snmp_timeout");
  decltype(::run_alarms) *run_alarms = file.find<decltype(::run_alarms)>("run_alarms");
  decltype(::netsnmp_check_outstanding_agent_requests) *check_outstanding_agent_requests =
      file.find<decltype(::netsnmp_check_outstanding_agent_requests)>("netsnmp_check_outstanding_agent_requests");
  decltype(::send_v2trap) *send_v2trap = file.find<decltype(::send_v2trap)>("send_v2trap");
  decltype(::snmp_varlist_add_variable) *snmp_varlist_add_variable =
      file.find<decltype(::snmp_varlist_add_variable)>("snmp_varlist_add_variable");
  decltype(::snmp_free_varbind) *snmp_free_varbind = file.find<decltype(::snmp_free_varbind)>("snmp_free_varbind");
};

}  // namespace sempervivum::daemon
