/// HTTP_GET with one url, as nearly all of them are: a PlainFetch and its verdict.
#pragma once

#include <memory>
#include <optional>

#include "checkers/plain_fetch.hpp"
#include "checkers/probe.hpp"

namespace sempervivum::checkers {

/// The outcome, with the page it is about.
Outcome judge_page(const HttpPage &page, HttpReply &reply, const std::optional<Outcome> &failed);

class PageProbe final : public Underway {
 public:
  /// `plan` has an HttpProbe without TLS.
  PageProbe(std::shared_ptr<const CheckPlan> plan, ProbeTools tools, base::Instant now, Asker &asker);

  /// An outcome means that it has ended already.
  std::optional<Outcome> begin(base::Instant now);

 private:
  const HttpProbe &http() const { return std::get<HttpProbe>(plan_->probe); }
  const HttpPage &page() const { return http().pages.front(); }

  std::shared_ptr<const CheckPlan> plan_;
  HttpReply reply_;
  PlainFetch fetch_;
};

/// Whether that is all there is to the check.
bool is_one_plain_page(const Probe &probe);

}  // namespace sempervivum::checkers
