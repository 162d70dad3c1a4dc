#include "vrrp/trackers.hpp"

namespace sempervivum::vrrp {

Trackers::Trackers(boost::asio::io_context &io, Timers &timers, base::Log log, const Changed &changed)
    : changed_{changed},
      files_{io, log, [this](const std::string &name) { changed_(TrackKind::file, name); }},
      processes_{io, timers, log, [this](const std::string &name) { changed_(TrackKind::process, name); }},
      delays_{timers, [this](const std::string &name) { changed_(TrackKind::interface, name); }} {}

void Trackers::watch(const TrackerPlan &plan, bool at_start) {
  delays_.set(plan.delays);
  files_.watch(plan.files, at_start);
  processes_.watch(plan.processes, plan.process_buffer);
}

void Trackers::report_bfd(const std::string &session, bool up) {
  const auto [at, fresh] = sessions_.emplace(session, up);
  if (!fresh && at->second == up) return;
  at->second = up;
  changed_(TrackKind::bfd, session);
}

// A session nobody has reported on counts as good: without a BFD engine it would
// keep its instances out for ever.
Sightings Trackers::sightings(const ScriptMonitor &scripts) const {
  return {.script = [&scripts](const std::string &name) { return scripts.verdict(name); },
          .file = [this](const std::string &name) { return files_.number(name); },
          .process = [this](const std::string &name) { return processes_.verdict(name); },
          .bfd =
              [this](const std::string &name) {
                const auto at = sessions_.find(name);
                return at == sessions_.end() || at->second ? Verdict::good : Verdict::bad;
              },
          .is_up = [this](const netlink::Link &link) { return delays_.is_up(link); }};
}

}  // namespace sempervivum::vrrp
