#include "parser/tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

#include "parser/fragment.hpp"
#include "parser/suggest.hpp"

namespace sempervivum::parser {

namespace {

bool is_open(std::string_view text) { return text == "{"; }
bool is_close(std::string_view text) { return text == "}"; }

constexpr std::uint32_t no_directive = 0xffffffff;
/// Of many blocks that are never closed so many are named.
constexpr std::size_t most_related = 8;

/// A block being read.
struct Frame {
  /// Null while an unknown block is skipped.
  const Place *place = nullptr;
  Shape shape = Shape::block;
  std::uint32_t directive = no_directive;
  std::uint32_t opened_at = 0;  // line of the statement
};

class TreeBuilder {
 public:
  TreeBuilder(const Source &source, const Place &root, Diagnostics &diagnostics)
      : lines_{source.lines()}, diagnostics_{diagnostics} {
    frames_.push_back({&root, Shape::block, no_directive, 0});
    balance();
  }

  Tree build() {
    tree_.reserve(lines_.size());
    for (at_ = 0; at_ < lines_.size(); ++at_) {
      if (lines_[at_].hidden) continue;
      const auto text = lines_[at_].text;
      if (is_open(text))
        stray_open();
      else if (is_close(text))
        close();
      else
        statement(text);
    }
    report_unclosed();
    return std::move(tree_);
  }

 private:
  Frame &frame() { return frames_.back(); }
  bool at_root() const { return frames_.size() == 1; }

  /// How many `}` are missing (positive) or too many (negative) in the whole text.
  void balance() {
    for (const auto &line : lines_) {
      if (line.hidden) continue;
      missing_closes_ += is_open(line.text);
      missing_closes_ -= is_close(line.text);
    }
  }

  SourceSpan span_of(std::uint32_t line) const {
    return {line, 0, static_cast<std::uint32_t>(lines_[line].text.size())};
  }
  SourceSpan word_span(std::uint32_t line) const {
    return {line, 0, static_cast<std::uint32_t>(first_word(lines_[line].text).size())};
  }

  bool brace_follows() const {
    for (auto next = at_ + 1; next < lines_.size(); ++next)
      if (!lines_[next].hidden) return is_open(lines_[next].text);
    return false;
  }

  /// Steps onto the `{` that brace_follows() saw.
  void take_brace() {
    do ++at_;
    while (lines_[at_].hidden);
  }

  void push(const Place *place, Shape shape, std::uint32_t directive, std::uint32_t line) {
    frames_.push_back({place, shape, directive, line});
  }

  void pop() {
    if (frame().directive != no_directive) tree_[frame().directive].end = static_cast<std::uint32_t>(tree_.size());
    frames_.pop_back();
  }

  std::uint32_t add(const Keyword *keyword) {
    const auto index = static_cast<std::uint32_t>(tree_.size());
    tree_.push_back({at_, index + 1, keyword, false});
    return index;
  }

  // Braces.

  void stray_open() {
    --missing_closes_;
    ++ignored_opens_;
    if (frame().place) diagnostics_.add(FindingId::extra_open_brace, span_of(at_), "this `{` opens nothing");
  }

  void close() {
    if (!at_root()) {
      last_closed_ = frame();
      last_closed_at_ = at_;
      pop();
      return;
    }
    ignoring_ = false;
    if (ignored_opens_ > 0) {
      --ignored_opens_;
      return;
    }
    ++missing_closes_;
    if (explained_closes_ > 0) {
      --explained_closes_;
      return;
    }
    diagnostics_.add(FindingId::extra_close_brace, span_of(at_), "this `}` closes nothing",
                     "remove it, or look above for a block closed too early");
  }

  void report_unclosed() {
    if (!at_root()) {
      const auto &outermost = frames_[1];
      const auto count = frames_.size() - 1;
      auto &finding = diagnostics_.add(
          FindingId::missing_close_brace, word_span(outermost.opened_at),
          count == 1 ? fmt::format("the block of `{}` is never closed", first_word(lines_[outermost.opened_at].text))
                     : fmt::format("{} blocks are never closed", count),
          "add the missing `}`");
      for (std::size_t i = 2; i < std::min(frames_.size(), most_related); ++i)
        finding.related.push_back({word_span(frames_[i].opened_at), "and the one opened here"});
    }
    while (!at_root()) pop();
  }

