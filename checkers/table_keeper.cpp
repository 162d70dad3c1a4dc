#include "checkers/table_keeper.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <memory>
#include <utility>

#include "checkers/messages.hpp"
#include "checkers/reconcile.hpp"

namespace sempervivum::checkers {
namespace {

using netlink::IpvsChange;
using Kind = IpvsChange::Kind;

std::string words(const netlink::IpvsServiceKey &key) {
  if (key.fwmark != 0) return fmt::format("FWM {}", key.fwmark);
  return fmt::format("[{}]:{}", key.address.to_string(), key.port);
}

std::string words(const IpvsChange &change) {
  const auto service = words(change.service.key);
  const auto &server = change.destination.key;
  const auto pair = fmt::format("server [{}]:{} of {}", server.address.to_string(), server.port, service);
  switch (change.kind) {
    case Kind::add_service: return "add service " + service + " with scheduler " + change.service.scheduler;
    case Kind::set_service: return "change service " + service;
    case Kind::remove_service: return "remove service " + service;
    case Kind::add_destination: return "add " + pair;
    case Kind::set_destination: return "change " + pair;
    case Kind::remove_destination: return "remove " + pair;
  }
  return service;
}

/// Somebody else was faster: it is as it should be.
bool is_done_already(const IpvsChange &change, int error) {
  if (change.kind == Kind::remove_service) return error == ESRCH;
  return change.kind == Kind::remove_destination && (error == ENOENT || error == ESRCH);
}

bool adds(const IpvsChange &change) { return change.kind == Kind::add_service || change.kind == Kind::add_destination; }

}  // namespace

void TableKeeper::want(netlink::IpvsPicture desired) {
  auto changes = reconcile(desired, actual_, {});
  take_over(std::move(desired));
  carry_out(std::move(changes));
}

void TableKeeper::want_only(netlink::IpvsPicture desired) {
  auto changes = reconcile(desired, actual_, ours_);
  for (const auto &key : std::exchange(ours_, {}))
    if (!desired.contains(key)) actual_.erase(key);
  take_over(std::move(desired));
  carry_out(std::move(changes));
}

/// The table will be so.
void TableKeeper::take_over(netlink::IpvsPicture desired) {
  for (auto &[key, entry] : desired) {
    ours_.insert(key);
    actual_.insert_or_assign(key, std::move(entry));
  }
}

void TableKeeper::carry_out(std::vector<IpvsChange> changes) {
  if (changes.empty()) return;
  auto held = std::make_shared<const std::vector<IpvsChange>>(std::move(changes));
  table_.apply(*held, [this, held](std::span<const netlink::RequestError> errors) { settle(*held, errors); });
}

void TableKeeper::settle(std::span<const IpvsChange> changes, std::span<const netlink::RequestError> errors) {
  for (const auto &error : errors) settle(changes[error.index], error);
}

// What was added by somebody else meanwhile is made ours; what could not be added
// is forgotten, so that the next change tries again.
void TableKeeper::settle(const IpvsChange &change, const netlink::RequestError &error) {
  if (is_done_already(change, error.code)) return;
  if (adds(change) && error.code == EEXIST) {
    auto again = change;
    again.kind = change.kind == Kind::add_service ? Kind::set_service : Kind::set_destination;
    return carry_out({again});
  }
  log_.error(messages::ipvs_failed, words(change), error.message());
  if (change.kind == Kind::add_service) actual_.erase(change.service.key);
  const auto found = actual_.find(change.service.key);
  if (change.kind == Kind::add_destination && found != actual_.end())
    found->second.destinations.erase(change.destination);
}

netlink::Socket::Done TableKeeper::explained(std::string action) {
  return [this, action = std::move(action)](std::span<const netlink::RequestError> errors) {
    for (const auto &error : errors) log_.error(messages::ipvs_failed, action, error.message());
  };
}

void TableKeeper::flush() {
  actual_.clear();
  table_.flush(explained("flush the table"));
}

void TableKeeper::set_timeouts(const netlink::IpvsTimeouts &timeouts) {
  table_.apply(timeouts, explained("set timeouts"));
}

// An empty batch is answered after those before it.
void TableKeeper::drain(std::function<void()> done) {
  table_.apply(std::span<const IpvsChange>{},
               [done = std::move(done)](std::span<const netlink::RequestError>) { done(); });
}

}  // namespace sempervivum::checkers
