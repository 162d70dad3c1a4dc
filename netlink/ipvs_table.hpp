/// The kernel's IPVS table: what it is, reading it, changing it.
///
/// open() and read() wait for the kernel's answers (start-up, before the loop
/// runs; the kernel answers at once). apply() does not: changes go out in one
/// batch through a Socket, in their order.
///
/// Thread: that of its io_context.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/container/flat_set.hpp>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "base/expected.hpp"
#include "netlink/ipvs.hpp"
#include "netlink/socket.hpp"

namespace sempervivum::netlink {

/// Destinations in the order of their keys, and keys alone.
struct IpvsOrder {
  using is_transparent = void;

  template <class Left, class Right>
  bool operator()(const Left &left, const Right &right) const {
    return key(left) < key(right);
  }

 private:
  static const IpvsDestinationKey &key(const IpvsDestinationKey &one) { return one; }
  static const IpvsDestinationKey &key(const IpvsDestination &one) { return one.key; }
};

/// A service with its destinations, each key once. There are thousands: they lie side
/// by side, and come and go in one go.
struct IpvsEntry {
  using Destinations = boost::container::flat_set<IpvsDestination, IpvsOrder>;

  IpvsService service;
  Destinations destinations;

  /// Adds those of `more`; of those with the same key the last stays.
  void put(Destinations::sequence_type more);

  bool operator==(const IpvsEntry &) const = default;
};
using IpvsPicture = std::map<IpvsServiceKey, IpvsEntry>;

/// One change of the table.
struct IpvsChange {
  enum class Kind : std::uint8_t {
    add_service,
    set_service,
    add_destination,
    set_destination,
    remove_destination,
    remove_service,
  };
  Kind kind = Kind::add_service;
  /// Of removals and of changes to destinations only the key counts.
  IpvsService service;
  IpvsDestination destination;

  bool operator==(const IpvsChange &) const = default;
};

/// Adds the request for the change to a batch.
void encode(const IpvsChange &change, IpvsRequests &requests);

class IpvsTable {
 public:
  /// Finds the family, having the kernel load it if it can; ENOENT: this kernel has
  /// no ip_vs.
  static base::SystemResult<IpvsTable> open(boost::asio::io_context &loop);

  /// Of the network namespace it is called in.
  static base::SystemResult<IpvsPicture> read();

  /// `done` gets the failures by position in `changes`.
  void apply(std::span<const IpvsChange> changes, Socket::Done done);
  void apply(const IpvsTimeouts &timeouts, Socket::Done done);
  void flush(Socket::Done done);
  /// Ends the synchronisation daemons of these roles, then begins one.
  void change_daemons(std::span<const IpvsSyncRole> stopped, const std::optional<IpvsSyncDaemon> &started,
                      Socket::Done done);

  /// Whether nothing is unsent or unanswered.
  bool idle() const { return socket_.idle(); }

 private:
  IpvsTable(Socket socket, std::uint16_t family) : socket_{std::move(socket)}, family_{family} {}

  Socket socket_;
  std::uint16_t family_;
};

}  // namespace sempervivum::netlink