  // Statements.

  void statement(std::string_view text) {
    if (frame().shape == Shape::items || frame().shape == Shape::words) return item(text);
    const auto word = first_word(text);
    if (!frame().place) return skipped(word);
    if (const auto *keyword = find_keyword(*frame().place, word)) {
      ignoring_ = ignoring_ && !at_root();
      return known(*keyword);
    }
    if (ignoring_) return skip_block();
    if (belongs_outside(word, 1)) return statement(text);
    if (const auto *fallback = find_fallback(*frame().place)) {
      add(fallback);
      return;
    }
    unknown(word);
  }

  void known(const Keyword &keyword) {
    const auto index = add(&keyword);
    const auto line = at_;
    const bool takes_block =
        keyword.shape == Shape::block || keyword.shape == Shape::items || keyword.shape == Shape::words;
    const bool brace = brace_follows();
    if (!takes_block && brace) return superfluous_block(keyword);
    if (!takes_block) return;
    if (brace)
      take_brace();
    else
      missing_open(keyword);
    tree_[index].has_block = true;
    push(keyword.inside, keyword.shape, index, line);
  }

  void missing_open(const Keyword &keyword) {
    ++missing_closes_;
    diagnostics_.add(FindingId::missing_open_brace, span_of(at_),
                     fmt::format("`{}` begins a block, but no `{{` follows", keyword.name), "add `{` at its end");
  }

  /// A keyword that takes no block has one: what is inside goes with it, unless
  /// it is only a brace too many.
  void superfluous_block(const Keyword &keyword) {
    take_brace();
    diagnostics_.add(FindingId::extra_open_brace, span_of(at_), fmt::format("`{}` takes no block", keyword.name),
                     "remove the `{`");
    const auto next = at_ + 1 < lines_.size() ? lines_[at_ + 1].text : std::string_view{};
    if (find_keyword(*frame().place, first_word(next))) {
      --missing_closes_;
      ++ignored_opens_;
      return;
    }
    push(nullptr, Shape::block, no_directive, at_ - 1);
  }

  /// Inside a block that is skipped only the braces matter, and the keywords
  /// that say the block was never closed.
  void skipped(std::string_view word) {
    if (!brace_follows()) return;
    if (belongs_outside(word, frames_.size() - 1)) return statement(lines_[at_].text);
    skip_block();
  }

  void skip_block() {
    const auto line = at_;
    if (!brace_follows()) return;
    take_brace();
    push(nullptr, Shape::block, no_directive, line);
  }

  void item(std::string_view text) {
    const auto word = first_word(text);
    const bool brace = brace_follows();
    const bool place_decides = frame().place && frame().place->addresses;
    if ((brace || place_decides) && belongs_outside(word, 1)) return statement(text);
    if (frame().place || frame().shape == Shape::words) add(nullptr);
  }

  /// Whether the keyword is one of an enclosing block, at least `levels` out,
  /// and a `}` is missing somewhere: then the blocks between are closed here.
  bool belongs_outside(std::string_view word, std::size_t levels) {
    if (missing_closes_ <= 0) return false;
    // Within an unknown block every other one is unknown too.
    const auto known = std::ranges::partition_point(frames_, [](const Frame &f) { return f.place != nullptr; });
    for (auto outer = std::min(frames_.size() - 1, static_cast<std::size_t>(known - frames_.begin())); outer-- > 0;) {
      if (frames_.size() - 1 - outer < levels || !frames_[outer].place) continue;
      const auto *keyword = find_keyword(*frames_[outer].place, word);
      if (!keyword) continue;
      close_early(outer, word);
      return true;
    }
    return false;
  }

