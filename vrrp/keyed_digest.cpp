#include "vrrp/keyed_digest.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <stdexcept>
#include <string>

namespace sempervivum::vrrp {
namespace {

constexpr std::array<const char *, 2> algorithm_names{"MD5", "SHA256"};

void demand(bool worked) {
  if (!worked) throw std::runtime_error{"libcrypto cannot compute the HMAC that authentication needs"};
}

EVP_MAC_CTX *mac(void *context) { return static_cast<EVP_MAC_CTX *>(context); }

const unsigned char *octets(std::span<const std::byte> bytes) {
  return reinterpret_cast<const unsigned char *>(bytes.data());
}

}  // namespace

void KeyedDigest::Free::operator()(void *context) const { EVP_MAC_CTX_free(mac(context)); }

KeyedDigest::KeyedDigest(Algorithm algorithm, std::span<const std::byte> key) {
  const std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> hmac{EVP_MAC_fetch(nullptr, "HMAC", nullptr), &EVP_MAC_free};
  demand(hmac != nullptr);
  context_.reset(EVP_MAC_CTX_new(hmac.get()));
  demand(context_ != nullptr);
  std::string name{algorithm_names[static_cast<std::size_t>(algorithm)]};
  const std::array params{OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.data(), 0),
                          OSSL_PARAM_construct_end()};
  demand(EVP_MAC_init(mac(context_.get()), octets(key), key.size(), params.data()) == 1);
}

KeyedDigest::Value KeyedDigest::of(std::initializer_list<Piece> pieces) {
  auto *context = mac(context_.get());
  // Without a key it begins anew with the one it has.
  demand(EVP_MAC_init(context, nullptr, 0, nullptr) == 1);
  for (const auto piece : pieces) demand(EVP_MAC_update(context, octets(piece), piece.size()) == 1);
  Value value{};
  std::size_t size = 0;
  demand(EVP_MAC_final(context, reinterpret_cast<unsigned char *>(value.data()), &size, value.size()) == 1);
  return value;
}

bool same_digest(std::span<const std::byte> left, std::span<const std::byte> right) {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace sempervivum::vrrp
