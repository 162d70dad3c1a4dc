#include "vrrp/keeper.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <iterator>
#include <system_error>
#include <utility>

#include "vrrp/messages.hpp"

namespace sempervivum::vrrp {
namespace {

bool is_about_links(const netlink::Change &change) {
  return std::holds_alternative<netlink::LinkAdded>(change) || std::holds_alternative<netlink::LinkChanged>(change) ||
         std::holds_alternative<netlink::LinkRemoved>(change);
}

bool has_come_up(const netlink::Change &change) {
  const auto *changed = std::get_if<netlink::LinkChanged>(&change);
  return changed != nullptr && !changed->before.is_up() && changed->after.is_up();
}

template <class Planned>
bool says_each(const std::vector<Planned> &missing, const auto &say) {
  return std::ranges::all_of(missing, [&say](const Planned &planned) { return say(describe(planned)); });
}

/// Whether `say` was true of each, in order; the rest is not asked.
bool for_each_description(const Possessions &missing, const auto &say) {
  return says_each(missing.addresses, say) && says_each(missing.routes, say) && says_each(missing.rules, say);
}

}  // namespace

// Claim.

/// A request that the kernel may still be at.
struct Claim::Asked {
  Asked(Claim &who, const std::string &name, HoldingRequest::Subjects what)
      : claim{&who}, owner{name}, subjects{std::move(what)} {
    if (who.asked_ != nullptr) {
      then = std::exchange(who.asked_->then, nullptr);
      who.asked_->claim = nullptr;
    }
    who.asked_ = this;
  }
  Asked(const Asked &) = delete;
  Asked &operator=(const Asked &) = delete;
  ~Asked() {
    if (claim != nullptr) claim->asked_ = nullptr;
  }

  /// Null when it has ended, or has asked for something else since.
  Claim *claim;
  std::string owner;
  HoldingRequest::Subjects subjects;
  bool carried_out = false;
  std::function<void()> then;
};

struct Claim::Prepared {
  Prepared(Keeper &keeper, Holdings found)
      : generation{keeper.generation()}, wanted{std::move(found)}, request{nullptr, wanted}, count{keeper.prepared_} {
    ++count;
  }
  Prepared(const Prepared &) = delete;
  Prepared &operator=(const Prepared &) = delete;
  ~Prepared() { --count; }

