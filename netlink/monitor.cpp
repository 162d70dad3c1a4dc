#include "netlink/monitor.hpp"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <poll.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <utility>

#include "netlink/channel.hpp"
#include "netlink/news_filter.hpp"

namespace sempervivum::netlink {
namespace {

using boost::asio::posix::stream_descriptor;

constexpr std::size_t first_buffer = 65536;
/// Datagrams read before other work gets its turn.
constexpr int datagrams_per_turn = 64;
/// A reading that was refused is asked for again, one that never ends is given up.
constexpr auto retry_after = std::chrono::milliseconds{100};
constexpr auto give_up_after = std::chrono::seconds{5};

}  // namespace

class Monitor::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(boost::asio::io_context &loop, Channel channel)
      : channel_{std::move(channel)}, waiter_{loop, channel_.fd().number()}, timer_{loop} {}
  ~Impl() { waiter_.release(); }
  Impl(const Impl &) = delete;
  Impl &operator=(const Impl &) = delete;

  base::SystemResult<void> read_everything(base::Duration timeout);
  void wait();
  void refresh();
  void rest();
  base::SystemResult<void> follow_routes();
  bool knows_routes() const { return routes_read_; }

  Picture picture;
  RoutePicture routes{keepalived_protocol};
  Counters counters;
  Observers<Change> observers;
  Observers<RouteChange> route_observers;

 private:
  /// What a reading asks for, one after the other; routes and rules if followed.
  enum class Phase : std::uint8_t { idle, links, addresses, routes, rules };

  void receive_some();
  bool receive_one();
  void handle(Bytes datagram);
  void handle(const Message &message);
  bool is_answer(const Message &message) const;
  void handle_answer(const Message &message);
  void take_in(const Message &message);
  void begin_reading();
  void end_reading();
  void ask(Phase phase);
  void fail(int code);
  void refresh_after(base::Duration pause);
  void finish_phase();
  void lost_something();
  void tell();
  void on_readable();

  Channel channel_;
  stream_descriptor waiter_;
  boost::asio::steady_timer timer_;
  ReceiveBuffer buffer_ = ReceiveBuffer(first_buffer);
  Changes changes_;
  RouteChanges route_changes_;
  bool follows_routes_ = false;
  bool reads_routes_ = false;  // the reading under way includes them
  bool routes_read_ = false;
  Phase phase_ = Phase::idle;
  std::uint32_t sequence_ = 0;
  bool again_ = false;  // something was lost: a reading is due
  int error_ = 0;       // why the last reading failed
};

base::SystemResult<void> Monitor::Impl::read_everything(base::Duration timeout) {
  const auto deadline = base::Clock::now() + timeout;
  refresh();
  while (phase_ != Phase::idle || again_) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - base::Clock::now());
    if (left.count() <= 0) error_ = ETIMEDOUT;
    if (error_ != 0) return base::unexpected(base::SystemError{error_, "read links and addresses"});
    pollfd readable{channel_.fd().number(), POLLIN, 0};
    poll(&readable, 1, static_cast<int>(left.count()));
    receive_some();
  }
  changes_.clear();
  return {};
}

// While a reading runs the kernel refuses another: it is repeated at its end.
void Monitor::Impl::refresh() {
  again_ = phase_ != Phase::idle;
  if (again_) return;
  begin_reading();
  ask(Phase::links);
}

void Monitor::Impl::begin_reading() {
  reads_routes_ = follows_routes_;
  picture.begin_dump();
  if (reads_routes_) routes.begin_dump();
}

void Monitor::Impl::end_reading() {
  ++counters.dumps;
  error_ = 0;
  const auto news = changes_.size();
  picture.end_dump(changes_);
  if (!reads_routes_) return;
  for (auto i = news; i < changes_.size(); ++i) routes.note(changes_[i], picture, route_changes_);
  routes.end_dump(route_changes_);
  routes_read_ = true;
}

base::SystemResult<void> Monitor::Impl::follow_routes() {
  if (follows_routes_) return {};
  const auto filter = route_news_filter(keepalived_protocol);
  if (const auto attached = channel_.attach(filter); !attached) return attached;
  const auto joined = channel_.join({RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE, RTNLGRP_IPV4_RULE, RTNLGRP_IPV6_RULE});
  if (!joined) return joined;
  follows_routes_ = true;
  refresh();
  return {};
}

void Monitor::Impl::rest() {
  channel_.leave({RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR, RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE,
                  RTNLGRP_IPV4_RULE, RTNLGRP_IPV6_RULE});
  timer_.cancel();
  waiter_.cancel();
}

void Monitor::Impl::ask(Phase phase) {
  Batch batch;
  switch (phase) {
    case Phase::links: dump_links(batch); break;
    case Phase::addresses: dump_addresses(batch); break;
    case Phase::routes: dump_routes(batch, keepalived_protocol); break;
    case Phase::rules: dump_rules(batch); break;
    case Phase::idle: return;
  }
  batch.number(++sequence_);
  if (const auto sent = channel_.send(batch.bytes()); !sent) return fail(sent.error().code);
  phase_ = phase;
  refresh_after(give_up_after);
}

