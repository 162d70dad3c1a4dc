#include "checkers/http_request.hpp"

#include <fmt/format.h>

namespace sempervivum::checkers {

std::string http_request(const HttpPage &page, parser::HttpProtocol protocol) {
  const bool newer = protocol == parser::HttpProtocol::http_1_1;
  const bool plain = protocol == parser::HttpProtocol::http_1_0;
  return fmt::format("GET {} HTTP/1.{}\r\nUser-Agent: KeepAliveClient\r\n{}Host: {}\r\n\r\n", page.path, newer ? 1 : 0,
                     plain ? "" : "Connection: close\r\n", page.host);
}

}  // namespace sempervivum::checkers
