/// MD5 of what comes in pieces: what digests of web pages are made with. Pure.
#pragma once

#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace sempervivum::checkers {

class Md5 {
 public:
  Md5();

  void add(std::string_view bytes);
  /// 32 lower-case hexadecimal digits of all that was added.
  std::string hex() const;

 private:
  struct Free {
    void operator()(evp_md_ctx_st *context) const;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

}  // namespace sempervivum::checkers
