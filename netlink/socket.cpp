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
constexpr std::size_t first_buffer = 8 * 1024;

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
        waiter_{loop, channel_.fd().number()},
        timer_{loop} {}
  ~Impl() { waiter_.release(); }
  Impl(const Impl &) = delete;
  Impl &operator=(const Impl &) = delete;

  void send(Batch batch, Done done);
  void wait();
  bool idle() const { return jobs_.empty() && finished_.empty(); }

 private:
  void go_on();
  void send_slice(Job &job);
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
  bool delivery_posted_ = false;
};

// The answers to what was sent before are already waiting: with them out of the
// way this batch need not wait for the loop's next turn.
void Socket::Impl::send(Batch batch, Done done) {
  const auto first = sequence_ + 1;
  sequence_ += static_cast<std::uint32_t>(batch.size());
  batch.number(first);
  jobs_.push_back(Job{std::move(batch), std::move(done), first, 0, 0, {}});
  if (in_flight_ != 0 && jobs_.front().sent()) collect();
  go_on();
}

void Socket::Impl::go_on() {
  while (in_flight_ == 0 && !jobs_.empty()) {
    if (jobs_.front().sent())
      finish_first();
    else
      send_slice(jobs_.front());
  }
}

void Socket::Impl::send_slice(Job &job) {
  const auto slice = job.batch.slice(job.bytes_sent, options_.slice);
  job.bytes_sent += slice.bytes.size();
  job.requests_sent += slice.requests;
  in_flight_ = slice.requests;
  const auto sent = channel_.send(slice.bytes);
  if (!sent) return doubt(sent.error().code);
  start_timer();
}

void Socket::Impl::collect() {
  bool overrun = false;
  for (;;) {
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
  timer_.cancel();
  if (jobs_.front().sent()) finish_first();
}

void Socket::Impl::start_timer() {
  timer_.expires_after(options_.timeout);
  timer_.async_wait([weak = weak_from_this(), slice = ++slices_](const boost::system::error_code &error) {
    const auto self = weak.lock();
    if (!self || error || slice != self->slices_) return;
    self->doubt(ETIMEDOUT);
    self->go_on();
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
    self->go_on();
    self->wait();
  });
}

Socket::Socket(std::shared_ptr<Impl> impl) : impl_{std::move(impl)} {}
Socket::Socket(Socket &&) noexcept = default;
Socket &Socket::operator=(Socket &&) noexcept = default;
Socket::~Socket() = default;

base::SystemResult<Socket> Socket::open(boost::asio::io_context &loop, const Options &options) {
  auto channel = Channel::open(NETLINK_ROUTE, options.receive_buffer);
  if (!channel) return base::unexpected(channel.error());
  auto impl = std::make_shared<Impl>(loop, std::move(*channel), options);
  impl->wait();
  return Socket{std::move(impl)};
}

void Socket::send(Batch batch, Done done) { impl_->send(std::move(batch), std::move(done)); }

bool Socket::idle() const { return impl_->idle(); }

}  // namespace sempervivum::netlink
