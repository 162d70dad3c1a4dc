/// What HTTP_GET asks a web server. Pure.
#pragma once

#include <string>

#include "checkers/plan.hpp"

namespace sempervivum::checkers {

/// keepalived's request, byte for byte (M7): servers and their logs know it.
std::string http_request(const HttpPage &page, parser::HttpProtocol protocol);

}  // namespace sempervivum::checkers
