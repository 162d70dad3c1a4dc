/// The thread's side of SNMP: the subagent's session, requests and traps.
///
/// Thread: SNMP's own. May wait for the master agent, and for the loop.
#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "daemon/snmp/snmp_desk.hpp"
#include "daemon/snmp/snmp_library.hpp"
#include "daemon/snmp/snmp_pages.hpp"

namespace sempervivum::daemon {

class SnmpWorker {
 public:
  SnmpWorker(const SnmpLibrary &library, SnmpDesk &desk);
  SnmpWorker(const SnmpWorker &) = delete;
  SnmpWorker &operator=(const SnmpWorker &) = delete;
  ~SnmpWorker();

  /// Until it is told to close.
  void run();

 private:
  void begin();
  void take_log();
  void register_trees();
  /// Waits for the master agent and for news, and serves what comes.
  void serve();
  void take_news();
  void take(SnmpPage page);
  void take(const SnmpTraps &traps);
  void take(SnmpClose) { closing_ = true; }
  void send(const SnmpTrap &trap);

  /// Sees to it that the page is of this moment, or nearly.
  void refresh();
  void wait_for_page();
  /// One step of a set request; an SNMP_ERR_ code.
  int step(int mode, netsnmp_request_info *request);
  int check(const netsnmp_variable_list &variable);
  void answer(netsnmp_agent_request_info *about, netsnmp_request_info *request, const Oid &root);
  void set_value(netsnmp_variable_list *variable, const SnmpValue &value) const;

  static int on_request(netsnmp_mib_handler *handler, netsnmp_handler_registration *registration,
                        netsnmp_agent_request_info *about, netsnmp_request_info *requests);

  static int on_log(int major, int minor, void *message, void *worker);
  void say(int priority, std::string line);

  const SnmpLibrary &library_;
  SnmpDesk &desk_;
  SnmpPages pages_;
  /// When the page was turned; the epoch: it is out of date.
  base::Instant turned_{};
  netsnmp_large_fd_set descriptors_{};
  bool closing_ = false;
  /// While net-snmp looks for the texts of MIBs, which an agent does without.
  bool deaf_ = false;
  /// What net-snmp said last, so that it is said once.
  std::string said_;
};

}  // namespace sempervivum::daemon
