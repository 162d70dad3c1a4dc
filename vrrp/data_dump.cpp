#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <vector>

#include "vrrp/counters_dump.hpp"
#include "vrrp/data_dump_objects.hpp"
#include "vrrp/dump_page.hpp"
#include "vrrp/dump_view.hpp"
#include "vrrp/dump_words.hpp"

namespace sempervivum::vrrp {
namespace {

using std::chrono::duration_cast;

std::int64_t whole(base::Duration duration) { return duration_cast<std::chrono::seconds>(duration).count(); }
std::int64_t micro(base::Duration duration) { return duration_cast<std::chrono::microseconds>(duration).count(); }

/// "1795433003.141847 (Mon Nov 23 11:23:23.141847 2026)"
std::string stamp(double when) {
  const auto seconds = static_cast<std::time_t>(when);
  const auto fraction = fmt::format("{:.6f}", when - static_cast<double>(seconds)).substr(1);
  std::tm local{};
  localtime_r(&seconds, &local);
  std::array<char, 64> before{};
  std::array<char, 16> year{};
  std::strftime(before.data(), before.size(), "%a %b %e %H:%M:%S", &local);
  std::strftime(year.data(), year.size(), "%Y", &local);
  return fmt::format("{:.6f} ({}{} {})", when, before.data(), fraction, year.data());
}

/// A deadline of our clock as the time of day.
double time_of(base::Instant deadline) {
  const auto left = std::chrono::duration<double>(deadline - base::Clock::now());
  return (std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()) + left).count();
}

base::Instant next_deadline(const Router &router) {
  return router.deadline(Timer::advert).value_or(router.deadline(Timer::master_down).value_or(base::Clock::now()));
}

class InstancePage {
 public:
  InstancePage(DumpPage &page, const Instance &instance)
      : page_{page}, instance_{instance}, plan_{instance.plan()}, router_{instance.router()} {}

  void write() {
    write_state();
    write_address();
    write_announcing();
    write_priority();
    write_possessions();
    write_trackers();
    write_notification();
  }

 private:
  void write_state() {
    page_.line(" VRRP Instance = {}", plan_.name);
    page_.line("   VRRP Version = {}", router_.config().version == Version::v2 ? 2 : 3);
    if (const auto *group = instance_.group()) page_.line("   Sync group = {}", group->plan().name);
    if (plan_.family == base::Family::ipv6) page_.line("   Using Native IPv6");
    page_.line("   State = {}", to_words(router_.state()));
    page_.line("   Flags:{}", plan_.unicast() ? "" : " none");
    if (plan_.unicast()) page_.line("     Using unicast");
    const bool wants = plan_.dumped.begins_as_master || router_.state() == State::master;
    page_.line("   Wantstate = {}", wants ? "MASTER" : "BACKUP");
    const auto &faults = instance_.standing().faults;
    page_.line("   Number of config faults = 0");
    page_.line("   Number of interface and track script faults = {}", faults.size());
    if (!faults.empty()) page_.line("   Fault reasons = {}", describe(faults));
    page_.line("   Number of track scripts init = {}", instance_.standing().ready ? 0 : 1);
    page_.line("   Last transition = {}", stamp(instance_.last_transition()));
    page_.line("   Read timeout = {}", stamp(time_of(next_deadline(router_))));
    page_.line("   Master down timer = {} usecs", micro(router_.master_down_interval()));
  }

  void write_address() {
    page_.line("   Interface = {}", plan_.interface.view());
    page_.line("   Using src_ip = {}{}", instance_.source().to_string(), plan_.source ? " (from configuration)" : "");
    if (!plan_.unicast()) page_.line("   Multicast address {}", plan_.multicast_group.to_string());
  }

  void write_announcing() {
    const auto &config = router_.config();
    const auto &announce = config.announce;
    page_.line("   Gratuitous ARP delay = {}", whole(announce.delay));
    page_.line("   Gratuitous ARP repeat = {}", announce.repeat);
    page_.line("   Gratuitous ARP refresh = {}", whole(announce.refresh));
    page_.line("   Gratuitous ARP refresh repeat = {}", announce.refresh_repeat);
    page_.line("   Gratuitous ARP lower priority delay = {}", whole(announce.lower_priority_delay));
    page_.line("   Gratuitous ARP lower priority repeat = {}", announce.lower_priority_repeat);
    page_.line("   Down timer adverts = {}", config.down_timer_adverts);
    page_.line("   Send advert after receive lower priority advert = {}", true_false(!config.lower_priority_no_advert));
    page_.line("   Send advert after receive higher priority advert = {}",
               true_false(config.higher_priority_send_advert));
  }

