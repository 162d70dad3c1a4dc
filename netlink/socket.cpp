#include "netlink/socket.hpp"

#include <linux/netlink.h>

#include <algorithm>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <deque>
#include <system_error>
#include <utility>
#include <vector>

#include "netlink/channel.hpp"
#include "netlink/message.hpp"

namespace sempervivum::netlink {
namespace {

using boost::asio::posix::stream_descriptor;

/// Answers are short: an error, the request's header, a sentence.
constexpr std::size_t first_buffer = 8192;

struct Job {
  Batch batch;
  Socket::Done done;
  std::uint32_t first_sequence = 0;
  std::size_t bytes_sent = 0;
  std::size_t requests_sent = 0;
  std::vector<RequestError> errors;

  bool sent() const { return bytes_sent == batch.bytes().size(); }
};

}  // namespace

std::string RequestError::message() const {
  auto words = std::generic_category().message(code);
  return text.empty() ? words : words + ": " + text;
}

class Socket::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(boost::asio::io_context &loop, Channel channel, const Options &options)
      : loop_{loop},
        channel_{std::move(channel)},
        options_{options},
        slice_{options.slice},
        waiter_{loop, channel_.fd().number()},
        timer_{loop} {}
  ~Impl() { waiter_.release(); }
  Impl(const Impl &) = delete;
  Impl &operator=(const Impl &) = delete;

  bool send(Batch batch, Done done);
  void wait();
  bool idle() const { return jobs_.empty() && finished_.empty(); }

 private:
  void go_on();
  void send_slice(Job &job);
  void suit_slice(base::Duration taken);
  void post_turn();
  void collect();
  void handle(Bytes datagram);
  void handle(const Ack &ack);
  void doubt(int code);
  void end_slice();
  void start_timer();
  void finish_first();
  void post_delivery();
  static void deliver(const std::weak_ptr<Impl> &weak);

  boost::asio::io_context &loop_;
  Channel channel_;
  Options options_;
  std::size_t slice_;
  stream_descriptor waiter_;
  boost::asio::steady_timer timer_;
  ReceiveBuffer buffer_ = ReceiveBuffer(first_buffer);
  std::deque<Job> jobs_;
  std::deque<Job> finished_;
  std::uint32_t sequence_ = 0;
  /// Requests of the first job whose answers are awaited.
  std::size_t in_flight_ = 0;
  /// Tells an expired timer whether it is still about the slice in flight.
  std::uint64_t slices_ = 0;
  std::uint64_t timed_ = ~std::uint64_t{0};
  bool turn_posted_ = false;
  bool delivery_posted_ = false;
};

bool Socket::Impl::send(Batch batch, Done done) {
  const auto first = sequence_ + 1;
  sequence_ += static_cast<std::uint32_t>(batch.size());
  batch.number(first);
  jobs_.push_back(Job{std::move(batch), std::move(done), first, 0, 0, {}});
  if (!turn_posted_) go_on();
  return jobs_.empty();
}

// An answer is waiting as soon as its request was sent, so that this loop seldom
// leaves one to the reactor.
void Socket::Impl::go_on() {
  const auto until = base::Clock::now() + options_.budget;
  while (!jobs_.empty()) {
    if (in_flight_ != 0) collect();
    if (in_flight_ != 0) return start_timer();
    if (jobs_.empty()) return;
    const auto now = base::Clock::now();
    if (now >= until) return post_turn();
    send_slice(jobs_.front());
    suit_slice(base::Clock::now() - now);
  }
}

void Socket::Impl::send_slice(Job &job) {
  const auto slice = job.batch.slice(job.bytes_sent, slice_);
  job.bytes_sent += slice.bytes.size();
  job.requests_sent += slice.requests;
  in_flight_ = slice.requests;
  if (slice.requests == 0) return end_slice();
  const auto sent = channel_.send(slice.bytes);
  if (!sent) doubt(sent.error().code);
}

/// Keeps a slice between an eighth and a half of the budget.
void Socket::Impl::suit_slice(base::Duration taken) {
  if (taken > options_.budget / 2)
    slice_ = std::max<std::size_t>(slice_ / 2, 1);
  else if (taken < options_.budget / 8)
    slice_ = std::min(slice_ * 2, options_.slice);
}

void Socket::Impl::post_turn() {
  turn_posted_ = true;
  boost::asio::post(loop_, [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self) return;
    self->turn_posted_ = false;
    self->go_on();
  });
}

