/// What the loop and the thread of SNMP share: messages one way, calls the other.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <variant>

#include "daemon/inbox.hpp"
#include "daemon/snmp/snmp_agent.hpp"

namespace sempervivum::daemon {

struct SnmpClose {};
using SnmpNews = std::variant<SnmpPage, SnmpTraps, SnmpClose>;

struct SnmpDesk {
  explicit SnmpDesk(SnmpSettings what) : settings{std::move(what)} {}

  /// For the loop to call: there may be nobody to hear it.
  void tell(SnmpNews news) {
    if (served) inbox.put(std::move(news));
  }

  const SnmpSettings settings;
  Inbox<SnmpNews> inbox;
  /// By a thread; the loop's own to know.
  bool served = false;
  // For the thread to call; they hand their work to the loop.
  /// The page comes by the inbox.
  std::function<void()> ask_page;
  std::function<void(base::Severity severity, const std::string &line)> say;
  SnmpSet set;
};

/// The thread's whole life: until SnmpClose.
void serve_snmp(SnmpDesk &desk);

}  // namespace sempervivum::daemon
