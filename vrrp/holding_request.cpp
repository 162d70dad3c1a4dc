#include "vrrp/holding_request.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace sempervivum::vrrp {
namespace {

template <class List>
const auto &from_end(const List &list, std::size_t index) {
  return list[list.size() - 1 - index];
}

std::string in_words(std::string_view name, int number) { return fmt::format("{}({})", name, number); }

template <std::size_t Size>
bool contains(const std::array<int, Size> &codes, int code) {
  return std::ranges::find(codes, code) != codes.end();
}

// A route that the kernel did not take is not there to be removed either, and it
// says so in as many ways as it has for refusing one.
constexpr std::array gone_address{EADDRNOTAVAIL, ENODEV};
constexpr std::array gone_route{ESRCH, ENODEV, ENETUNREACH, EHOSTUNREACH, EINVAL, EOPNOTSUPP};
constexpr std::array gone_rule{ENOENT, EINVAL};

using Subject = HoldingRequest::Subject;

Subject subject(bool adding, const PlannedAddress &planned, int code) {
  return {adding, describe(planned),
          adding ? in_words("RTM_NEWADDR", RTM_NEWADDR) : in_words("RTM_DELADDR", RTM_DELADDR),
          adding ? code == EEXIST : contains(gone_address, code)};
}

Subject subject(bool adding, const PlannedRoute &planned, int code) {
  return {adding, describe(planned),
          adding ? in_words("RTM_NEWROUTE", RTM_NEWROUTE) : in_words("RTM_DELROUTE", RTM_DELROUTE),
          adding ? code == EEXIST : contains(gone_route, code)};
}

Subject subject(bool adding, const PlannedRule &planned, int code) {
  return {adding, describe(planned),
          adding ? in_words("RTM_NEWRULE", RTM_NEWRULE) : in_words("RTM_DELRULE", RTM_DELRULE),
          adding ? code == EEXIST : contains(gone_rule, code)};
}

void remove(netlink::Batch &batch, const Possessions &removed) {
  for (std::size_t at = 0; at < removed.rules.size(); ++at)
    netlink::remove_rule(batch, from_end(removed.rules, at).rule);
  for (std::size_t at = 0; at < removed.routes.size(); ++at)
    netlink::remove_route(batch, from_end(removed.routes, at).route);
  for (const auto &planned : removed.addresses) netlink::remove_address(batch, planned.address);
}

void add(netlink::Batch &batch, const Possessions &added) {
  for (const auto &planned : added.addresses) netlink::add_address(batch, planned.address);
  for (const auto &planned : added.routes) netlink::add_route(batch, planned.route, planned.insert);
  for (const auto &planned : added.rules) netlink::add_rule(batch, planned.rule);
}

}  // namespace

HoldingRequest::HoldingRequest(Holdings removed, Holdings added) : subjects_{removed, added} {
  remove(batch, contents(removed));
  add(batch, contents(added));
}

Subject HoldingRequest::Subjects::at(std::size_t index, int code) const {
  const auto &removed = contents(removed_);
  const auto &added = contents(added_);
  if (index < removed.rules.size()) return subject(false, from_end(removed.rules, index), code);
  index -= removed.rules.size();
  if (index < removed.routes.size()) return subject(false, from_end(removed.routes, index), code);
  index -= removed.routes.size();
  if (index < removed.addresses.size()) return subject(false, removed.addresses[index], code);
  index -= removed.addresses.size();
  if (index < added.addresses.size()) return subject(true, added.addresses[index], code);
  index -= added.addresses.size();
  if (index < added.routes.size()) return subject(true, added.routes[index], code);
  return subject(true, added.rules.at(index - added.routes.size()), code);
}

}  // namespace sempervivum::vrrp
