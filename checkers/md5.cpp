#include "checkers/md5.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <stdexcept>

namespace sempervivum::checkers {

void Md5::Free::operator()(evp_md_ctx_st *context) const { EVP_MD_CTX_free(context); }

Md5::Md5() : context_{EVP_MD_CTX_new()} {
  if (!context_ || EVP_DigestInit_ex(context_.get(), EVP_md5(), nullptr) != 1)
    throw std::runtime_error{"libcrypto has no MD5"};
}

void Md5::add(std::string_view bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }

std::string Md5::hex() const {
  Md5 copy;
  EVP_MD_CTX_copy_ex(copy.context_.get(), context_.get());
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_DigestFinal_ex(copy.context_.get(), digest.data(), &size);
  std::string text;
  for (unsigned index = 0; index < size; ++index) text += fmt::format("{:02x}", digest[index]);
  return text;
}

}  // namespace sempervivum::checkers
