#include "daemon/compression.hpp"

#include <zlib.h>

#include <cstdint>
#include <cstring>
#include <new>

namespace sempervivum::daemon {
namespace {

/// What was compressed has this many bytes; in front.
using Size = std::uint32_t;
constexpr Size most = 1U << 30U;

const Bytef *octets(std::string_view bytes) { return reinterpret_cast<const Bytef *>(bytes.data()); }
Bytef *octets(std::string &bytes) { return reinterpret_cast<Bytef *>(bytes.data()); }

}  // namespace

std::string compress(std::string_view bytes) {
  const auto size = static_cast<Size>(bytes.size());
  auto room = compressBound(bytes.size());
  std::string out(sizeof size + room, '\0');
  std::memcpy(out.data(), &size, sizeof size);
  if (compress2(octets(out) + sizeof size, &room, octets(bytes), bytes.size(), Z_BEST_SPEED) != Z_OK)
    throw std::bad_alloc{};
  out.resize(sizeof size + room);
  out.shrink_to_fit();
  return out;
}

std::optional<std::string> decompress(std::string_view compressed) {
  Size size = 0;
  if (compressed.size() < sizeof size) return std::nullopt;
  std::memcpy(&size, compressed.data(), sizeof size);
  if (size > most) return std::nullopt;
  std::string out(size, '\0');
  uLongf length = size;
  const auto packed = compressed.substr(sizeof size);
  if (uncompress(octets(out), &length, octets(packed), packed.size()) != Z_OK || length != size) return std::nullopt;
  return out;
}

}  // namespace sempervivum::daemon
