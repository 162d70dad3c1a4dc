/// The header of a web server's answer, read by Boost.Beast. Pure.
///
/// Only the status and the length of the body are kept: fields cost memory, and
/// nobody asks for them.
#pragma once

#include <boost/beast/http/basic_parser.hpp>

namespace sempervivum::checkers {

class HttpHeader final : public boost::beast::http::basic_parser<false> {
 public:
  /// 0 before the status line has come.
  unsigned status() const { return status_; }

 private:
  using View = boost::beast::string_view;
  using Error = boost::beast::error_code;

  void on_request_impl(boost::beast::http::verb, View, View, int, Error &) override {}
  void on_response_impl(int code, View, int, Error &) override { status_ = static_cast<unsigned>(code); }
  void on_field_impl(boost::beast::http::field, View, View, Error &) override {}
  void on_header_impl(Error &) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t> &, Error &) override {}
  std::size_t on_body_impl(View body, Error &) override { return body.size(); }
  void on_chunk_header_impl(std::uint64_t, View, Error &) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, View body, Error &) override { return body.size(); }
  void on_finish_impl(Error &) override {}

  unsigned status_ = 0;
};

}  // namespace sempervivum::checkers
