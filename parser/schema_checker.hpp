/// The places of a real server's checks.
#pragma once

#include "parser/schema.hpp"

namespace sempervivum::parser {

extern const Place misc_place;
extern const Place smtp_place;
extern const Place tcp_place;
extern const Place ping_place;
extern const Place udp_place;
extern const Place http_place;
extern const Place ssl_get_place;
extern const Place dns_place;
extern const Place file_place;
extern const Place bfd_check_place;

}  // namespace sempervivum::parser
