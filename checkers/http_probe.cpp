// HTTP_GET and SSL_GET: each page in turn; status, digest and regular expression
// have to be right (M7, M8).
#include "checkers/http_probe.hpp"

#include <fmt/format.h>

#include <utility>

#include "checkers/http_fetch.hpp"

namespace sempervivum::checkers {

Outcome judge_page(const HttpPage &page, HttpReply &reply, const std::optional<Outcome> &failed) {
  auto outcome = failed ? *failed : reply.judge();
  if (outcome.kind != Outcome::Kind::good) outcome.why += fmt::format(" (url {})", page.path);
  return outcome;
}

Probing probe(const HttpProbe &plan, ProbeTools tools, base::Instant end) {
  for (const auto &page : plan.pages) {
    HttpReply reply{page};
    const auto failed = co_await fetch_page(plan, page, reply, tools, end);
    auto outcome = judge_page(page, reply, failed);
    if (outcome.kind != Outcome::Kind::good) co_return outcome;
  }
  co_return good();
}

bool is_one_plain_page(const Probe &probe) {
  const auto *http = std::get_if<HttpProbe>(&probe);
  return http != nullptr && !http->tls && http->pages.size() == 1;
}

PageProbe::PageProbe(std::shared_ptr<const CheckPlan> plan, ProbeTools tools, base::Instant now, Asker &asker)
    : plan_{std::move(plan)},
      reply_{page()},
      fetch_{tools.loop,
             http(),
             page(),
             reply_,
             now + limit_of(*plan_),
             [this, &asker](const std::optional<Outcome> &failed) { asker.hear(judge_page(page(), reply_, failed)); }} {
}

std::optional<Outcome> PageProbe::begin(base::Instant now) {
  const auto failed = fetch_.begin(now);
  if (!failed) return std::nullopt;
  return judge_page(page(), reply_, failed);
}

}  // namespace sempervivum::checkers
