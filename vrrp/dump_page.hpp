/// Lines of a dump: `NAME = value`, indented by what they belong to.
#pragma once

#include <fmt/format.h>

#include <iterator>
#include <string>
#include <string_view>
#include <utility>

namespace sempervivum::vrrp {

class DumpPage {
 public:
  void section(std::string_view title) { line("------< {} >------", title); }

  template <class... Args>
  void line(fmt::format_string<Args...> format, Args &&...args) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
    text_ += '\n';
  }
  /// A line only if there is something to say.
  template <class Value>
  void given(std::string_view name, const Value &value) {
    if (value) line("{} = {}", name, *value);
  }

  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

inline const char *yes_no(bool value) { return value ? "yes" : "no"; }
inline const char *true_false(bool value) { return value ? "true" : "false"; }
inline const char *enabled(bool value) { return value ? "enabled" : "disabled"; }

}  // namespace sempervivum::vrrp
