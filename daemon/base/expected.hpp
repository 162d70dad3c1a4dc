/// Errors as values: one spelling for "a T, or why not".
///
/// `tl::expected` today, `std::expected` once the compilers we support have it.
/// Exceptions stay for what should stop the process.
#pragma once

#include <string>
#include <system_error>
#include <tl/expected.hpp>
#include <utility>

namespace sempervivum::base {

template <class T, class E>
using Expected = tl::expected<T, E>;

template <class E>
auto unexpected(E &&error) {
  return tl::make_unexpected(std::forward<E>(error));
}

/// A failed system call: errno and what was being tried ("bind to eth0").
struct SystemError {
  int code = 0;
  std::string action;

  /// "bind to eth0: No such device"
  std::string message() const { return action + ": " + std::generic_category().message(code); }
};

template <class T>
using SystemResult = Expected<T, SystemError>;

}  // namespace sempervivum::base
