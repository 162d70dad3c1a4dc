#include "vrrp/announce.hpp"

#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <deque>
#include <utility>

#include "base/fd.hpp"

namespace sempervivum::vrrp {
namespace {

using boost::asio::posix::stream_descriptor;

/// Hardware addresses longer than sockaddr_ll's eight bytes simply go beyond it;
/// the kernel takes them so.
constexpr socklen_t destination_size = offsetof(sockaddr_ll, sll_addr) + max_hardware_size;
constexpr int send_buffer = 1 << 20;

}  // namespace

struct Announcer::Burst::Job {
  Addresses addresses;
  unsigned rounds = 0;
  std::size_t next = 0;
};

unsigned Announcer::Burst::rounds_left() const { return job_->rounds; }

class Announcer::Impl : public std::enable_shared_from_this<Impl> {
 public:
  using Job = Burst::Job;

  Impl(boost::asio::io_context &loop, base::UniqueFd fd, const Options &options)
      : loop_{loop}, fd_{std::move(fd)}, waiter_{loop, fd_.number()}, slice_{options.slice} {}
  ~Impl() { waiter_.release(); }
  Impl(const Impl &) = delete;
  Impl &operator=(const Impl &) = delete;

  void add(const std::shared_ptr<Job> &job);

  Counters counters;

 private:
  static constexpr std::size_t slots_at_once = 64;

  /// A frame with its destination, ready to go.
  struct Slot {
    std::weak_ptr<Job> owner;
    AnnouncementFrame frame;
    sockaddr_storage destination;
    iovec room;
  };
  using Queue = std::deque<std::weak_ptr<Job>>;
  /// What the rest waits for: nothing, the next turn, room in the socket.
  enum class Pause : std::uint8_t { none, turn, full };

  void pump(bool further_rounds);
  bool gather(bool further_rounds);
  bool fill(Queue &queue);
  void prepare(const std::shared_ptr<Job> &job, const Announcement &announcement);
  bool transmit();
  std::size_t line_up();
  static msghdr header_of(Slot &slot);
  void go_on();
  void pause();
  void wait_until_writable();

