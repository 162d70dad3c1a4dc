#include "netlink/batch.hpp"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include <vector>

#include "bytes.hpp"
#include "catch.hpp"
#include "netlink/address.hpp"

using namespace sempervivum::netlink;
using namespace sempervivum::netlink::test;

namespace {

/// Requests of 16 + 8 bytes and one attribute of 5.
Batch requests(std::size_t count) {
  Batch batch;
  for (std::size_t i = 0; i < count; ++i) {
    batch.begin(RTM_NEWADDR, 0, ifaddrmsg{});
    batch.put_text(IFA_LABEL, "");
  }
  return batch;
}

std::vector<Message> all_messages(Bytes bytes) {
  std::vector<Message> messages;
  while (!bytes.empty()) messages.push_back(take_message(bytes).value());
  return messages;
}

}  // namespace

TEST_CASE("a batch holds whole requests one after another") {
  auto batch = requests(3);
  CHECK(batch.size() == 3);
  batch.number(10);
  const auto messages = all_messages(batch.bytes());
  REQUIRE(messages.size() == 3);
  CHECK(messages[0].sequence == 10);
  CHECK(messages[2].sequence == 12);
  CHECK(messages[1].flags == NLM_F_REQUEST);
  CHECK(messages[1].payload.size() == 8 + 8);
}

TEST_CASE("a cleared batch is empty") {
  auto batch = requests(2);
  batch.clear();
  CHECK(batch.empty());
  CHECK(batch.bytes().empty());
  CHECK(batch.slice(0, 100).requests == 0);
}

TEST_CASE("nested attributes enclose what was put inside") {
  Batch batch;
  batch.begin(RTM_NEWLINK, 0, ifinfomsg{});
  {
    const auto info = batch.nest(18);
    batch.put_text(1, "macvlan");
    const auto data = batch.nest(2);
    batch.put(1, std::uint32_t{1});
  }
  batch.put(4, std::uint32_t{1500});
  auto attributes = first_message(batch.bytes()).payload.subspan(sizeof(ifinfomsg));
  const auto info = take_attribute(attributes).value();
  CHECK(info.type == 18);
  CHECK(info.value.size() == 12 + 12);
  CHECK(take_attribute(attributes)->type == 4);
  CHECK(attributes.empty());
}

TEST_CASE("slices are whole requests, and only their last asks for an answer") {
  auto batch = requests(5);
  constexpr std::size_t request = 32;
  struct Row {
    std::size_t limit, requests;
  };
  const auto row = GENERATE(values<Row>({{1, 1}, {32, 1}, {63, 1}, {64, 2}, {100, 3}, {160, 5}, {4096, 5}}));
  const auto slice = batch.slice(0, row.limit);
  CHECK(slice.requests == row.requests);
  CHECK(slice.bytes.size() == row.requests * request);
  const auto messages = all_messages(slice.bytes);
  for (std::size_t i = 0; i < messages.size(); ++i)
    CHECK(((messages[i].flags & NLM_F_ACK) != 0) == (i + 1 == messages.size()));
}

TEST_CASE("slices follow each other to the end of the batch") {
  auto batch = requests(5);
  std::size_t offset = 0, total = 0, slices = 0;
  for (auto slice = batch.slice(0, 64); slice.requests != 0; slice = batch.slice(offset, 64)) {
    offset += slice.bytes.size();
    total += slice.requests;
    ++slices;
  }
  CHECK(total == 5);
  CHECK(slices == 3);
}
