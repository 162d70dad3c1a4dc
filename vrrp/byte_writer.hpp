/// Fills a packet from its front, in network order.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

namespace sempervivum::vrrp {

/// The caller provides room for everything that is put.
class ByteWriter {
 public:
  explicit ByteWriter(std::span<std::byte> room) : room_{room} {}

  void put8(unsigned value) { room_[used_++] = static_cast<std::byte>(value & 0xff); }
  void put16(unsigned value) {
    put8(value >> 8);
    put8(value);
  }
  void put(std::span<const std::byte> bytes) {
    std::ranges::copy(bytes, room_.subspan(used_).begin());
    used_ += bytes.size();
  }
  /// `bytes`, cut or filled up with zeros to `size`.
  void put_padded(std::span<const std::byte> bytes, std::size_t size) {
    const auto shown = bytes.first(std::min(bytes.size(), size));
    put(shown);
    std::ranges::fill(room_.subspan(used_, size - shown.size()), std::byte{0});
    used_ += size - shown.size();
  }
  std::size_t used() const { return used_; }

 private:
  std::span<std::byte> room_;
  std::size_t used_ = 0;
};

}  // namespace sempervivum::vrrp
