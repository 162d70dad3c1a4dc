/// The wire between the parent and a child: small messages over a socket pair,
/// some with a descriptor.
///
/// parent -> child: reload, with a memory file that holds the new configuration; ask;
/// bequeath, with a line that is cut when no successor will come.
/// child -> parent: started, reloaded (empty text: done; else why not), status, alive
/// (the answer to ask), bequeathed.
/// successor -> child: reload, and claim; child -> successor: reloaded, and estate,
/// with a memory file.
/// End of file means that the other side is gone.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "base/expected.hpp"
#include "base/fd.hpp"
#include "base/lifeline.hpp"

namespace sempervivum::daemon {

struct ControlMessage {
  enum class Kind : std::uint8_t { started, reload, reloaded, status, ask, alive, bequeath, bequeathed, claim, estate };
  Kind kind = Kind::started;
  std::string text;
  base::UniqueFd file;
};

/// Both ends of a new channel.
base::SystemResult<std::pair<base::UniqueFd, base::UniqueFd>> make_channel();

/// Neither blocks. False: the other side is gone or does not read.
bool send_message(base::Fd socket, const ControlMessage &message);
/// EAGAIN: nothing has come; ECONNRESET: the other side is gone.
base::SystemResult<ControlMessage> receive_message(base::Fd socket);

class ControlChannel {
 public:
  struct Handlers {
    std::function<void(ControlMessage)> message;
    std::function<void()> closed;
  };

  ControlChannel(boost::asio::io_context &io, base::UniqueFd socket, Handlers handlers);
  ControlChannel(const ControlChannel &) = delete;
  ControlChannel &operator=(const ControlChannel &) = delete;

  bool send(const ControlMessage &message);

 private:
  void wait();
  void receive();

  boost::asio::posix::stream_descriptor socket_;
  Handlers handlers_;
  base::Lifeline lifeline_;
};

/// An anonymous file with these contents, at its beginning.
base::SystemResult<base::UniqueFd> memory_file(const char *name, std::string_view contents);

/// The whole of a memory file.
base::SystemResult<std::string> read_memory_file(base::Fd file);

}  // namespace sempervivum::daemon
