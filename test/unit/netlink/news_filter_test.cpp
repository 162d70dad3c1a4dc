#include "netlink/news_filter.hpp"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <array>
#include <initializer_list>

#include "base/fd.hpp"
#include "bytes.hpp"
#include "catch.hpp"

using namespace sempervivum::netlink;
using namespace sempervivum::netlink::test;
using sempervivum::base::UniqueFd;

namespace {

/// The kernel runs any socket's filter: two ends of a pair do for netlink's.
class Sieve {
 public:
  Sieve() {
    std::array<int, 2> ends{};
    REQUIRE(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) == 0);
    in_ = UniqueFd{ends[0]};
    out_ = UniqueFd{ends[1]};
    auto filter = route_news_filter(18);
    const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
    REQUIRE(setsockopt(ends[1], SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) == 0);
  }

  bool passes(const Buffer &datagram) {
    REQUIRE(send(in_.number(), datagram.data(), datagram.size(), 0) == static_cast<ssize_t>(datagram.size()));
    Buffer received(datagram.size());
    return recv(out_.number(), received.data(), received.size(), 0) == static_cast<ssize_t>(datagram.size());
  }

 private:
  UniqueFd in_, out_;
};

Buffer news(std::uint16_t type, std::uint8_t protocol, std::uint16_t flags = 0) {
  Buffer payload;
  rtmsg header{};
  header.rtm_protocol = protocol;
  append(payload, header);
  return message_of(static_cast<std::uint32_t>(16 + payload.size()), type, payload, flags);
}

}  // namespace

TEST_CASE("of route news only our own, replacements and dumps pass") {
  Sieve sieve;
  for (const auto type : {RTM_NEWROUTE, RTM_DELROUTE}) {
    INFO(type);
    CHECK(sieve.passes(news(static_cast<std::uint16_t>(type), 18)));
    for (const auto other : std::initializer_list<std::uint8_t>{0, 2, 4, 17, 19, 186})
      CHECK_FALSE(sieve.passes(news(static_cast<std::uint16_t>(type), other, NLM_F_EXCL | NLM_F_CREATE)));
  }
  CHECK(sieve.passes(news(RTM_NEWROUTE, 186, NLM_F_REPLACE | NLM_F_EXCL)));
  CHECK(sieve.passes(news(RTM_NEWROUTE, 186, NLM_F_MULTI)));
}

TEST_CASE("news of other things passes whatever it says") {
  Sieve sieve;
  for (const std::uint16_t type : {RTM_NEWLINK, RTM_DELADDR, RTM_NEWRULE, RTM_DELRULE, RTM_GETROUTE})
    CHECK(sieve.passes(news(type, 186)));
  CHECK(sieve.passes(message_of(16, NLMSG_DONE, {})));
  CHECK(sieve.passes(message_of(20, NLMSG_ERROR, Buffer(4))));
}
