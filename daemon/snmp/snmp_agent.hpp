/// An AgentX subagent (RFC 2741) through net-snmp (keywords enable_snmp_*, snmp_socket,
/// enable_traps; option -A).
///
/// All talk with the master agent is in a thread of its own. What it shows it asks the
/// loop for, at most once a second while somebody reads, and once more after each trap;
/// the loop answers with a page: values to fill tables from, which the thread does. A
/// master agent that is not there is tried again every few seconds.
///
/// net-snmp is one to a process: so is this.
///
/// Thread: the loop's. Never blocks, but at the end for a moment, for the last traps.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/lifeline.hpp"
#include "base/log.hpp"
#include "daemon/side_thread.hpp"
#include "daemon/snmp/snmp_value.hpp"

namespace sempervivum::daemon {

/// What is to be shown, as far as it is known beforehand.
struct SnmpTree {
  /// Registered with the master agent.
  std::vector<Oid> roots;
  /// In order, none within another.
  std::vector<Oid> tables;
  /// Columns of whole numbers from 0 that managers may set.
  std::vector<Oid> writable;

  bool operator==(const SnmpTree &) const = default;
};

struct SnmpSettings {
  /// unix:PATH, tcp:HOST:PORT or udp:HOST:PORT
  std::string socket;
  SnmpTree tree;

  bool operator==(const SnmpSettings &) const = default;
};

/// Fills the table at that place. Called in the thread, any number of times.
using SnmpPage = std::function<void(std::size_t table, SnmpRows &rows)>;

/// A notification: which one, and the values it carries.
struct SnmpTrap {
  Oid kind;
  std::vector<std::pair<Oid, SnmpValue>> values;
};

/// What a manager has set; its row was there a moment ago.
using SnmpSet = std::function<void(const Oid &name, std::int32_t value)>;

/// Traps that are put together in the thread.
using SnmpTraps = std::function<std::vector<SnmpTrap>()>;

struct SnmpDesk;

class SnmpAgent {
 public:
  /// What is called in the loop.
  struct Handlers {
    /// Makes a page.
    std::function<SnmpPage()> take;
    /// May be empty if nothing is writable.
    SnmpSet set;
  };

  SnmpAgent(boost::asio::io_context &io, base::Log log, SnmpSettings settings, Handlers handlers);
  SnmpAgent(const SnmpAgent &) = delete;
  SnmpAgent &operator=(const SnmpAgent &) = delete;
  ~SnmpAgent();

  const SnmpSettings &settings() const;
  void send(SnmpTraps traps);

 private:
  base::Lifeline lifeline_;
  std::shared_ptr<SnmpDesk> desk_;
  SideThread thread_;
};

}  // namespace sempervivum::daemon
