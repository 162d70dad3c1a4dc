/// What the kernel tells of processes that begin, become another program, change
/// their name or end: its proc connector (linux/cn_proc.h).
///
/// It speaks to the first network and process namespaces of the machine only. From
/// another network namespace the socket is opened in the first one, if we may;
/// another process namespace cannot be helped.
///
/// Thread: one. Never blocks.
#pragma once

#include <sys/types.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "base/expected.hpp"
#include "base/fd.hpp"
#include "base/lifeline.hpp"
#include "vrrp/tracker_plan.hpp"

namespace sempervivum::vrrp {

struct ProcessEvent {
  enum class Kind : std::uint8_t { forked, changed, ended, lost };
  /// `changed`: another program or another name. `lost`: events were lost, look again.
  Kind kind = Kind::lost;
  pid_t process = 0;
  /// Of one that was forked.
  pid_t parent = 0;
};

class ProcessEvents {
 public:
  using Callback = std::function<void(const ProcessEvent &)>;

  /// Fails where there is no connector for us.
  static base::SystemResult<std::unique_ptr<ProcessEvents>> open(boost::asio::io_context &io,
                                                                 const ProcessBuffer &buffer, Callback callback);
  ProcessEvents(boost::asio::io_context &io, base::UniqueFd socket, Callback callback);
  ProcessEvents(const ProcessEvents &) = delete;
  ProcessEvents &operator=(const ProcessEvents &) = delete;

 private:
  void wait();
  void receive();
  void take(std::span<const std::byte> datagram);

  boost::asio::posix::stream_descriptor socket_;
  Callback callback_;
  base::Lifeline lifeline_;
};

}  // namespace sempervivum::vrrp
