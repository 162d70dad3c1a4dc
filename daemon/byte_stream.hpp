/// Numbers and strings one after the other in a string: what parent and child
/// exchange. Both are the same program, so native byte order will do.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace sempervivum::daemon {

class ByteWriter {
 public:
  void number(std::uint32_t value) { bytes_.append(reinterpret_cast<const char *>(&value), sizeof value); }
  /// At most 4 GiB.
  void text(std::string_view value) {
    number(static_cast<std::uint32_t>(value.size()));
    bytes_ += value;
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// Reads from the front; nothing any more once the bytes have ended too early.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_{bytes} {}

  std::optional<std::uint32_t> number() {
    std::uint32_t value = 0;
    if (rest_.size() < sizeof value) return fail();
    std::memcpy(&value, rest_.data(), sizeof value);
    rest_.remove_prefix(sizeof value);
    return value;
  }

  std::optional<std::string_view> text() {
    const auto size = number();
    if (!size || rest_.size() < *size) return fail();
    const auto value = rest_.substr(0, *size);
    rest_.remove_prefix(*size);
    return value;
  }

  bool at_end() const { return rest_.empty(); }

 private:
  std::nullopt_t fail() {
    rest_ = {};
    return std::nullopt;
  }

  std::string_view rest_;
};

}  // namespace sempervivum::daemon
