/// Netlink requests, one after another in one buffer: writing.
///
/// A Batch is filled by encoders ("add this address"), then given to
/// Socket::send(). It allocates only when its buffer grows; clear() keeps the
/// memory, so a batch that is used again allocates nothing.
///
///     batch.begin(RTM_NEWADDR, NLM_F_CREATE, ifaddrmsg{...});
///     batch.put(IFA_LOCAL, address.bytes());
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace sempervivum::netlink {

class Batch {
 public:
  /// Opens the next request. NLM_F_REQUEST is added to `flags`; NLM_F_ACK,
  /// sequence numbers and port are the socket's business.
  template <class Header>
  void begin(std::uint16_t type, std::uint16_t flags, const Header &header) {
    static_assert(std::is_trivially_copyable_v<Header>);
    open(type, flags, std::as_bytes(std::span{&header, 1}));
  }

  /// Adds an attribute to the request opened last.
  void put(std::uint16_t attribute, std::span<const std::byte> value);
  template <class T>
    requires std::is_integral_v<T>
  void put(std::uint16_t attribute, T value) {
    put(attribute, std::as_bytes(std::span{&value, 1}));
  }
  /// With its terminating zero.
  void put_text(std::uint16_t attribute, std::string_view text);

  /// A nested attribute or a record holds what is put until its end.
  class Nest {
   public:
    Nest(const Nest &) = delete;
    Nest &operator=(const Nest &) = delete;
    ~Nest();

   private:
    friend class Batch;
    Nest(Batch &batch, std::size_t offset) : batch_{batch}, offset_{offset} {}

    Batch &batch_;
    std::size_t offset_;
  };
  [[nodiscard]] Nest nest(std::uint16_t attribute);
  /// Without NLA_F_NESTED: the attributes of routes that are older than the mark.
  [[nodiscard]] Nest nest_unmarked(std::uint16_t attribute);
  /// A plain struct whose first 16 bits are its length (rtnexthop), and the
  /// attributes that belong to it.
  template <class Header>
  [[nodiscard]] Nest record(const Header &header) {
    static_assert(std::is_trivially_copyable_v<Header>);
    return append(std::as_bytes(std::span{&header, 1}));
  }

  /// Number of requests.
  std::size_t size() const { return count_; }
  bool empty() const { return count_ == 0; }
  void clear();

  /// The requests as they go to the kernel.
  std::span<const std::byte> bytes() const { return buffer_; }

  /// Gives the requests consecutive sequence numbers.
  void number(std::uint32_t first);

  /// A run of whole requests.
  struct Slice {
    std::span<const std::byte> bytes;
    std::size_t requests = 0;
  };
  /// The requests from byte `offset` on that fit into `limit` bytes, at least
  /// one; the last of them is made to ask for an acknowledgement. Empty at the end.
  Slice slice(std::size_t offset, std::size_t limit);

 private:
  void open(std::uint16_t type, std::uint16_t flags, std::span<const std::byte> header);
  Nest append(std::span<const std::byte> record);
  std::size_t grow(std::size_t size);

  std::vector<std::byte> buffer_;
  std::size_t request_ = 0;  // offset of the request opened last
  std::size_t count_ = 0;
};

}  // namespace sempervivum::netlink
