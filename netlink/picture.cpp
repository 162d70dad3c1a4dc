#include "netlink/picture.hpp"

#include <linux/rtnetlink.h>

#include <algorithm>
#include <utility>

namespace sempervivum::netlink {
namespace {

// Lifetimes run down by themselves: a dump that shows them is not news.
bool same_but_for_lifetimes(const Address &left, Address right) {
  right.preferred = left.preferred;
  right.valid = left.valid;
  return left == right;
}

}  // namespace

bool is_about_addresses(const Change &change) {
  return std::holds_alternative<AddressAdded>(change) || std::holds_alternative<AddressChanged>(change) ||
         std::holds_alternative<AddressRemoved>(change);
}

bool changes_names(const Change &change) {
  const auto *changed = std::get_if<LinkChanged>(&change);
  if (changed != nullptr) return changed->before.name != changed->after.name;
  return std::holds_alternative<LinkAdded>(change) || std::holds_alternative<LinkRemoved>(change);
}

void Picture::apply(const Message &message, Changes &changes) {
  const auto note = [&](const auto &parsed, bool gone) {
    if (!parsed) {
      if (parsed.error() != ParseError::wrong_type) ++unreadable_;
    } else if (gone) {
      remove(*parsed, changes);
    } else {
      set(*parsed, changes);
    }
  };
  switch (message.type) {
    case RTM_NEWLINK:
    case RTM_DELLINK: return note(parse_link(message), message.type == RTM_DELLINK);
    case RTM_NEWADDR:
    case RTM_DELADDR: return note(parse_address(message), message.type == RTM_DELADDR);
    default: return;
  }
}

void Picture::set(Link link, Changes &changes) {
  const auto [at, added] = links_.try_emplace(link.index, Known<Link>{link, dump_});
  if (added) return changes.push_back(LinkAdded{std::move(link)});
  at->second.dump = dump_;
  if (at->second.value == link) return;
  changes.push_back(LinkChanged{std::exchange(at->second.value, link), link});
}

void Picture::set(Address address, Changes &changes) {
  const auto [at, added] = addresses_.try_emplace(address.key(), Known<Address>{address, dump_, ++order_});
  if (added) return changes.push_back(AddressAdded{std::move(address)});
  at->second.dump = dump_;
  auto before = std::exchange(at->second.value, address);
  if (same_but_for_lifetimes(before, address)) return;
  changes.push_back(AddressChanged{std::move(before), std::move(address)});
}

void Picture::remove(const Link &link, Changes &changes) {
  const auto at = links_.find(link.index);
  if (at == links_.end()) return;
  remove_addresses(link.index, changes);
  changes.push_back(LinkRemoved{std::move(at->second.value)});
  links_.erase(at);
}

void Picture::remove(const Address &address, Changes &changes) {
  const auto at = addresses_.find(address.key());
  if (at == addresses_.end()) return;
  changes.push_back(AddressRemoved{std::move(at->second.value)});
  addresses_.erase(at);
}

void Picture::remove_addresses(base::InterfaceIndex link, Changes &changes) {
  auto at = addresses_.lower_bound(first_key(link));
  while (at != addresses_.end() && at->first.link == link) {
    changes.push_back(AddressRemoved{std::move(at->second.value)});
    at = addresses_.erase(at);
  }
}

void Picture::begin_dump() { ++dump_; }

void Picture::end_dump(Changes &changes) {
  for (auto at = addresses_.begin(); at != addresses_.end();) {
    if (at->second.dump == dump_) {
      ++at;
      continue;
    }
    changes.push_back(AddressRemoved{std::move(at->second.value)});
    at = addresses_.erase(at);
  }
  std::vector<Link> gone;
  for (const auto &[index, known] : links_)
    if (known.dump != dump_) gone.push_back(known.value);
  for (const auto &link : gone) remove(link, changes);
}

const Link *Picture::link(base::InterfaceIndex index) const {
  const auto at = links_.find(index);
  return at == links_.end() ? nullptr : &at->second.value;
}

const Link *Picture::link(std::string_view name) const {
  const auto at = std::ranges::find_if(links_, [name](const auto &entry) { return entry.second.value.name == name; });
  return at == links_.end() ? nullptr : &at->second.value;
}

const Address *Picture::address(const AddressKey &key) const {
  const auto at = addresses_.find(key);
  return at == addresses_.end() ? nullptr : &at->second.value;
}

}  // namespace sempervivum::netlink
