#include "daemon/dbus/bus.hpp"

#include <boost/asio/post.hpp>
#include <utility>

#include "daemon/dbus/bus_desk.hpp"
#include "daemon/messages.hpp"

namespace sempervivum::daemon {
namespace {

/// For the last signal to get out.
constexpr std::chrono::milliseconds patience{200};

/// Hands every call to the loop, where `handler` is called unless its owner is gone.
template <class Argument, class Handler>
auto in_loop(boost::asio::io_context &io, const base::Lifeline &lifeline, Handler handler) {
  return [&io, guarded = lifeline.guard(std::move(handler))](Argument argument) {
    boost::asio::post(io, [guarded, argument = std::move(argument)]() mutable { guarded(argument); });
  };
}

}  // namespace

Bus::Bus(boost::asio::io_context &io, base::Log log, BusSettings settings, const Handlers &handlers)
    : desk_{std::make_shared<BusDesk>(std::move(settings))} {
  desk_->request = in_loop<BusRequest>(io, lifeline_, handlers.request);
  desk_->announce = in_loop<std::string>(io, lifeline_, handlers.announce);
  desk_->complain = in_loop<std::string>(io, lifeline_, [log](const std::string &line) { log.error("{}", line); });
  const auto begun = thread_.begin([desk = desk_] { serve_bus(*desk); });
  desk_->served = begun.has_value();
  if (!begun) log.error(messages::bus_thread_missing, begun.error().message());
}

Bus::~Bus() {
  desk_->tell(bus_news::Close{});
  thread_.ended_within(patience);
}

const BusSettings &Bus::settings() const { return desk_->settings; }

void Bus::show(std::vector<BusInstance> instances) { desk_->tell(bus_news::Instances{std::move(instances)}); }

void Bus::note(std::string_view instance, std::uint32_t status) {
  desk_->tell(bus_news::StatusChange{std::string{instance}, status});
}

void Bus::announce_reload() { desk_->tell(bus_news::Reloaded{}); }

}  // namespace sempervivum::daemon