  void write_priority() {
    const auto &config = router_.config();
    page_.line("   Virtual Router ID = {}", config.vrid.value());
    page_.line("   Priority = {}", config.priority.value());
    page_.line("   Effective priority = {}", router_.priority().value());
    page_.line("   Total priority = {}", instance_.standing().unclamped);
    if (config.version == Version::v2)
      page_.line("   Advert interval = {} sec", whole(config.advert_interval));
    else
      page_.line("   Advert interval = {} milli-sec", micro(config.advert_interval) / 1000);
    page_.line("   Accept = {}", enabled(plan_.dumped.accepts));
    page_.line("   Preempt = {}", enabled(!config.nopreempt));
    if (config.preempt_delay > base::Duration::zero())
      page_.line("   Preempt delay = {} secs", seconds_in_words(config.preempt_delay));
    page_.line("   Promote_secondaries = {}", enabled(plan_.promote_secondaries));
    if (plan_.auth == AuthType::none) return;
    page_.line("   Authentication type = {}", plan_.auth == AuthType::pass ? "SIMPLE_PASSWORD" : "IPSEC_AH");
    page_.line("   Password = {}", masked_password);
  }

  void write_possessions() {
    const bool held = router_.state() == State::master;
    if (!plan_.addresses.empty()) page_.line("   Virtual IP ({}):", plan_.addresses.size());
    for (const auto &address : plan_.addresses) page_.line("     {}", dump_words(address, held));
    if (!plan_.excluded.empty()) page_.line("   Virtual IP Excluded :");
    for (const auto &address : plan_.excluded) page_.line("     {}", dump_words(address, held));
    if (plan_.unicast()) write_peers();
    page_.line("   fd_in {}, fd_out {}", instance_.descriptor(), instance_.descriptor());
    if (!plan_.routes.empty()) page_.line("   Virtual Routes :");
    for (const auto &route : plan_.routes) page_.line("     {}", dump_words(route));
    if (!plan_.rules.empty()) page_.line("   Virtual Rules :");
    for (const auto &rule : plan_.rules) page_.line("     {}", dump_words(rule));
  }

  void write_peers() {
    page_.line("   Unicast TTL = {}", plan_.ttl);
    page_.line("   Check unicast src : {}", yes_no(plan_.check_unicast_source));
    page_.line("   Unicast Peer :");
    for (const auto &peer : plan_.peers)
      page_.line("     {} min_ttl {} max_ttl {}", peer.address.to_string(), peer.min_ttl, peer.max_ttl);
    page_.line("   Unicast checksum compatibility = no");
  }

  void write_tracks(std::string_view title, const std::vector<TrackedScript> &tracks, std::string_view comma) {
    if (!tracks.empty()) page_.line("   {} :", title);
    for (const auto &track : tracks)
      page_.line("     {}{} weight {}{}", track.name, comma, track.weight, track.reverse ? " reverse" : "");
  }

  void write_trackers() {
    write_tracks("Tracked interfaces", plan_.interfaces, "");
    write_tracks("Tracked scripts", plan_.scripts, "");
    write_tracks("Tracked files", plan_.files, ",");
    write_tracks("Tracked processes", plan_.processes, ",");
    write_tracks("Tracked BFDs", plan_.bfds, ",");
  }

  void write_notification() {
    page_.line("   Using smtp notification = {}", yes_no(plan_.notify.mails));
    page_.line("   Notify deleted = {}", plan_.notify.reports_deleted ? "Deleted" : "Fault");
    write_scripts(page_, plan_.notify);
    page_.line("   Notify priority changes = {}", true_false(plan_.notify.tells_priority));
  }

  DumpPage &page_;
  const Instance &instance_;
  const InstancePlan &plan_;
  const Router &router_;
};

void write_sockets(DumpPage &page, const DumpView &view) {
  page.section("VRRP Sockpool");
  std::vector<const Instance *> shown;
  for (const auto &instance : view.instances) {
    const auto shares = [&](const auto *other) { return other->descriptor() == instance->descriptor(); };
    if (instance->descriptor() < 0 || std::ranges::any_of(shown, shares)) continue;
    shown.push_back(instance.get());
    const auto &plan = instance->plan();
    page.line(" fd_in {} fd_out = {}", instance->descriptor(), instance->descriptor());
    page.line("   Interface = {}", plan.interface.view());
    page.line("   Family = {}", plan.family == base::Family::ipv4 ? "IPv4" : "IPv6");
    page.line("   Protocol = {}", plan.auth == AuthType::ah ? "AH" : "VRRP");
    page.line("   Type = {}", plan.unicast() ? "Unicast" : "Multicast");
    if (plan.unicast()) page.line("   Address = {}", instance->source().to_string());
    page.line("   Rx buf size = 0");
    page.line("   VRRP instances");
    for (const auto &other : view.instances)
      if (other->descriptor() == instance->descriptor())
        page.line("     {} vrid {}", other->plan().name, other->plan().router.vrid.value());
  }
}

}  // namespace

std::string data_dump(const DumpView &view) {
  DumpPage page;
  if (!view.instances.empty()) page.section("VRRP Topology");
  for (const auto &instance : view.instances) InstancePage{page, *instance}.write();
  write_sockets(page, view);
  write_objects(page, view);
  write_counters(page, view);
  return page.take();
}

}  // namespace sempervivum::vrrp
