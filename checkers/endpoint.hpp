/// Sockets of checks: opened as a Target asks for it, and connected.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <optional>

#include "base/expected.hpp"
#include "base/fd.hpp"
#include "checkers/probe.hpp"
#include "checkers/watchdog.hpp"

namespace sempervivum::checkers {

/// Empty: any.
std::string interface_of(const Target &target);

boost::asio::ip::address to_asio(const base::IpAddress &address, const std::string &interface = {});

/// Opens the socket and binds it to the mark, interface, address and port asked
/// for. A failure is our own, not the server's.
base::SystemResult<void> prepare(boost::asio::ip::udp::socket &socket, const Target &target);

/// Mark and interface alone, for sockets of other kinds.
base::SystemResult<void> mark_socket(int fd, const Target &target);

/// A connection that has been asked for.
struct Attempt {
  base::UniqueFd fd;
  /// Set: this is how it ended already. Near servers answer before connect(2)
  /// returns, and then nothing has to be waited for.
  std::optional<Outcome> ended;
};
/// Who speaks first on it. Where we do, the last packet of the handshake is spared:
/// our first bytes acknowledge too.
enum class FirstWord : std::uint8_t { anybodys, ours };
/// Asks for it; `ended` is set if connect(2) says so.
Attempt request_connection(const Target &target, FirstWord first = FirstWord::anybodys);
/// The same, with a look at how it fares.
Attempt begin_connection(const Target &target);
/// How an attempt went whose socket is ready to be written.
Outcome connected(base::Fd socket);

/// Waits until the attempt has ended: `socket` is connected unless there is an outcome.
boost::asio::awaitable<std::optional<Outcome>> connect(boost::asio::ip::tcp::socket &socket, const Target &target,
                                                       Watchdog &watchdog);

}  // namespace sempervivum::checkers
