/// What we know of links and addresses, and how it changes: pure.
///
/// The picture is fed with messages, news or dump alike, and answers with the
/// differences they make. A dump between begin_dump() and end_dump() replaces
/// what was known: what it does not confirm is removed, so that news which got
/// lost still reach the observers. Unreadable messages change nothing and are
/// counted.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "netlink/address.hpp"
#include "netlink/link.hpp"
#include "netlink/message.hpp"

namespace sempervivum::netlink {

struct LinkAdded {
  Link link;
};
/// Also a rename or a new hardware address: compare the two.
struct LinkChanged {
  Link before;
  Link after;
};
/// Comes after AddressRemoved for each of its addresses.
struct LinkRemoved {
  Link link;
};
struct AddressAdded {
  Address address;
};
/// Flags (tentative, deprecated …), label, broadcast or scope; not lifetimes.
struct AddressChanged {
  Address before;
  Address after;
};
struct AddressRemoved {
  Address address;
};

using Change = std::variant<LinkAdded, LinkChanged, LinkRemoved, AddressAdded, AddressChanged, AddressRemoved>;
/// In the order in which they happened.
bool is_about_addresses(const Change &change);

/// Whether a name leads to another link now, or to none.
bool changes_names(const Change &change);

using Changes = std::vector<Change>;

class Picture {
 public:
  /// Appends the differences `message` makes to `changes`. Messages about
  /// neither links nor addresses are ignored.
  void apply(const Message &message, Changes &changes);

  void begin_dump();
  void end_dump(Changes &changes);

  /// nullptr when there is none; valid until the next apply() or end_dump().
  const Link *link(base::InterfaceIndex index) const;
  const Link *link(std::string_view name) const;
  const Address *address(const AddressKey &key) const;

  /// By index, and by link, family and address.
  template <class Visit>
  void for_each_link(Visit &&visit) const {
    for (const auto &[index, known] : links_) visit(known.value);
  }
  template <class Visit>
  void for_each_address(base::InterfaceIndex link, Visit &&visit) const {
    for (auto at = addresses_.lower_bound(first_key(link)); at != addresses_.end() && at->first.link == link; ++at)
      visit(at->second.value);
  }
  /// Of those that `accept` (Address -> bool) takes, the one known longest: the
  /// kernel lists an interface's primary address first. nullptr if none.
  template <class Accept>
  const Address *first_address(base::InterfaceIndex link, Accept &&accept) const {
    const Known<Address> *first = nullptr;
    for (auto at = addresses_.lower_bound(first_key(link)); at != addresses_.end() && at->first.link == link; ++at)
      if ((first == nullptr || at->second.order < first->order) && accept(at->second.value)) first = &at->second;
    return first == nullptr ? nullptr : &first->value;
  }
  std::size_t link_count() const { return links_.size(); }
  std::size_t address_count() const { return addresses_.size(); }
  /// Messages that could not be read.
  std::uint64_t unreadable() const { return unreadable_; }

 private:
  template <class T>
  struct Known {
    T value;
    std::uint32_t dump = 0;   // the last dump, or news since, that had it
    std::uint64_t order = 0;  // addresses: counts up as they come to be known
  };

  static AddressKey first_key(base::InterfaceIndex link) { return {link, {}, 0, {}}; }
  void set(Link link, Changes &changes);
  void set(Address address, Changes &changes);
  void remove(const Link &link, Changes &changes);
  void remove(const Address &address, Changes &changes);
  void remove_addresses(base::InterfaceIndex link, Changes &changes);

  std::map<base::InterfaceIndex, Known<Link>> links_;
  std::map<AddressKey, Known<Address>> addresses_;
  std::uint32_t dump_ = 0;
  std::uint64_t order_ = 0;
  std::uint64_t unreadable_ = 0;
};

}  // namespace sempervivum::netlink
