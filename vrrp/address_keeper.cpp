#include "vrrp/address_keeper.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <utility>

#include "vrrp/messages.hpp"

namespace sempervivum::vrrp {
namespace {

/// What was asked for is so already: adding what exists, removing what does not.
bool harmless(bool adding, int code) {
  if (adding) return code == EEXIST;
  return code == EADDRNOTAVAIL || code == ENODEV;
}

using Addresses = std::map<netlink::AddressKey, PlannedAddress>;

/// What `left` has and `right` has not, or has with other options.
Addresses difference(const Addresses &left, const Addresses &right) {
  Addresses result;
  for (const auto &entry : left) {
    const auto other = right.find(entry.first);
    if (other == right.end() || other->second != entry.second) result.insert(result.end(), entry);
  }
  return result;
}

bool is_about_links(const netlink::Change &change) {
  return std::holds_alternative<netlink::LinkAdded>(change) || std::holds_alternative<netlink::LinkChanged>(change) ||
         std::holds_alternative<netlink::LinkRemoved>(change);
}

}  // namespace

// Claim.

struct Claim::Prepared {
  std::uint64_t generation;
  AddressKeeper::Addresses wanted;
  AddressKeeper::Request request;
};

Claim::Claim(AddressKeeper &keeper, GiveUp give_up) : keeper_{keeper}, give_up_{std::move(give_up)} {}

Claim::~Claim() {
  for (const auto &[key, planned] : held_) keeper_.claims_.erase(key);
}

bool Claim::hold(const std::vector<PlannedAddress> &addresses, const std::string &owner) {
  owner_ = owner;
  auto wanted = keeper_.resolve(addresses, owner);
  const auto removed = difference(held_, wanted);
  const auto added = difference(wanted, held_);
  for (const auto &[key, planned] : removed) keeper_.claims_.erase(key);
  for (const auto &[key, planned] : added) keeper_.claims_[key] = this;
  held_ = std::move(wanted);
  keeper_.send(AddressKeeper::request(removed, added), owner);
  return !added.empty();
}

void Claim::prepare(const std::vector<PlannedAddress> &addresses, const std::string &owner) {
  owner_ = owner;
  auto wanted = keeper_.resolve(addresses, owner);
  auto request = AddressKeeper::request({}, wanted);
  prepared_ = std::make_unique<Prepared>(Prepared{keeper_.generation(), std::move(wanted), std::move(request)});
}

bool Claim::is_prepared() const { return prepared_ && prepared_->generation == keeper_.generation(); }

void Claim::discard() { prepared_.reset(); }

bool Claim::hold_prepared() {
  if (!is_prepared() || !held_.empty()) return false;
  const auto prepared = std::exchange(prepared_, nullptr);
  keeper_.send(std::move(prepared->request), owner_);
  for (const auto &[key, planned] : prepared->wanted) keeper_.claims_[key] = this;
  held_ = std::move(prepared->wanted);
  return true;
}

void Claim::release(const std::vector<PlannedAddress> &addresses, const std::string &owner) {
  auto removed = keeper_.resolve(addresses, owner);
  const auto &picture = keeper_.monitor_.picture();
  std::erase_if(removed, [&](const auto &entry) { return picture.address(entry.first) == nullptr; });
  removed.merge(held_);
  held_.clear();
  for (const auto &[key, planned] : removed) keeper_.claims_.erase(key);
  limits_.clear();
  keeper_.send(AddressKeeper::request(removed, {}), owner);
}

// AddressKeeper.

AddressKeeper::AddressKeeper(boost::asio::io_context &io, netlink::Socket &socket, netlink::Monitor &monitor,
                             base::Log log)
    : io_{io},
      socket_{socket},
      monitor_{monitor},
      log_{log},
      subscription_{monitor.observe([this](const netlink::Change &change) { note(change); })} {}

AddressKeeper::Addresses AddressKeeper::resolve(const std::vector<PlannedAddress> &addresses,
                                                const std::string &owner) const {
  Addresses resolved;
  for (auto planned : addresses) {
    const auto *link = monitor_.link(planned.interface);
    if (link == nullptr) {
      log_.detail(messages::address_no_link, owner, planned.address.address.to_string(), planned.interface);
      continue;
    }
    planned.address.link = link->index;
    resolved.emplace(planned.address.key(), std::move(planned));
  }
  return resolved;
}

AddressKeeper::Request AddressKeeper::request(const Addresses &removed, const Addresses &added) {
  Request request;
  auto asked = std::make_shared<std::vector<Asked>>();
  asked->reserve(removed.size() + added.size());
  for (const auto &[key, planned] : removed) {
    netlink::remove_address(request.batch, planned.address);
    asked->push_back({false, planned});
  }
  for (const auto &[key, planned] : added) {
    netlink::add_address(request.batch, planned.address);
    asked->push_back({true, planned});
  }
  request.asked = std::move(asked);
  return request;
}

void AddressKeeper::send(Request request, const std::string &owner) {
  if (request.batch.empty()) return;
  socket_.send(std::move(request.batch), [weak = std::weak_ptr{self_}, owner, asked = request.asked](auto errors) {
    if (const auto self = weak.lock()) (*self)->log_failures(owner, *asked, errors);
  });
}

void AddressKeeper::log_failures(const std::string &owner, const std::vector<Asked> &asked,
                                 std::span<const netlink::RequestError> errors) const {
  for (const auto &error : errors) {
    const auto &[adding, planned] = asked[error.index];
    if (harmless(adding, error.code)) continue;
    const auto where = planned.address.address.to_string() + " on " + planned.interface;
    log_.error(messages::address_failed, owner, adding ? "set" : "remove", where, error.message());
  }
}

void AddressKeeper::note(const netlink::Change &change) {
  if (is_about_links(change)) ++generation_;
  note_removed(change);
}

// Whether an address has gone because somebody removed it or because its
// interface went down is known only after the news that arrived together.
void AddressKeeper::note_removed(const netlink::Change &change) {
  const auto *removed = std::get_if<netlink::AddressRemoved>(&change);
  if (removed == nullptr || !claims_.contains(removed->address.key())) return;
  removed_.push_back(removed->address.key());
  if (removed_.size() > 1) return;
  boost::asio::post(io_, [weak = std::weak_ptr{self_}] {
    if (const auto self = weak.lock()) (*self)->restore_all();
  });
}

void AddressKeeper::restore_all() {
  const auto now = base::Clock::now();
  for (const auto &key : std::exchange(removed_, {})) {
    const auto claim = claims_.find(key);
    const auto *link = monitor_.link(key.link);
    const bool back_already = monitor_.picture().address(key) != nullptr;
    if (claim != claims_.end() && link != nullptr && link->is_up() && !back_already) restore(*claim->second, key, now);
  }
}

void AddressKeeper::restore(Claim &claim, const netlink::AddressKey &key, base::Instant now) {
  const auto &planned = claim.held_.at(key);
  const auto address = planned.address.address.to_string();
  if (!planned.track) return;
  if (claim.limits_[key].removed(now) == Restore::step_down) {
    log_.warning(messages::address_given_up, claim.owner_, address, planned.interface, RestoreLimit::limit,
                 std::chrono::duration_cast<std::chrono::seconds>(RestoreLimit::window).count());
    return claim.give_up_(now);
  }
  log_.warning(messages::address_restored, claim.owner_, address, planned.interface);
  send(request({}, {{key, planned}}), claim.owner_);
}

}  // namespace sempervivum::vrrp
