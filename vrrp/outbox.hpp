/// Adverts that wait for the end of the loop's turn, so that those that are due
/// together leave together: one sendmmsg(2) a socket.
///
/// Whoever must not wait flushes. Nothing is allocated per packet: what is full is
/// flushed first.
///
/// Thread: the protocol thread only.
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "base/expected.hpp"
#include "vrrp/advert_socket.hpp"
#include "vrrp/outgoing.hpp"

namespace sempervivum::vrrp {

class Outbox {
 public:
  /// Whose an advert is; told what became of it.
  class Sender {
   public:
    Sender() = default;
    Sender(const Sender &) = delete;
    Sender &operator=(const Sender &) = delete;
    virtual ~Sender() = default;

    virtual void report(const base::SystemResult<void> &sent) = 0;
  };

  explicit Outbox(boost::asio::io_context &io);
  Outbox(const Outbox &) = delete;
  Outbox &operator=(const Outbox &) = delete;
  ~Outbox();

  /// Takes a copy of `message`. The socket and the sender must outlive the turn, or
  /// forget() comes before their end. `seal`: AH, or null.
  void add(AdvertSocket &socket, std::span<const std::byte> message, const Arrival &way, AhAuth *seal, Sender &sender);
  void flush();
  /// What this one has not yet sent is not sent any more.
  void forget(const Sender &sender);

 private:
  static constexpr std::size_t room = 64;
  static constexpr std::size_t bytes_room = std::size_t{4} * max_advert_size;

  struct Slot {
    AdvertSocket *socket = nullptr;
    Sender *sender = nullptr;
    OutgoingPacket packet;
  };
  static bool is_forgotten(const Slot *slot) { return slot->socket == nullptr; }

  std::span<const std::byte> keep(std::span<const std::byte> message);
  void flush_later();
  std::size_t line_up(std::size_t first);
  std::size_t transmit(std::size_t first, std::size_t count);

  boost::asio::io_context &io_;
  std::vector<Slot> slots_;
  std::array<Slot *, room> waiting_{};
  std::size_t count_ = 0;
  std::vector<std::byte> bytes_;
  std::size_t used_ = 0;
  std::array<mmsghdr, room> headers_{};
  bool flush_posted_ = false;
  /// Outlived by what is posted to the loop.
  std::shared_ptr<Outbox *> self_ = std::make_shared<Outbox *>(this);
};

}  // namespace sempervivum::vrrp
