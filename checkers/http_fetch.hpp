/// Fetching one page: what HTTP_GET, SSL_GET and genhash have in common.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>

#include "checkers/http_reply.hpp"
#include "checkers/probe.hpp"

namespace sempervivum::checkers {

/// Fills `reply`, which is to be judged afterwards; an outcome means that it came to
/// nothing. Everything handed in has to last until the end.
boost::asio::awaitable<std::optional<Outcome>> fetch_page(const HttpProbe &plan, const HttpPage &page, HttpReply &reply,
                                                          ProbeTools tools, base::Instant end);

}  // namespace sempervivum::checkers