  boost::asio::io_context &loop_;
  base::UniqueFd fd_;
  stream_descriptor waiter_;
  std::size_t slice_;
  Queue first_rounds_;
  Queue further_rounds_;
  std::array<Slot, slots_at_once> slots_{};
  std::array<mmsghdr, slots_at_once> headers_{};
  std::size_t first_ = 0;  // of the filled slots, what is not yet sent
  std::size_t filled_ = 0;
  std::size_t used_ = 0;  // frames in this turn
  Pause pause_ = Pause::none;
};

// Only first rounds, so that bursts which begin in the same turn all have theirs
// before any has its second.
void Announcer::Impl::add(const std::shared_ptr<Job> &job) {
  first_rounds_.push_back(job);
  if (pause_ == Pause::full) return;
  if (pause_ == Pause::none) used_ = 0;
  pump(false);
  if (filled_ != 0) pause_ = Pause::none;
  pause();
}

void Announcer::Impl::pump(bool further_rounds) {
  while (used_ < slice_ && gather(further_rounds))
    if (!transmit()) return;
}

/// Fills the slots; whether there is anything to send.
bool Announcer::Impl::gather(bool further_rounds) {
  if (filled_ != 0) return true;
  const auto limit = std::min(slots_at_once, slice_ - used_);
  while (filled_ < limit && (fill(first_rounds_) || (further_rounds && fill(further_rounds_)))) continue;
  return filled_ != 0;
}

/// One slot from the queue's first job; the job leaves the queue with its
/// round's last address.
bool Announcer::Impl::fill(Queue &queue) {
  while (!queue.empty() && queue.front().expired()) queue.pop_front();
  if (queue.empty()) return false;
  const auto job = queue.front().lock();
  prepare(job, (*job->addresses)[job->next++]);
  if (job->next < job->addresses->size()) return true;
  queue.pop_front();
  job->next = 0;
  if (--job->rounds != 0)
    further_rounds_.push_back(job);
  else
    job->addresses.reset();
  return true;
}

void Announcer::Impl::prepare(const std::shared_ptr<Job> &job, const Announcement &announcement) {
  auto &slot = slots_[filled_++];
  slot.owner = job;
  slot.room = {slot.frame.data(), build_announcement(announcement, slot.frame)};
  const auto hardware = announcement_destination(announcement);
  const bool ipv4 = announcement.address.family() == base::Family::ipv4;
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_protocol = htons(ipv4 ? ETHERTYPE_ARP : ETHERTYPE_IPV6);
  address.sll_ifindex = static_cast<int>(announcement.link.value());
  address.sll_halen = static_cast<unsigned char>(hardware.bytes().size());
  std::memcpy(&slot.destination, &address, offsetof(sockaddr_ll, sll_addr));
  auto *target = reinterpret_cast<std::byte *>(&slot.destination) + offsetof(sockaddr_ll, sll_addr);
  std::ranges::copy(hardware.bytes(), target);
}

/// Whether the socket took, or refused for good, all that was prepared.
bool Announcer::Impl::transmit() {
  while (first_ < filled_) {
    const auto count = line_up();
    if (count == 0) continue;
    const auto sent = sendmmsg(fd_.number(), headers_.data(), static_cast<unsigned>(count), 0);
    if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return false;
    if (sent < 0) counters.last_error = errno;
    // A failure is that of the first in the line alone.
    (sent < 0 ? counters.failed : counters.sent) += static_cast<std::uint64_t>(std::max(sent, 1));
    const auto gone = static_cast<std::size_t>(std::max(sent, 1));
    first_ += gone;
    used_ += gone;
  }
  first_ = filled_ = 0;
  return true;
}

/// Headers for the run of slots from the first on whose bursts are still wanted;
/// an unwanted first slot is skipped.
std::size_t Announcer::Impl::line_up() {
  std::size_t count = 0;
  for (auto at = first_; at < filled_ && !slots_[at].owner.expired(); ++at)
    headers_[count++].msg_hdr = header_of(slots_[at]);
  if (count == 0) ++first_;
  return count;
}

msghdr Announcer::Impl::header_of(Slot &slot) {
  msghdr header{};
  header.msg_name = &slot.destination;
  header.msg_namelen = destination_size;
  header.msg_iov = &slot.room;
  header.msg_iovlen = 1;
  return header;
}

void Announcer::Impl::go_on() {
  pause_ = Pause::none;
  used_ = 0;
  pump(true);
  pause();
}

void Announcer::Impl::pause() {
  if (pause_ != Pause::none) return;
  if (filled_ != 0) return wait_until_writable();
  if (first_rounds_.empty() && further_rounds_.empty()) return;
  pause_ = Pause::turn;
  boost::asio::post(loop_, [weak = weak_from_this()] {
    if (const auto self = weak.lock(); self && self->pause_ == Pause::turn) self->go_on();
  });
}

void Announcer::Impl::wait_until_writable() {
  pause_ = Pause::full;
  waiter_.async_wait(stream_descriptor::wait_write, [weak = weak_from_this()](const boost::system::error_code &error) {
    const auto self = weak.lock();
    if (self && !error) self->go_on();
  });
}

Announcer::Announcer(std::shared_ptr<Impl> impl) : impl_{std::move(impl)} {}
Announcer::Announcer(Announcer &&) noexcept = default;
Announcer &Announcer::operator=(Announcer &&) noexcept = default;
Announcer::~Announcer() = default;

base::SystemResult<Announcer> Announcer::open(boost::asio::io_context &loop, const Options &options) {
  // Protocol 0: this socket receives nothing.
  base::UniqueFd fd{socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  if (!fd) return base::unexpected(base::SystemError{errno, "open packet socket"});
  const int buffer = send_buffer;
  setsockopt(fd.number(), SOL_SOCKET, SO_SNDBUFFORCE, &buffer, sizeof buffer);
  return Announcer{std::make_shared<Impl>(loop, std::move(fd), options)};
}

Announcer::Burst Announcer::announce(Addresses addresses, unsigned rounds) {
  if (!addresses || addresses->empty() || rounds == 0) return {};
  auto job = std::make_shared<Burst::Job>(Burst::Job{std::move(addresses), rounds, 0});
  impl_->add(job);
  return Burst{std::move(job)};
}

const Announcer::Counters &Announcer::counters() const { return impl_->counters; }

}  // namespace sempervivum::vrrp
