#include "netlink/picture.hpp"

#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include <string>

#include "catch.hpp"

using namespace sempervivum::netlink;
using sempervivum::base::InterfaceIndex;
using sempervivum::base::IpAddress;

namespace {

IpAddress ip(std::string_view text) { return IpAddress::parse(text).value(); }

/// Feeds messages to a picture and writes the changes as short words:
/// "+link eth0, ~addr 10.0.0.1, -link eth0".
struct Scene {
  Picture picture;

  std::string news(Batch &batch, std::uint16_t type) {
    Changes changes;
    auto bytes = batch.bytes();
    auto message = take_message(bytes).value();
    message.type = type;
    picture.apply(message, changes);
    return words(changes);
  }

  std::string link(std::uint16_t type, int index, std::string_view name, unsigned flags = IFF_UP | IFF_RUNNING) {
    Batch batch;
    batch.begin(type, 0, ifinfomsg{AF_UNSPEC, 0, 1, index, flags, 0});
    batch.put_text(IFLA_IFNAME, name);
    return news(batch, type);
  }
  std::string link(int index, std::string_view name, unsigned flags = IFF_UP | IFF_RUNNING) {
    return link(RTM_NEWLINK, index, name, flags);
  }

  std::string address(std::uint16_t type, const Address &address) {
    Batch batch;
    add_address(batch, address);
    return news(batch, type);
  }
  std::string address(unsigned link, std::string_view text, std::uint8_t prefix_length = 24) {
    return address(RTM_NEWADDR, plain_address(InterfaceIndex{link}, ip(text), prefix_length));
  }

  std::string end_dump() {
    Changes changes;
    picture.end_dump(changes);
    return words(changes);
  }

  static std::string word(const LinkAdded &change) { return "+link " + change.link.name; }
  static std::string word(const LinkChanged &change) { return "~link " + change.before.name + ">" + change.after.name; }
  static std::string word(const LinkRemoved &change) { return "-link " + change.link.name; }
  static std::string word(const AddressAdded &change) { return "+addr " + change.address.address.to_string(); }
  static std::string word(const AddressChanged &change) { return "~addr " + change.after.address.to_string(); }
  static std::string word(const AddressRemoved &change) { return "-addr " + change.address.address.to_string(); }

  static std::string words(const Changes &changes) {
    std::string text;
    for (const auto &change : changes)
      text += (text.empty() ? "" : ", ") + std::visit([](const auto &kind) { return word(kind); }, change);
    return text;
  }
};

}  // namespace

TEST_CASE("links come, change, are renamed and go") {
  Scene scene;
  CHECK(scene.link(2, "eth0") == "+link eth0");
  CHECK(scene.link(2, "eth0") == "");
  CHECK(scene.link(2, "eth0", IFF_UP) == "~link eth0>eth0");
  CHECK(scene.link(2, "lan0", IFF_UP) == "~link eth0>lan0");
  CHECK(scene.picture.link("lan0")->index == InterfaceIndex{2});
  CHECK(scene.picture.link("eth0") == nullptr);
  CHECK(scene.link(RTM_DELLINK, 2, "lan0") == "-link lan0");
  CHECK(scene.picture.link(InterfaceIndex{2}) == nullptr);
  CHECK(scene.link(RTM_DELLINK, 2, "lan0") == "");
}

TEST_CASE("an interface made again under its name is another one") {
  Scene scene;
  scene.link(2, "eth0");
  scene.link(RTM_DELLINK, 2, "eth0");
  CHECK(scene.link(9, "eth0") == "+link eth0");
  CHECK(scene.picture.link("eth0")->index == InterfaceIndex{9});
}

TEST_CASE("addresses come, change and go") {
  Scene scene;
  auto address = plain_address(InterfaceIndex{2}, ip("fd00::1"), 64);
  CHECK(scene.address(RTM_NEWADDR, address) == "+addr fd00::1");
  address.flags |= bit(AddressFlag::home);
  CHECK(scene.address(RTM_NEWADDR, address) == "~addr fd00::1");
  CHECK(scene.picture.address(address.key())->has(AddressFlag::home));
  CHECK(scene.address(RTM_DELADDR, address) == "-addr fd00::1");
  CHECK(scene.address(RTM_DELADDR, address) == "");
}

