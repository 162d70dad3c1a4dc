/// A web server's answer, judged as it comes in. Pure.
///
/// Boost.Beast reads the header; the body is taken as it is sent, chunks and all,
/// because that is what digests of keepalived's genhash are made of. It ends with
/// the connection or after Content-Length bytes. Memory: the header (at most
/// `longest_header`), and of the body what a regular expression looks at (at most
/// `longest_text`).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "checkers/http_header.hpp"
#include "checkers/md5.hpp"
#include "checkers/probe.hpp"
#include "checkers/regex.hpp"

namespace sempervivum::checkers {

class HttpReply {
 public:
  static constexpr std::size_t longest_header = 64 * 1024;
  static constexpr std::size_t longest_text = 4 * 1024 * 1024;
  static constexpr std::uint64_t longest_body = 1024UL * 1024 * 1024;

  /// `page` must outlive it. A digest is made if the page has one, or if it is wanted anyway.
  explicit HttpReply(const HttpPage &page, bool digested = false);

  enum class State : std::uint8_t { more, complete, wrong };
  State feed(std::string_view bytes);

  /// After the connection's end, or what feed() said was the end.
  Outcome judge();

  /// What the digest is of what came.
  std::string digest() const { return digest_ ? digest_->hex() : std::string{}; }
  unsigned status() const { return parser_.status(); }

 private:
  State feed_header(std::string_view bytes);
  State feed_body(std::string_view bytes);
  Outcome judge_body();

  const HttpPage &page_;
  HttpHeader parser_;
  /// What of the header has come so far, unless it came at once.
  std::string header_;
  bool in_body_ = false;
  std::optional<std::uint64_t> length_;
  std::uint64_t received_ = 0;
  std::optional<Md5> digest_;
  std::string text_;
  std::string wrong_;
};

}  // namespace sempervivum::checkers
