#include "checkers/regex.hpp"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <fmt/format.h>
#include <pcre2.h>

#include <algorithm>
#include <array>

namespace sempervivum::checkers {
namespace {

/// Enough for honest patterns, little enough for a tenth of a second.
constexpr std::uint32_t step_limit = 2'000'000;
constexpr std::uint32_t heap_limit_kib = 8192;

struct Option {
  std::string_view word;
  std::uint32_t bit;
};
constexpr auto options = std::to_array<Option>({
    {"allow_empty_class", PCRE2_ALLOW_EMPTY_CLASS},
    {"alt_bsux", PCRE2_ALT_BSUX},
    {"auto_callout", PCRE2_AUTO_CALLOUT},
    {"caseless", PCRE2_CASELESS},
    {"dollar_endonly", PCRE2_DOLLAR_ENDONLY},
    {"dotall", PCRE2_DOTALL},
    {"dupnames", PCRE2_DUPNAMES},
    {"extended", PCRE2_EXTENDED},
    {"firstline", PCRE2_FIRSTLINE},
    {"match_unset_backref", PCRE2_MATCH_UNSET_BACKREF},
    {"multiline", PCRE2_MULTILINE},
    {"never_ucp", PCRE2_NEVER_UCP},
    {"never_utf", PCRE2_NEVER_UTF},
    {"no_auto_capture", PCRE2_NO_AUTO_CAPTURE},
    {"no_auto_possess", PCRE2_NO_AUTO_POSSESS},
    {"no_dotstar_anchor", PCRE2_NO_DOTSTAR_ANCHOR},
    {"no_start_optimize", PCRE2_NO_START_OPTIMIZE},
    {"ucp", PCRE2_UCP},
    {"ungreedy", PCRE2_UNGREEDY},
    {"utf", PCRE2_UTF},
    {"never_backslash_c", PCRE2_NEVER_BACKSLASH_C},
    {"alt_circumflex", PCRE2_ALT_CIRCUMFLEX},
    {"alt_verbnames", PCRE2_ALT_VERBNAMES},
    {"use_offset_limit", PCRE2_USE_OFFSET_LIMIT},
});

std::uint32_t bits_of(const std::vector<std::string> &words) {
  std::uint32_t bits = 0;
  for (const auto &option : options)
    if (std::ranges::find(words, option.word) != words.end()) bits |= option.bit;
  return bits;
}

std::string words_of(int error, std::size_t offset) {
  std::array<unsigned char, 256> text{};
  pcre2_get_error_message(error, text.data(), text.size());
  return fmt::format("{} at offset {}", reinterpret_cast<const char *>(text.data()), offset);
}

PCRE2_SPTR units(std::string_view text) { return reinterpret_cast<PCRE2_SPTR>(text.data()); }

struct FreeMatch {
  void operator()(pcre2_match_data *data) const { pcre2_match_data_free(data); }
  void operator()(pcre2_match_context *context) const { pcre2_match_context_free(context); }
};

}  // namespace

void Regex::Free::operator()(pcre2_real_code_8 *code) const { pcre2_code_free(code); }

base::Expected<Regex, std::string> Regex::compile(const PagePattern &pattern) {
  int error = 0;
  std::size_t offset = 0;
  auto bits = bits_of(pattern.options);
  if (pattern.max_offset) bits |= PCRE2_USE_OFFSET_LIMIT;
  auto *code = pcre2_compile(units(pattern.text), pattern.text.size(), bits, &error, &offset, nullptr);
  if (code == nullptr) return base::unexpected(words_of(error, offset));
  Regex regex{code};
  regex.first_ = pattern.min_offset;
  regex.last_ = pattern.max_offset;
  return regex;
}

bool Regex::matches(std::string_view text) const {
  if (first_ > text.size()) return false;
  const std::unique_ptr<pcre2_match_data, FreeMatch> data{pcre2_match_data_create_from_pattern(code_.get(), nullptr)};
  const std::unique_ptr<pcre2_match_context, FreeMatch> context{pcre2_match_context_create(nullptr)};
  if (!data || !context) return false;
  pcre2_set_match_limit(context.get(), step_limit);
  pcre2_set_heap_limit(context.get(), heap_limit_kib);
  if (last_) pcre2_set_offset_limit(context.get(), *last_);
  return pcre2_match(code_.get(), units(text), text.size(), first_, 0, data.get(), context.get()) >= 0;
}

}  // namespace sempervivum::checkers
