#include "netlink/ipvs_table.hpp"

#include <linux/netlink.h>

#include <algorithm>
#include <utility>

#include "netlink/ipvs_reader.hpp"

namespace sempervivum::netlink {
namespace {

/// No advert waits in this process: more at a time.
constexpr std::chrono::milliseconds turn{20};
constexpr std::size_t slice = 16 * 1024;

}  // namespace

void IpvsEntry::put(Destinations::sequence_type more) {
  more.insert(more.begin(), destinations.begin(), destinations.end());
  if (!std::ranges::is_sorted(more, IpvsOrder{})) std::ranges::stable_sort(more, IpvsOrder{});
  const auto last_of_each = std::unique(more.rbegin(), more.rend(),
                                        [](const auto &left, const auto &right) { return left.key == right.key; });
  more.erase(more.begin(), last_of_each.base());
  destinations.adopt_sequence(boost::container::ordered_unique_range, std::move(more));
}

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
  const auto reader = IpvsReader::open();
  if (!reader) return base::unexpected(reader.error());
  auto socket = Socket::open(loop, {.budget = turn, .slice = slice, .bus = NETLINK_GENERIC});
  if (!socket) return base::unexpected(socket.error());
  return IpvsTable{std::move(*socket), reader->family()};
}

base::SystemResult<IpvsPicture> IpvsTable::read() {
  auto reader = IpvsReader::open();
  if (!reader) return base::unexpected(reader.error());
  const auto services = reader->services();
  if (!services) return base::unexpected(services.error());
  IpvsPicture picture;
  for (const auto &[service, statistics] : *services) {
    auto &entry = picture[service.key];
    entry.service = service;
    const auto reports = reader->destinations(service.key);
    if (!reports) return base::unexpected(reports.error());
    IpvsEntry::Destinations::sequence_type found;
    found.reserve(reports->size());
    for (const auto &report : *reports) found.push_back(report.destination);
    entry.put(std::move(found));
  }
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
