#include <utility>

#include "daemon/dbus/bus.hpp"
#include "daemon/dbus/bus_desk.hpp"
#include "daemon/messages.hpp"

namespace sempervivum::daemon {

Bus::Bus(boost::asio::io_context &, base::Log log, BusSettings settings, const Handlers &)
    : desk_{std::make_shared<BusDesk>(std::move(settings))} {
  log.warning(messages::bus_absent);
}

Bus::~Bus() = default;

const BusSettings &Bus::settings() const { return desk_->settings; }

void Bus::show(std::vector<BusInstance>) {}

void Bus::note(std::string_view, std::uint32_t) {}

void Bus::announce_reload() {}

}  // namespace sempervivum::daemon
