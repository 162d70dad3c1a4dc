/// How an instance's adverts are authenticated, from the parsed file.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/expected.hpp"
#include "parser/model.hpp"
#include "vrrp/advert.hpp"
#include "vrrp/auth_hmac.hpp"

namespace sempervivum::vrrp {

/// The content of the file a key is in, or why it may not be used. Lives in daemon/.
using KeyReader = std::function<base::Expected<std::string, std::string>(const std::string &path)>;

/// Where there are no files to read from.
inline base::Expected<std::string, std::string> no_key_files(const std::string &path) {
  return base::unexpected(path + " cannot be read here");
}

struct PlannedAuth {
  AuthType type = AuthType::none;
  AuthData password{};
  std::optional<HmacConfig> hmac;
  /// Why auth_hmac is not used although it is configured.
  std::optional<std::string> problem;
};

/// auth_hmac replaces authentication. A key that is not 32 to 64 bytes long, a key
/// number that is there twice and an active_key that is not there turn it off.
PlannedAuth planned_auth(const parser::VrrpInstance &instance, const KeyReader &read);

}  // namespace sempervivum::vrrp
