/// A page's regular expression, through PCRE2. Pure.
///
/// Matching is bounded (steps and memory), so that no page and no pattern can hold
/// the daemon up; a match that would need more counts as none.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/expected.hpp"
#include "checkers/plan.hpp"

struct pcre2_real_code_8;

namespace sempervivum::checkers {

class Regex {
 public:
  /// With its options and offsets; the error is PCRE2's words.
  static base::Expected<Regex, std::string> compile(const PagePattern &pattern);

  bool matches(std::string_view text) const;

 private:
  struct Free {
    void operator()(pcre2_real_code_8 *code) const;
  };
  explicit Regex(pcre2_real_code_8 *code) : code_{code} {}

  std::unique_ptr<pcre2_real_code_8, Free> code_;
  std::size_t first_ = 0;
  std::optional<std::size_t> last_;
};

}  // namespace sempervivum::checkers
