#include <utility>

#include "daemon/messages.hpp"
#include "daemon/snmp/snmp_agent.hpp"
#include "daemon/snmp/snmp_desk.hpp"

namespace sempervivum::daemon {

SnmpAgent::SnmpAgent(boost::asio::io_context &, base::Log log, SnmpSettings settings, Handlers)
    : desk_{std::make_shared<SnmpDesk>(std::move(settings))} {
  log.warning(messages::snmp_absent);
}

SnmpAgent::~SnmpAgent() = default;

const SnmpSettings &SnmpAgent::settings() const { return desk_->settings; }

void SnmpAgent::send(SnmpTraps) {}

}  // namespace sempervivum::daemon
