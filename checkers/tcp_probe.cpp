// TCP_CHECK: a connection that comes about is enough.
#include "checkers/endpoint.hpp"

namespace sempervivum::checkers {

Probing probe(const TcpProbe &plan, ProbeTools tools, base::Instant end) {
  boost::asio::ip::tcp::socket socket{tools.loop};
  const auto failed = co_await connect(socket, plan.target, end);
  co_return failed.value_or(good());
}

}  // namespace sempervivum::checkers
