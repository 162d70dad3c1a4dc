/// One descriptor beside the bytes of a message over a Unix socket (unix(7), SCM_RIGHTS).
#pragma once

#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstring>

#include "base/fd.hpp"

namespace sempervivum::base {

/// Room for it in a message's header; outlives the call that sends or receives.
class PassedFd {
 public:
  /// To be sent with it.
  void attach(msghdr &header, Fd file) {
    make_room(header);
    auto *part = CMSG_FIRSTHDR(&header);
    part->cmsg_level = SOL_SOCKET;
    part->cmsg_type = SCM_RIGHTS;
    const int number = file.number();
    part->cmsg_len = CMSG_LEN(sizeof number);
    std::memcpy(CMSG_DATA(part), &number, sizeof number);
  }
  /// Before receiving.
  void make_room(msghdr &header) {
    header.msg_control = bytes_.data();
    header.msg_controllen = bytes_.size();
  }
  /// What came; none if there was none.
  static UniqueFd taken(msghdr &header) {
    const auto *part = CMSG_FIRSTHDR(&header);
    if (part == nullptr || part->cmsg_type != SCM_RIGHTS) return {};
    int number = -1;
    std::memcpy(&number, CMSG_DATA(part), sizeof number);
    return UniqueFd{number};
  }

 private:
  alignas(cmsghdr) std::array<std::byte, CMSG_SPACE(sizeof(int))> bytes_{};
};

}  // namespace sempervivum::base
