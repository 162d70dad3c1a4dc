/// HMAC (RFC 2104) through libcrypto, keyed once and used for every packet.
///
/// The only place of the VRRP core that knows OpenSSL; only auth_hmac and auth_ah
/// (library vrrp_auth) use it. A digest costs no allocation of ours.
///
/// Thread: one at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>

namespace sempervivum::vrrp {

class KeyedDigest {
 public:
  enum class Algorithm : std::uint8_t { md5, sha256 };
  /// Room for the longest of them; an HMAC-MD5 fills the first half.
  using Value = std::array<std::byte, 32>;
  using Piece = std::span<const std::byte>;

  /// Throws std::runtime_error where libcrypto offers no such algorithm (a FIPS
  /// build without MD5): the configuration cannot be run then.
  KeyedDigest(Algorithm algorithm, std::span<const std::byte> key);

  /// Over the pieces one after the other.
  Value of(std::initializer_list<Piece> pieces);

 private:
  struct Free {
    void operator()(void *context) const;
  };
  std::unique_ptr<void, Free> context_;
};

/// Compares in a time that does not depend on where the two differ; pieces of
/// different size are different.
bool same_digest(std::span<const std::byte> left, std::span<const std::byte> right);

}  // namespace sempervivum::vrrp
