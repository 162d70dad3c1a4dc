// TCP_CHECK: a connection that comes about is enough.
#include "checkers/endpoint.hpp"

namespace sempervivum::checkers {

Probing probe(const TcpProbe &plan, Attempt attempt, ProbeTools tools, base::Instant end) {
  boost::asio::ip::tcp::socket socket{tools.loop};
  Watchdog watchdog{socket, end};
  const auto failed = co_await finish_connection(socket, std::move(attempt), plan.target, watchdog);
  co_return failed.value_or(good());
}

}  // namespace sempervivum::checkers
