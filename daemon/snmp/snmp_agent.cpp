#include "daemon/snmp/snmp_agent.hpp"

#include <boost/asio/post.hpp>

#include "daemon/messages.hpp"
#include "daemon/snmp/snmp_desk.hpp"

namespace sempervivum::daemon {
namespace {

/// For the last traps to get out.
constexpr std::chrono::milliseconds patience{200};

}  // namespace

SnmpAgent::SnmpAgent(boost::asio::io_context &io, base::Log log, SnmpSettings settings, Handlers handlers)
    : desk_{std::make_shared<SnmpDesk>(std::move(settings))} {
  desk_->ask_page = [&io, answer = lifeline_.guard([this, take = handlers.take] { desk_->tell(take()); })] {
    boost::asio::post(io, [answer]() mutable { answer(); });
  };
  desk_->set = [&io, set = lifeline_.guard(handlers.set)](const Oid &name, std::int32_t value) {
    boost::asio::post(io, [set, name, value]() mutable { set(name, value); });
  };
  desk_->say = [&io, say = lifeline_.guard([log](base::Severity severity, const std::string &line) {
    log.write(severity, "{}", line);
  })](base::Severity severity, const std::string &line) {
    boost::asio::post(io, [say, severity, line]() mutable { say(severity, line); });
  };
  const auto begun = thread_.begin([desk = desk_] { serve_snmp(*desk); });
  desk_->served = begun.has_value();
  if (!begun) log.error(messages::snmp_thread_missing, begun.error().message());
}

SnmpAgent::~SnmpAgent() {
  desk_->tell(SnmpClose{});
  thread_.ended_within(patience);
}

const SnmpSettings &SnmpAgent::settings() const { return desk_->settings; }

void SnmpAgent::send(SnmpTraps traps) { desk_->tell(std::move(traps)); }

}  // namespace sempervivum::daemon
