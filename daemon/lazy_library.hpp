/// A shared library that is loaded when it is needed: a process that does not need
/// it starts without it.
///
/// It stays loaded until the process ends: such libraries keep things of their own.
#pragma once

#include <dlfcn.h>

namespace sempervivum::daemon {

class LazyLibrary {
 public:
  explicit LazyLibrary(const char *file) : handle_{dlopen(file, RTLD_NOW | RTLD_LOCAL)} {}

  /// Of a function's type, or a variable's; null if there is none.
  template <class Symbol>
  Symbol *find(const char *name) {
    auto *symbol = handle_ == nullptr ? nullptr : dlsym(handle_, name);
    complete_ = complete_ && symbol != nullptr;
    return reinterpret_cast<Symbol *>(symbol);
  }
  /// Whether everything that was looked for has been found.
  bool complete() const { return complete_; }

 private:
  void *handle_;
  bool complete_ = true;
};

}  // namespace sempervivum::daemon
