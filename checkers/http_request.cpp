#include "checkers/http_request.hpp"

#include <initializer_list>
#include <string_view>

namespace sempervivum::checkers {

std::string http_request(const HttpPage &page, parser::HttpProtocol protocol) {
  const std::string_view version = protocol == parser::HttpProtocol::http_1_1 ? "1" : "0";
  const std::string_view connection = protocol == parser::HttpProtocol::http_1_0 ? "" : "Connection: close\r\n";
  const auto parts = {std::string_view{"GET "},
                      std::string_view{page.path},
                      std::string_view{" HTTP/1."},
                      version,
                      std::string_view{"\r\nUser-Agent: KeepAliveClient\r\n"},
                      connection,
                      std::string_view{"Host: "},
                      std::string_view{page.host},
                      std::string_view{"\r\n\r\n"}};
  std::size_t size = 0;
  for (const auto part : parts) size += part.size();
  std::string text;
  text.reserve(size);
  for (const auto part : parts) text += part;
  return text;
}

}  // namespace sempervivum::checkers
