#include "checkers/http_reply.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>

namespace sempervivum::checkers {
namespace {

namespace http = boost::beast::http;

bool accepted(const HttpPage &page, unsigned status) {
  return std::ranges::any_of(page.statuses,
                             [status](const auto &range) { return range.first <= status && status <= range.last; });
}

}  // namespace

HttpReply::HttpReply(const HttpPage &page, bool digested) : page_{page} {
  if (digested || !page.digest.empty()) digest_.emplace();
  parser_.header_limit(longest_header);
  parser_.skip(true);
}

HttpReply::State HttpReply::feed(std::string_view bytes) { return in_body_ ? feed_body(bytes) : feed_header(bytes); }

// Beast wants the whole header at once; what has come of it is kept until then.
HttpReply::State HttpReply::feed_header(std::string_view bytes) {
  if (!header_.empty()) bytes = header_ += bytes;
  boost::system::error_code error;
  const auto rest = bytes.substr(parser_.put(boost::asio::buffer(bytes), error));
  if (error == http::error::need_more) {
    header_ = std::string{rest};
    if (header_.size() <= longest_header) return State::more;
    error = http::error::header_limit;
  }
  if (error) {
    wrong_ = "no HTTP: " + error.message();
    return State::wrong;
  }
  if (!parser_.is_header_done()) {
    header_ = std::string{rest};
    return State::more;
  }
  in_body_ = true;
  if (const auto length = parser_.content_length()) length_ = *length;
  const auto state = feed_body(rest);
  header_ = {};
  return state;
}

HttpReply::State HttpReply::feed_body(std::string_view bytes) {
  if (length_)
    bytes = bytes.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), *length_ - received_)));
  received_ += bytes.size();
  if (digest_) digest_->add(bytes);
  if (page_.regex) text_ += bytes.substr(0, longest_text - std::min(longest_text, text_.size()));
  if (received_ > longest_body) {
    wrong_ = "the page is too long";
    return State::wrong;
  }
  return length_ && received_ == *length_ ? State::complete : State::more;
}

Outcome HttpReply::judge() {
  if (!wrong_.empty()) return bad(wrong_);
  if (!in_body_) return bad(received_ == 0 && header_.empty() ? "no data received" : "no complete HTTP header");
  if (!accepted(page_, status())) return bad(fmt::format("HTTP status code {}", status()));
  return judge_body();
}

Outcome HttpReply::judge_body() {
  if (!page_.digest.empty()) {
    if (const auto sum = digest(); sum != page_.digest) return bad("MD5 digest " + sum);
  }
  if (!page_.regex) return good();
  const auto pattern = Regex::compile(*page_.regex);
  if (!pattern) return bad("Regex: " + pattern.error());
  if (pattern->matches(text_) == page_.regex->no_match) return bad("Regex match failed");
  return good();
}

}  // namespace sempervivum::checkers
