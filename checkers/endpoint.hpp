/// Sockets of checks: opened as a Target asks for it, and connected.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <optional>

#include "base/expected.hpp"
#include "checkers/probe.hpp"

namespace sempervivum::checkers {

boost::asio::ip::address to_asio(const base::IpAddress &address, const std::string &interface = {});

/// Opens the socket and binds it to the mark, interface, address and port asked
/// for. A failure is our own, not the server's.
base::SystemResult<void> prepare(boost::asio::ip::tcp::socket &socket, const Target &target);
base::SystemResult<void> prepare(boost::asio::ip::udp::socket &socket, const Target &target);

/// Mark and interface alone, for sockets of other kinds.
base::SystemResult<void> mark_socket(int fd, const Target &target);

/// Prepares and connects; nothing means connected.
boost::asio::awaitable<std::optional<Outcome>> connect(boost::asio::ip::tcp::socket &socket, const Target &target,
                                                       base::Instant end);

}  // namespace sempervivum::checkers
