#include "parser/diagnostics.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace sempervivum::parser {

std::string_view to_words(Severity severity) {
  switch (severity) {
    case Severity::note: return "note";
    case Severity::warning: return "warning";
    case Severity::error: break;
  }
  return "error";
}

namespace {

std::string clipped(std::string text) {
  if (text.size() <= Diagnostics::longest_text) return text;
  auto end = Diagnostics::longest_text;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
  text.resize(end);
  return text += "...";
}

}  // namespace

Finding &Diagnostics::add(FindingId id, SourceSpan span, std::string message, std::string help) {
  const auto severity = kind_of(id).severity;
  seen_.set(static_cast<std::size_t>(id));
  if (full(severity)) {
    ++dropped_[index_of(severity)];
    return overflow_ = Finding{.id = id, .span = span};
  }
  ++kept_[index_of(severity)];
  return findings_.emplace_back(
      Finding{.id = id, .span = span, .message = clipped(std::move(message)), .help = clipped(std::move(help))});
}

std::size_t Diagnostics::count(Severity severity) const {
  const auto shown =
      std::ranges::count_if(findings_, [=](const Finding &f) { return !f.implied && f.kind().severity == severity; });
  return static_cast<std::size_t>(shown) + dropped_[index_of(severity)];
}

std::size_t Diagnostics::dropped() const { return std::reduce(dropped_.begin(), dropped_.end()); }

bool Diagnostics::explained(std::string_view keyword, std::uint32_t begin, std::uint32_t end) const {
  return !crowded() && std::ranges::any_of(findings_, [=](const Finding &f) {
    return (f.meant == keyword || f.about == keyword) && f.span.line > begin && f.span.line < end;
  });
}

bool Diagnostics::found(FindingId id, SourceSpan span) const {
  const auto is_it = [=](const Finding &f) {
    return f.id == id && f.span.line == span.line && f.span.offset == span.offset;
  };
  return seen(id) && !crowded() && std::ranges::any_of(findings_, is_it);
}

void Diagnostics::blame(std::string_view keyword) {
  if (!findings_.empty()) findings_.back().about = keyword;
}

bool Diagnostics::fatal() const {
  return std::ranges::any_of(all_finding_kinds(),
                             [this](const FindingKind &kind) { return kind.fatal && seen(kind.id); });
}

IncumbentClass Diagnostics::worst_class() const {
  auto worst = IncumbentClass::none;
  for (const auto &kind : all_finding_kinds())
    if (seen(kind.id)) worst = std::max(worst, kind.incumbent);
  return worst;
}

void Diagnostics::sort() {
  const auto key = [](const Finding &f) {
    return std::tuple{f.span.line, f.span.offset, f.span.length, f.id, std::string_view{f.message}};
  };
  std::ranges::stable_sort(findings_, {}, key);
  const auto repeated = std::ranges::unique(findings_, {}, key);
  findings_.erase(repeated.begin(), repeated.end());
}

}  // namespace sempervivum::parser