  std::uint64_t generation;
  Holdings wanted;
  HoldingRequest request;
  std::size_t &count;
};

Claim::Claim(Keeper &keeper, GiveUp give_up, Kind kind) : keeper_{keeper}, give_up_{std::move(give_up)}, kind_{kind} {}

Claim::~Claim() {
  keeper_.claims_.erase(this);
  when_carried_out({});
  if (asked_ != nullptr) asked_->claim = nullptr;
}

void Claim::when_carried_out(std::function<void()> then) {
  if (asked_ != nullptr && !asked_->carried_out)
    asked_->then = std::move(then);
  else if (then)
    then();
}

void Claim::take(Holdings held) {
  generation_ = keeper_.generation();
  if (held)
    keeper_.claims_.insert(this);
  else
    keeper_.claims_.erase(this);
  held_ = std::move(held);
}

RestoreLimit &Claim::limit(const std::string &what) {
  if (!limits_) limits_.emplace();
  return (*limits_)[what];
}

bool Claim::hold(const Possessions &wanted, const std::string &owner) {
  owner_ = &owner;
  auto found = keeper_.resolve(wanted, owner);
  auto removed = held_ ? share(difference(held(), contents(found))) : nullptr;
  auto added = held_ ? share(difference(contents(found), held())) : found;
  const bool new_address = !contents(added).addresses.empty();
  keeper_.send(*this, {std::move(removed), std::move(added)}, owner);
  take(std::move(found));
  return new_address;
}

void Claim::shed(const Possessions &wanted, const std::string &owner) {
  if (!held_) return;
  auto removed = difference(held(), contents(keeper_.resolve(wanted, owner)));
  take(share(difference(held(), removed)));
  keeper_.send(*this, {share(std::move(removed)), nullptr}, owner);
}

bool Claim::prepare(const Possessions &wanted, const std::string &owner) {
  prepared_.reset();
  if (keeper_.prepared_ >= Keeper::most_prepared) return false;
  owner_ = &owner;
  prepared_ = std::make_unique<Prepared>(keeper_, keeper_.resolve(wanted, owner));
  return true;
}

bool Claim::is_prepared() const { return prepared_ && prepared_->generation == keeper_.generation(); }

bool Claim::is_outdated() const { return generation_ != keeper_.generation(); }

void Claim::discard() { prepared_.reset(); }

bool Claim::hold_prepared() {
  if (!is_prepared() || held_) return false;
  const auto prepared = std::exchange(prepared_, nullptr);
  keeper_.send(*this, std::move(prepared->request), *owner_);
  take(std::move(prepared->wanted));
  return true;
}

// Left-over routes and rules are known only once they have been read: until then
// their removal is asked for and may fail.
void Claim::release(const Possessions &possessions, const std::string &owner) {
  auto removed = contents(keeper_.resolve(possessions, owner));
  const auto absent = [this](const auto &planned) { return !keeper_.is_there(planned); };
  std::erase_if(removed.addresses, absent);
  if (keeper_.monitor_.knows_routes()) {
    std::erase_if(removed.routes, absent);
    std::erase_if(removed.rules, absent);
  }
  const auto unnamed = difference(held(), removed);
  std::ranges::copy(unnamed.addresses, std::back_inserter(removed.addresses));
  std::ranges::copy(unnamed.routes, std::back_inserter(removed.routes));
  std::ranges::copy(unnamed.rules, std::back_inserter(removed.rules));
  take(nullptr);
  when_carried_out({});
  limits_.reset();
  keeper_.send(*this, {share(std::move(removed)), nullptr}, owner);
}

void Claim::complete() {
  if (insistent_ && held_) keeper_.send(*this, {nullptr, share(keeper_.missing(held(), {.link_up = true}))}, *owner_);
}

void Claim::set_insistent(bool insistent) {
  if (std::exchange(insistent_, insistent) != insistent) complete();
}

// Keeper.

Keeper::Keeper(boost::asio::io_context &io, netlink::Socket &socket, netlink::Monitor &monitor, base::Log log)
    : io_{io},
      socket_{socket},
      monitor_{monitor},
      log_{log},
      subscription_{monitor.observe([this](const netlink::Change &change) { note(change); })},
      route_subscription_{monitor.observe_routes([this](const netlink::RouteChange &change) { note(change); })} {}

Holdings Keeper::resolve(const Possessions &wanted, const std::string &owner) {
  if (!wanted.routes.empty() || !wanted.rules.empty()) follow_routes();
  auto resolved = vrrp::resolve(wanted, monitor_.picture());
  for (const auto &[what, interface] : resolved.missing)
    log_.detail(messages::interface_wanting, owner, what, interface);
  return share(std::move(resolved.found));
}

void Keeper::follow_routes() {
  const auto following = monitor_.follow_routes();
  const bool failed = !following;
  if (failed && !std::exchange(follow_failed_, failed))
    log_.warning(messages::routes_not_followed, following.error().message());
}

void Keeper::send(Claim &claim, HoldingRequest request, const std::string &owner) {
  if (request.batch.empty()) return;
  const auto asked = std::make_shared<Claim::Asked>(claim, owner, request.subjects());
  const auto done = [weak = std::weak_ptr{self_}, asked](auto errors) {
    asked->carried_out = true;
    if (const auto self = weak.lock()) (*self)->log_failures(asked->owner, asked->subjects, errors);
    if (asked->then) std::exchange(asked->then, nullptr)();
  };
  asked->carried_out = socket_.send(std::move(request.batch), done);
}

void Keeper::log_failures(const std::string &owner, const HoldingRequest::Subjects &subjects,
                          std::span<const netlink::RequestError> errors) const {
  for (const auto &error : errors) {
    const auto subject = subjects.at(error.index, error.code);
    if (subject.harmless) continue;
    const auto words = std::generic_category().message(error.code);
    const auto reason = error.text.empty() ? std::string{} : ": " + error.text;
    log_.error(messages::netlink_error, words, error.code, subject.message, owner, subject.adding ? "set" : "remove",
               subject.text, reason);
  }
}

// What there is, and what there could be.

bool Keeper::is_there(const PlannedAddress &planned) const {
  return monitor_.picture().address(planned.address.key()) != nullptr;
}
bool Keeper::is_there(const PlannedRoute &planned) const { return monitor_.routes().find(planned.route) != nullptr; }
bool Keeper::is_there(const PlannedRule &planned) const { return monitor_.routes().has(planned.rule); }

bool Keeper::can_be(const PlannedAddress &planned) const {
  const auto *link = monitor_.link(planned.address.link);
  return link != nullptr && link->is_up();
}

bool Keeper::can_be(const PlannedRoute &planned) const {
  return std::ranges::all_of(planned.route.hops, [this](const netlink::NextHop &hop) {
    const auto *link = monitor_.link(hop.link);
    return hop.link.value() == 0 || (link != nullptr && link->is_up());
  });
}

// News.

void Keeper::note(const netlink::Change &change) {
  if (is_about_links(change)) ++generation_;
  const auto *removed = std::get_if<netlink::AddressRemoved>(&change);
  if (claims_.empty() || (removed == nullptr && !has_come_up(change))) return;
  if (removed != nullptr)
    gone_.addresses.insert(removed->address.key());
  else
    gone_.link_up = true;
  look_soon();
}

void Keeper::note(const netlink::RouteChange &change) {
  if (claims_.empty()) return;
  if (const auto *route = std::get_if<netlink::RouteRemoved>(&change))
    gone_.routes.insert(route->route.key());
  else if (const auto *rule = std::get_if<netlink::RuleRemoved>(&change))
    gone_.rules.insert(rule->rule);
  else
    return;
  look_soon();
}

// Whether something has gone because somebody removed it or because its interface
// went down is known only after the news that arrived together.
void Keeper::look_soon() {
  if (std::exchange(look_posted_, true)) return;
  boost::asio::post(io_, [weak = std::weak_ptr{self_}] {
    if (const auto self = weak.lock()) (*self)->restore_all();
  });
}

void Keeper::restore_all() {
  look_posted_ = false;
  const auto now = base::Clock::now();
  const auto gone = std::exchange(gone_, {});
  for (auto *claim : std::vector(claims_.begin(), claims_.end())) {
    if (!claims_.contains(claim) || !claim->insistent_) continue;
    const auto lost = missing(claim->held(), gone);
    if (!lost.empty()) restore(*claim, lost, gone.link_up, now);
  }
}

template <class Planned, class IsGone>
void Keeper::gather(const std::vector<Planned> &held, IsGone is_gone, std::vector<Planned> &missing) const {
  std::ranges::copy_if(held, std::back_inserter(missing), [&](const Planned &planned) {
    return planned.track && is_gone(planned) && can_be(planned) && !is_there(planned);
  });
}

Possessions Keeper::missing(const Possessions &held, const Gone &gone) const {
  const bool all = gone.link_up;
  const bool routes = all && monitor_.knows_routes();
  Possessions lost;
  gather(
      held.addresses,
      [&](const PlannedAddress &planned) { return all || gone.addresses.contains(planned.address.key()); },
      lost.addresses);
  gather(
      held.routes, [&](const PlannedRoute &planned) { return routes || gone.routes.contains(planned.route.key()); },
      lost.routes);
  gather(
      held.rules, [&](const PlannedRule &planned) { return routes || gone.rules.contains(planned.rule); }, lost.rules);
  return lost;
}

void Keeper::restore(Claim &claim, const Possessions &missing, bool link_up, base::Instant now) {
  const auto insists = [&](const std::string &what) { return insist(claim, what, now); };
  if (!link_up && !for_each_description(missing, insists)) return claim.give_up_(now);
  send(claim, {nullptr, share(missing)}, *claim.owner_);
}

/// Whether this removal is answered by putting it back.
bool Keeper::insist(Claim &claim, const std::string &what, base::Instant now) {
  const bool fixture = claim.kind_ == Claim::Kind::fixture;
  if (claim.limit(what).removed(now) == Restore::put_back) {
    fixture ? log_.warning(messages::fixture_restored, what) : log_.warning(messages::restored, *claim.owner_, what);
    return true;
  }
  const auto window = std::chrono::duration_cast<std::chrono::seconds>(RestoreLimit::window).count();
  if (fixture)
    log_.warning(messages::fixture_waits, what, RestoreLimit::limit, window);
  else
    log_.warning(messages::given_up, *claim.owner_, what, RestoreLimit::limit, window);
  return false;
}

}  // namespace sempervivum::vrrp
