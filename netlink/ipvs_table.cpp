#include "netlink/ipvs_table.hpp"

#include <linux/netlink.h>

#include <cerrno>
#include <utility>

#include "netlink/generic.hpp"
#include "netlink/inquiry.hpp"

namespace sempervivum::netlink {
namespace {

constexpr int receive_buffer = 1 << 20;
/// No advert waits in this process: more at a time.
constexpr std::chrono::milliseconds turn{20};
constexpr std::size_t slice = 16 * 1024;

base::SystemResult<std::uint16_t> find_family(Channel &channel) {
  Batch request;
  request_family(request, ipvs_family_name);
  std::uint16_t id = 0;
  const auto asked = inquire(channel, std::move(request), [&id](const Message &message) {
    if (const auto family = parse_family(message)) id = family->id;
  });
  if (!asked) return base::unexpected(base::SystemError{asked.error().code, "find IPVS in the kernel"});
  if (id == 0) return base::unexpected(base::SystemError{ENOENT, "find IPVS in the kernel"});
  return id;
}

base::SystemResult<void> read_services(Channel &channel, std::uint16_t family, IpvsPicture &picture) {
  Batch request;
  IpvsRequests{request, family}.dump_services();
  return inquire(channel, std::move(request), [&](const Message &message) {
    if (auto report = parse_ipvs_service(message, family)) {
      const auto key = report->service.key;
      picture[key].service = std::move(report->service);
    }
  });
}

base::SystemResult<void> read_destinations(Channel &channel, std::uint16_t family, IpvsEntry &entry) {
  Batch request;
  IpvsRequests{request, family}.dump_destinations(entry.service.key);
  return inquire(channel, std::move(request), [&](const Message &message) {
    const auto report = parse_ipvs_destination(message, family);
    if (report) entry.destinations[report->destination.key] = report->destination;
  });
}

}  // namespace

void encode(const IpvsChange &change, IpvsRequests &requests) {
  switch (change.kind) {
    case IpvsChange::Kind::add_service: return requests.add_service(change.service);
    case IpvsChange::Kind::set_service: return requests.set_service(change.service);
    case IpvsChange::Kind::remove_service: return requests.remove_service(change.service.key);
    case IpvsChange::Kind::add_destination: return requests.add_destination(change.service.key, change.destination);
    case IpvsChange::Kind::set_destination: return requests.set_destination(change.service.key, change.destination);
    case IpvsChange::Kind::remove_destination:
      return requests.remove_destination(change.service.key, change.destination.key);
  }
}

base::SystemResult<IpvsTable> IpvsTable::open(boost::asio::io_context &loop) {
  auto channel = Channel::open(NETLINK_GENERIC, receive_buffer);
  if (!channel) return base::unexpected(channel.error());
  const auto family = find_family(*channel);
  if (!family) return base::unexpected(family.error());
  auto socket = Socket::open(loop, {.budget = turn, .slice = slice, .bus = NETLINK_GENERIC});
  if (!socket) return base::unexpected(socket.error());
  return IpvsTable{std::move(*socket), *family};
}

base::SystemResult<IpvsPicture> IpvsTable::read() const {
  auto channel = Channel::open(NETLINK_GENERIC, receive_buffer);
  if (!channel) return base::unexpected(channel.error());
  IpvsPicture picture;
  if (const auto done = read_services(*channel, family_, picture); !done) return base::unexpected(done.error());
  for (auto &[key, entry] : picture)
    if (const auto done = read_destinations(*channel, family_, entry); !done) return base::unexpected(done.error());
  return picture;
}

void IpvsTable::apply(std::span<const IpvsChange> changes, Socket::Done done) {
  Batch batch;
  IpvsRequests requests{batch, family_};
  for (const auto &change : changes) encode(change, requests);
  socket_.send(std::move(batch), std::move(done));
}

void IpvsTable::apply(const IpvsTimeouts &timeouts, Socket::Done done) {
  Batch batch;
  IpvsRequests{batch, family_}.set_timeouts(timeouts);
  socket_.send(std::move(batch), std::move(done));
}

void IpvsTable::change_daemons(std::span<const IpvsSyncRole> stopped, const std::optional<IpvsSyncDaemon> &started,
                               Socket::Done done) {
  Batch batch;
  IpvsRequests requests{batch, family_};
  for (const auto role : stopped) requests.stop_daemon(role);
  if (started) requests.start_daemon(*started);
  socket_.send(std::move(batch), std::move(done));
}

void IpvsTable::flush(Socket::Done done) {
  Batch batch;
  IpvsRequests{batch, family_}.flush();
  socket_.send(std::move(batch), std::move(done));
}

}  // namespace sempervivum::netlink