void Monitor::Impl::fail(int code) {
  error_ = code;
  phase_ = Phase::idle;
  refresh_after(retry_after);
}

void Monitor::Impl::refresh_after(base::Duration pause) {
  timer_.expires_after(pause);
  timer_.async_wait([weak = weak_from_this()](const boost::system::error_code &error) {
    const auto self = weak.lock();
    if (!self || error) return;
    self->phase_ = Phase::idle;
    self->refresh();
  });
}

void Monitor::Impl::finish_phase() {
  const auto last = reads_routes_ ? Phase::rules : Phase::addresses;
  if (phase_ != last) return ask(static_cast<Phase>(static_cast<int>(phase_) + 1));
  phase_ = Phase::idle;
  timer_.cancel();
  if (!again_) end_reading();
}

bool Monitor::Impl::is_answer(const Message &message) const {
  return phase_ != Phase::idle && message.port == channel_.port() && message.sequence == sequence_;
}

void Monitor::Impl::handle_answer(const Message &message) {
  if ((message.flags & NLM_F_DUMP_INTR) != 0) again_ = true;
  if (message.type == NLMSG_DONE) return finish_phase();
  if (message.type != NLMSG_ERROR) return;
  const auto ack = parse_ack(message);
  if (ack && ack->code != 0) fail(ack->code);
}

void Monitor::Impl::handle(const Message &message) {
  ++counters.messages;
  if (is_answer(message)) handle_answer(message);
  if (message.type == NLMSG_OVERRUN) lost_something();
  take_in(message);
}

void Monitor::Impl::take_in(const Message &message) {
  const auto news = changes_.size();
  picture.apply(message, changes_);
  if (!follows_routes_) return;
  for (auto i = news; i < changes_.size(); ++i) routes.note(changes_[i], picture, route_changes_);
  routes.apply(message, route_changes_);
}

void Monitor::Impl::handle(Bytes datagram) {
  while (!datagram.empty()) {
    const auto message = take_message(datagram);
    if (!message) return lost_something();
    handle(*message);
  }
}

void Monitor::Impl::lost_something() {
  ++counters.overruns;
  again_ = true;
}

/// Whether there may be more.
bool Monitor::Impl::receive_one() {
  const auto received = channel_.receive(buffer_);
  switch (received.arrival) {
    case Channel::Arrival::nothing: return false;
    case Channel::Arrival::datagram: handle(received.datagram); return true;
    case Channel::Arrival::foreign: ++counters.foreign; return true;
    case Channel::Arrival::overrun:
    case Channel::Arrival::truncated: lost_something(); return true;
    case Channel::Arrival::failed: fail(received.error); return false;
  }
  return false;
}

// Everything is read again only once nothing is waiting: what is old goes first
// and makes room for the answers.
void Monitor::Impl::receive_some() {
  for (int i = 0; i < datagrams_per_turn; ++i) {
    if (receive_one()) continue;
    if (again_ && phase_ == Phase::idle) refresh();
    return;
  }
}

void Monitor::Impl::tell() {
  const auto changes = std::exchange(changes_, {});
  const auto route_changes = std::exchange(route_changes_, {});
  for (const auto &change : changes) observers.tell(change);
  for (const auto &change : route_changes) route_observers.tell(change);
}

void Monitor::Impl::on_readable() {
  receive_some();
  tell();
  wait();
}

void Monitor::Impl::wait() {
  waiter_.async_wait(stream_descriptor::wait_read, [weak = weak_from_this()](const boost::system::error_code &error) {
    const auto self = weak.lock();
    if (self && !error) self->on_readable();
  });
}

Monitor::Monitor(std::shared_ptr<Impl> impl) : impl_{std::move(impl)} {}
Monitor::Monitor(Monitor &&) noexcept = default;
Monitor &Monitor::operator=(Monitor &&) noexcept = default;
Monitor::~Monitor() = default;

base::SystemResult<Monitor> Monitor::open(boost::asio::io_context &loop, const Options &options) {
  auto channel = Channel::open(NETLINK_ROUTE, options.receive_buffer);
  if (!channel) return base::unexpected(channel.error());
  if (const auto joined = channel->join({RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR}); !joined)
    return base::unexpected(joined.error());
  auto impl = std::make_shared<Impl>(loop, std::move(*channel));
  if (const auto read = impl->read_everything(options.timeout); !read) return base::unexpected(read.error());
  impl->wait();
  return Monitor{std::move(impl)};
}

const Picture &Monitor::picture() const { return impl_->picture; }

Subscription Monitor::observe(Observer observer) { return impl_->observers.add(std::move(observer)); }

base::SystemResult<void> Monitor::follow_routes() { return impl_->follow_routes(); }

bool Monitor::knows_routes() const { return impl_->knows_routes(); }

const RoutePicture &Monitor::routes() const { return impl_->routes; }

Subscription Monitor::observe_routes(RouteObserver observer) { return impl_->route_observers.add(std::move(observer)); }

void Monitor::refresh() { impl_->refresh(); }
void Monitor::rest() { impl_->rest(); }

const Monitor::Counters &Monitor::counters() const { return impl_->counters; }

}  // namespace sempervivum::netlink
