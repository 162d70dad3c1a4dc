/// Reading the file that holds a key of auth_hmac.
#pragma once

#include <string>

#include "base/expected.hpp"

namespace sempervivum::daemon {

/// Its content; or why it may not be used: it cannot be read, is no regular file,
/// is too long for a key, or others than its owner may read it.
base::Expected<std::string, std::string> read_key_file(const std::string &path);

}  // namespace sempervivum::daemon
