/// What SSL_GET checks share: trust and keys of the SSL block.
///
/// As with keepalived no certificate is verified: a check asks whether the service
/// works, not who it is (M8).
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <optional>
#include <string>

#include "base/expected.hpp"
#include "parser/model_checker.hpp"

namespace sempervivum::checkers {

class TlsContext {
 public:
  /// Made when the first check needs it: starting OpenSSL takes time and memory.
  boost::asio::ssl::context &get();

  /// The error names the file and what is wrong with it; the context is the one before.
  base::Expected<void, std::string> configure(const std::optional<parser::SslSettings> &settings);

 private:
  std::unique_ptr<boost::asio::ssl::context> context_;
};

}  // namespace sempervivum::checkers