// The answer that ends a slice is the last one there is: to be told so by the kernel
// would cost a call for each batch. What comes without being awaited, the reactor tells.
void Socket::Impl::collect() {
  const bool awaited = in_flight_ != 0;
  bool overrun = false;
  while (!awaited || in_flight_ != 0) {
    const auto received = channel_.receive(buffer_);
    if (received.arrival == Channel::Arrival::nothing || received.arrival == Channel::Arrival::failed) break;
    if (received.arrival == Channel::Arrival::datagram)
      handle(received.datagram);
    else
      overrun = overrun || received.arrival != Channel::Arrival::foreign;
  }
  if (overrun) doubt(ENOBUFS);
}

void Socket::Impl::handle(Bytes datagram) {
  while (!datagram.empty()) {
    const auto message = take_message(datagram);
    if (!message) return doubt(EBADMSG);
    if (message->type != NLMSG_ERROR) continue;
    if (const auto ack = parse_ack(*message)) handle(*ack);
  }
}

// Unsigned distance: an answer from before the slice is far beyond it.
void Socket::Impl::handle(const Ack &ack) {
  if (in_flight_ == 0) return;
  auto &job = jobs_.front();
  const auto index = std::size_t{ack.sequence - job.first_sequence};
  if (index >= job.requests_sent || index < job.requests_sent - in_flight_) return;
  if (ack.code != 0) job.errors.push_back({index, ack.code, std::string{ack.text}});
  if (index + 1 == job.requests_sent) end_slice();
}

/// The slice's requests may have been carried out or not; those whose failure
/// is known keep it.
void Socket::Impl::doubt(int code) {
  if (in_flight_ == 0) return;
  auto &job = jobs_.front();
  const auto known = job.errors.size();
  for (auto index = job.requests_sent - in_flight_; index < job.requests_sent; ++index) {
    const auto end = job.errors.begin() + static_cast<std::ptrdiff_t>(known);
    if (std::find_if(job.errors.begin(), end, [index](const auto &error) { return error.index == index; }) == end)
      job.errors.push_back({index, code, {}});
  }
  std::ranges::sort(job.errors, {}, &RequestError::index);
  end_slice();
}

void Socket::Impl::end_slice() {
  in_flight_ = 0;
  ++slices_;
  if (jobs_.front().sent()) finish_first();
}

void Socket::Impl::start_timer() {
  if (std::exchange(timed_, slices_) == slices_) return;
  timer_.expires_after(options_.timeout);
  timer_.async_wait([weak = weak_from_this(), slice = slices_](const boost::system::error_code &error) {
    const auto self = weak.lock();
    if (!self || error || slice != self->slices_) return;
    self->doubt(ETIMEDOUT);
    if (!self->turn_posted_) self->go_on();
  });
}

void Socket::Impl::finish_first() {
  finished_.push_back(std::move(jobs_.front()));
  jobs_.pop_front();
  post_delivery();
}

void Socket::Impl::post_delivery() {
  if (std::exchange(delivery_posted_, true)) return;
  boost::asio::post(loop_, [weak = weak_from_this()] { deliver(weak); });
}

// Holds no reference during the call: the callback may destroy the socket.
void Socket::Impl::deliver(const std::weak_ptr<Impl> &weak) {
  if (const auto self = weak.lock()) self->delivery_posted_ = false;
  for (;;) {
    auto self = weak.lock();
    if (!self || self->finished_.empty()) return;
    const auto job = std::move(self->finished_.front());
    self->finished_.pop_front();
    self.reset();
    if (job.done) job.done(job.errors);
  }
}

void Socket::Impl::wait() {
  waiter_.async_wait(stream_descriptor::wait_read, [weak = weak_from_this()](const boost::system::error_code &error) {
    const auto self = weak.lock();
    if (!self || error) return;
    self->collect();
    if (!self->turn_posted_) self->go_on();
    self->wait();
  });
}

Socket::Socket(std::shared_ptr<Impl> impl) : impl_{std::move(impl)} {}
Socket::Socket(Socket &&) noexcept = default;
Socket &Socket::operator=(Socket &&) noexcept = default;
Socket::~Socket() = default;

base::SystemResult<Socket> Socket::open(boost::asio::io_context &loop, const Options &options) {
  auto channel = Channel::open(options.bus, options.receive_buffer);
  if (!channel) return base::unexpected(channel.error());
  auto impl = std::make_shared<Impl>(loop, std::move(*channel), options);
  impl->wait();
  return Socket{std::move(impl)};
}

bool Socket::send(Batch batch, Done done) { return impl_->send(std::move(batch), std::move(done)); }

bool Socket::idle() const { return impl_->idle(); }

}  // namespace sempervivum::netlink
