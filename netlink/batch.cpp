#include "netlink/batch.hpp"

#include <libmnl/libmnl.h>
#include <linux/netlink.h>

#include <algorithm>
#include <cstring>

namespace sempervivum::netlink {
namespace {

nlmsghdr *message_at(std::span<std::byte> buffer, std::size_t offset) {
  return static_cast<nlmsghdr *>(static_cast<void *>(buffer.data() + offset));
}

constexpr std::size_t aligned(std::size_t size) { return (size + NLMSG_ALIGNTO - 1) & ~std::size_t{NLMSG_ALIGNTO - 1}; }

}  // namespace

// The buffer always ends where the open request ends, so that libmnl writes
// into bytes that are there.
std::size_t Batch::grow(std::size_t size) {
  const auto offset = buffer_.size();
  buffer_.resize(offset + aligned(size));
  return offset;
}

void Batch::open(std::uint16_t type, std::uint16_t flags, std::span<const std::byte> header) {
  request_ = grow(sizeof(nlmsghdr) + header.size());
  auto *message = mnl_nlmsg_put_header(buffer_.data() + request_);
  message->nlmsg_type = type;
  message->nlmsg_flags = static_cast<std::uint16_t>(flags | NLM_F_REQUEST);
  auto *target = static_cast<std::byte *>(mnl_nlmsg_put_extra_header(message, header.size()));
  std::ranges::copy(header, target);
  ++count_;
}

void Batch::put(std::uint16_t attribute, std::span<const std::byte> value) {
  grow(sizeof(nlattr) + value.size());
  mnl_attr_put(message_at(buffer_, request_), attribute, value.size(), value.data());
}

void Batch::put_text(std::uint16_t attribute, std::string_view text) {
  const auto offset = grow(sizeof(nlattr) + text.size() + 1);
  auto *target = buffer_.data() + offset;
  const nlattr header{static_cast<std::uint16_t>(sizeof(nlattr) + text.size() + 1), attribute};
  std::ranges::copy(std::as_bytes(std::span{&header, 1}), target);
  std::ranges::copy(std::as_bytes(std::span{text}), target + sizeof(nlattr));
  message_at(buffer_, request_)->nlmsg_len = static_cast<std::uint32_t>(buffer_.size() - request_);
}

Batch::Nest Batch::nest(std::uint16_t attribute) {
  return nest_unmarked(static_cast<std::uint16_t>(attribute | NLA_F_NESTED));
}

Batch::Nest Batch::nest_unmarked(std::uint16_t attribute) {
  const auto offset = buffer_.size();
  put(attribute, std::span<const std::byte>{});
  return {*this, offset};
}

Batch::Nest Batch::append(std::span<const std::byte> record) {
  const auto offset = grow(record.size());
  std::ranges::copy(record, buffer_.data() + offset);
  message_at(buffer_, request_)->nlmsg_len = static_cast<std::uint32_t>(buffer_.size() - request_);
  return {*this, offset};
}

// An attribute's length and a record's are both its first 16 bits.
Batch::Nest::~Nest() {
  const auto length = static_cast<std::uint16_t>(batch_.buffer_.size() - offset_);
  std::memcpy(batch_.buffer_.data() + offset_, &length, sizeof length);
}

void Batch::number(std::uint32_t first) {
  for (std::size_t offset = 0; offset < buffer_.size();) {
    auto *message = message_at(buffer_, offset);
    message->nlmsg_seq = first++;
    offset += aligned(message->nlmsg_len);
  }
}

Batch::Slice Batch::slice(std::size_t offset, std::size_t limit) {
  Slice slice;
  nlmsghdr *last = nullptr;
  auto end = offset;
  while (end < buffer_.size()) {
    auto *message = message_at(buffer_, end);
    const auto size = aligned(message->nlmsg_len);
    if (last && end + size - offset > limit) break;
    last = message;
    end += size;
    ++slice.requests;
  }
  if (last) last->nlmsg_flags |= NLM_F_ACK;
  slice.bytes = std::span{buffer_}.subspan(offset, end - offset);
  return slice;
}

void Batch::clear() {
  buffer_.clear();
  request_ = 0;
  count_ = 0;
}

}  // namespace sempervivum::netlink
