#include "netlink/news_filter.hpp"

#include <endian.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include <cstddef>

namespace sempervivum::netlink {
namespace {

constexpr std::uint32_t type_at = offsetof(nlmsghdr, nlmsg_type);
constexpr std::uint32_t flags_at = offsetof(nlmsghdr, nlmsg_flags);
constexpr std::uint32_t protocol_at = NLMSG_HDRLEN + offsetof(rtmsg, rtm_protocol);

constexpr std::uint32_t everything = 0xffffffff;
constexpr std::uint32_t nothing = 0;

// The filter loads in network order what netlink has in the host's.
std::uint32_t as_loaded(std::uint16_t number) { return htobe16(number); }

constexpr sock_filter load(std::uint16_t size, std::uint32_t offset) {
  return {static_cast<std::uint16_t>(BPF_LD | BPF_ABS | size), 0, 0, offset};
}

/// Skips that many instructions if the comparison holds or does not.
constexpr sock_filter jump(std::uint16_t comparison, std::uint32_t with, std::uint8_t yes, std::uint8_t no) {
  return {static_cast<std::uint16_t>(BPF_JMP | BPF_K | comparison), yes, no, with};
}

constexpr sock_filter give(std::uint32_t bytes) { return {BPF_RET | BPF_K, 0, 0, bytes}; }

}  // namespace

std::array<sock_filter, 9> route_news_filter(std::uint8_t protocol) {
  return {
      load(BPF_H, type_at),
      jump(BPF_JEQ, as_loaded(RTM_DELROUTE), 3, 0),  // to 5
      jump(BPF_JEQ, as_loaded(RTM_NEWROUTE), 0, 5),  // or to 8
      load(BPF_H, flags_at),
      jump(BPF_JSET, as_loaded(NLM_F_MULTI | NLM_F_REPLACE), 3, 0),  // to 8
      load(BPF_B, protocol_at),                                      // 5
      jump(BPF_JEQ, protocol, 1, 0),                                 // to 8
      give(nothing),
      give(everything),  // 8
  };
}

}  // namespace sempervivum::netlink