  void close_early(std::size_t outer, std::string_view word) {
    const auto &inner = frames_[outer + 1];
    auto &finding = diagnostics_.add(FindingId::missing_close_brace, word_span(at_),
                                     fmt::format("`{}` is still open here: a `}}` is missing before `{}`",
                                                 first_word(lines_[inner.opened_at].text), word),
                                     "add `}` above this line");
    finding.related.push_back({word_span(inner.opened_at), "the block was opened here"});
    while (frames_.size() > outer + 1) {
      --missing_closes_;
      pop();
    }
  }

  void unknown(std::string_view word) {
    if (!closed_too_early(word)) report_unknown(word);
    skip_block();
  }

  /// At the root, a keyword of the block closed last: there was one `}` too many.
  bool closed_too_early(std::string_view word) {
    if (!at_root() || missing_closes_ >= 0 || !last_closed_.place) return false;
    if (!find_keyword(*last_closed_.place, word)) return false;
    const auto block = first_word(lines_[last_closed_.opened_at].text);
    auto &finding = diagnostics_.add(FindingId::extra_close_brace, span_of(last_closed_at_),
                                     fmt::format("this `}}` closes `{}` before `{}`", block, word));
    finding.related.push_back({word_span(at_), "what follows from here is outside any block and ignored"});
    ++explained_closes_;
    ignoring_ = true;
    return true;
  }

  void report_unknown(std::string_view word) {
    if (diagnostics_.full(Severity::error)) {
      diagnostics_.add(FindingId::unknown_keyword, word_span(at_), {});
      return;
    }
    const auto &place = *frame().place;
    std::vector<std::string_view> names;
    for (const auto &row : place.rows)
      if (!row.positional && !diagnostics_.crowded()) names.push_back(row.name);
    auto help = did_you_mean(word, names);
    if (help.empty()) help = line_advice(word);
    if (word.ends_with('\\')) help = "a backslash continues a line only in a `$NAME=` definition";
    const auto home = help.empty() && !diagnostics_.crowded() ? home_of(word) : std::string{};
    if (!home.empty()) help = fmt::format("it belongs into {}", home);
    const auto where = place.title.empty() ? std::string{"here"} : fmt::format("in {}", place.title);
    auto &finding =
        diagnostics_.add(home.empty() ? FindingId::unknown_keyword : FindingId::misplaced_keyword, word_span(at_),
                         home.empty() ? fmt::format("unknown keyword `{}` {}", word, where)
                                      : fmt::format("`{}` has no meaning {}", word, where),
                         std::move(help));
    finding.meant = nearest(word, names);
  }

  /// The block that knows a keyword, if exactly these few do.
  static std::string home_of(std::string_view word) {
    std::vector<std::string_view> homes;
    for (const auto *place : all_places())
      if (!place->title.empty() && find_keyword(*place, word)) homes.push_back(place->title);
    std::ranges::sort(homes);
    homes.erase(std::unique(homes.begin(), homes.end()), homes.end());
    return homes.size() > 3 ? std::string{} : joined(homes, " or ");
  }

  std::span<const Source::Line> lines_;
  Diagnostics &diagnostics_;
  Tree tree_;
  std::vector<Frame> frames_;
  std::uint32_t at_ = 0;
  long missing_closes_ = 0;
  unsigned ignored_opens_ = 0;
  unsigned explained_closes_ = 0;
  Frame last_closed_;
  std::uint32_t last_closed_at_ = 0;
  /// After a block closed too early: skip to the next statement the root knows.
  bool ignoring_ = false;
};

}  // namespace

Tree build_tree(const Source &source, const Place &root, Diagnostics &diagnostics) {
  return TreeBuilder{source, root, diagnostics}.build();
}

std::string_view first_word(std::string_view statement) {
  const auto quoted = statement.starts_with('"');
  if (quoted) statement.remove_prefix(1);
  std::size_t size = 0;
  while (size < statement.size() && statement[size] != '"' && (quoted || !is_blank(statement[size]))) ++size;
  return statement.substr(0, size);
}

}  // namespace sempervivum::parser