TEST_CASE("a lifetime that runs down is no change but is remembered") {
  Scene scene;
  auto address = plain_address(InterfaceIndex{2}, ip("fd00::1"), 64);
  address.preferred = 100;
  scene.address(RTM_NEWADDR, address);
  address.preferred = 60;
  CHECK(scene.address(RTM_NEWADDR, address) == "");
  CHECK(scene.picture.address(address.key())->preferred == 60);
}

TEST_CASE("the same address with another prefix or link is another address") {
  Scene scene;
  CHECK(scene.address(2, "10.0.0.1", 24) == "+addr 10.0.0.1");
  CHECK(scene.address(2, "10.0.0.1", 32) == "+addr 10.0.0.1");
  CHECK(scene.address(3, "10.0.0.1", 24) == "+addr 10.0.0.1");
  CHECK(scene.picture.address_count() == 3);
}

TEST_CASE("a link takes its addresses with it") {
  Scene scene;
  scene.link(2, "eth0");
  scene.link(3, "eth1");
  scene.address(2, "10.0.0.1");
  scene.address(2, "fd00::1");
  scene.address(3, "10.0.1.1");
  CHECK(scene.link(RTM_DELLINK, 2, "eth0") == "-addr 10.0.0.1, -addr fd00::1, -link eth0");
  CHECK(scene.picture.address_count() == 1);
}

TEST_CASE("the addresses of one link are visited") {
  Scene scene;
  scene.address(1, "127.0.0.1", 8);
  scene.address(2, "10.0.0.2");
  scene.address(2, "10.0.0.1");
  scene.address(2, "fd00::1");
  scene.address(3, "10.0.1.1");
  std::string visited;
  scene.picture.for_each_address(InterfaceIndex{2},
                                 [&](const Address &address) { visited += address.address.to_string() + " "; });
  CHECK(visited == "10.0.0.1 10.0.0.2 fd00::1 ");
}

TEST_CASE("a dump removes what it does not confirm and adds what was missed") {
  Scene scene;
  scene.link(2, "eth0");
  scene.link(3, "eth1");
  scene.address(2, "10.0.0.1");
  scene.address(2, "10.0.0.2");
  scene.address(3, "10.0.1.1");
  scene.picture.begin_dump();
  CHECK(scene.link(2, "eth0") == "");
  CHECK(scene.link(4, "eth2") == "+link eth2");
  CHECK(scene.address(2, "10.0.0.2") == "");
  CHECK(scene.address(4, "10.0.2.1") == "+addr 10.0.2.1");
  CHECK(scene.end_dump() == "-addr 10.0.0.1, -addr 10.0.1.1, -link eth1");
}

TEST_CASE("news that arrive during a dump count as confirmed") {
  Scene scene;
  scene.link(2, "eth0");
  scene.picture.begin_dump();
  scene.link(2, "eth0");
  CHECK(scene.address(2, "10.0.0.9") == "+addr 10.0.0.9");
  CHECK(scene.end_dump() == "");
}

TEST_CASE("a dump that was begun twice still confirms only what came since") {
  Scene scene;
  scene.picture.begin_dump();
  scene.link(2, "eth0");
  scene.link(3, "eth1");
  scene.picture.begin_dump();
  scene.link(3, "eth1");
  CHECK(scene.end_dump() == "-link eth0");
}

TEST_CASE("an unreadable message changes nothing and is counted") {
  Scene scene;
  scene.link(2, "eth0");
  CHECK(scene.link(2, "") == "");
  CHECK(scene.link(2, "a name that is too long") == "");
  CHECK(scene.picture.unreadable() == 2);
  CHECK(scene.picture.link("eth0") != nullptr);
}

TEST_CASE("news are about addresses, about names, or about neither") {
  Link link;
  link.name = "eth0";
  auto renamed = link;
  renamed.name = "lan0";
  auto up = link;
  up.flags = IFF_UP;
  CHECK(is_about_addresses(AddressAdded{}));
  CHECK(is_about_addresses(AddressRemoved{}));
  CHECK_FALSE(is_about_addresses(LinkAdded{link}));
  CHECK(changes_names(LinkAdded{link}));
  CHECK(changes_names(LinkRemoved{link}));
  CHECK(changes_names(LinkChanged{link, renamed}));
  CHECK_FALSE(changes_names(LinkChanged{link, up}));
  CHECK_FALSE(changes_names(AddressAdded{}));
}
