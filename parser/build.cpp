#include "parser/build.hpp"

#include <fmt/format.h>

#include <map>
#include <set>
#include <string>
#include <utility>

#include "parser/arguments.hpp"
#include "parser/suggest.hpp"

namespace sempervivum::parser {

namespace {

std::vector<std::string_view> option_names(const Place &place) {
  std::vector<std::string_view> names;
  for (const auto &row : place.rows)
    if (!row.positional) names.push_back(row.name);
  return names;
}

/// The lines an inner line stands in, innermost first.
struct Outer {
  const Place *place = nullptr;
  const Outer *next = nullptr;
};

bool repeats(const Directive &directive) {
  const auto *keyword = directive.keyword;
  return keyword && keyword->shape == Shape::block && keyword->opens.repeats;
}

class Builder {
 public:
  Builder(const Source &source, const Tree &tree, Diagnostics &diagnostics, bool testing)
      : source_{source}, tree_{tree}, reading_{diagnostics, testing, false, nullptr} {}

  void block(void *object, std::uint32_t begin, std::uint32_t end) {
    std::set<const Keyword *> seen;
    for (auto at = begin; at < end; at = tree_[at].end) {
      const auto &directive = tree_[at];
      if (!directive.keyword) continue;  // reported when the tree was built
      const auto &keyword = *directive.keyword;
      const bool again = keyword.repeated != Repeated::last_wins && !seen.insert(&keyword).second;
      if (again) repeated(directive);
      if (!again || keyword.repeated == Repeated::last_reported) statement(object, directive, at);
    }
  }

 private:
  Diagnostics &diagnostics() { return reading_.diagnostics; }
  std::string_view text(const Directive &directive) const { return source_.lines()[directive.line].text; }

  SourceSpan span(const Directive &directive) const {
    return {directive.line, 0, static_cast<std::uint32_t>(text(directive).size())};
  }

  void repeated(const Directive &directive) {
    const bool first = directive.keyword->repeated == Repeated::first_kept;
    diagnostics().add(first ? FindingId::duplicate : FindingId::duplicate_ignored, span(directive),
                      fmt::format("`{}` is given a second time; the {} one is kept", directive.keyword->name,
                                  first ? "first" : "last"));
  }

  void statement(void *object, const Directive &directive, std::uint32_t at) {
    const auto &keyword = *directive.keyword;
    note_row(keyword, {directive.line, 0, static_cast<std::uint32_t>(keyword.name.size())});
    if (keyword.fallback) return item(object, directive, keyword);
    switch (keyword.shape) {
      case Shape::value: return value(object, directive);
      case Shape::options: return options(object, directive);
      case Shape::block: return nested(object, directive, at);
      case Shape::items: return items(object, directive, at);
      case Shape::words: return words(object, directive, at);
    }
  }

  void note_row(const Keyword &keyword, SourceSpan where) {
    if (keyword.deprecated || keyword.discouraged)
      diagnostics().add(keyword.deprecated ? FindingId::deprecated : FindingId::discouraged, where,
                        fmt::format("`{}` is an old keyword", keyword.name),
                        keyword.alias_of.empty() ? std::string{} : fmt::format("use `{}`", keyword.alias_of));
    if (keyword.dormant)
      diagnostics().add(FindingId::not_supported_yet, where,
                        fmt::format("`{}` is read, but this version does not act on it", keyword.name));
    if (!keyword.needless.empty())
      diagnostics().add(FindingId::needless_setting, where,
                        fmt::format("nothing is to be done for `{}`: {}", keyword.name, keyword.needless));
  }

  /// The statement's words, until the next statement's; the keyword itself is the first one.
  Arguments arguments_of(const Directive &directive, bool skip_keyword) {
    split_words(text(directive), directive.line, words_);
    const bool splits_itself = directive.keyword && directive.keyword->takes.kind == Argument::Kind::command;
    if (words_.unterminated && !splits_itself)
      diagnostics().add(FindingId::unterminated_quote, {directive.line, *words_.unterminated, 1},
                        "this quote is never closed; the rest of the line is ignored");
    Arguments arguments{words_.words, text(directive), directive.line};
    if (skip_keyword) arguments.take();
    return arguments;
  }

  void value(void *object, const Directive &directive) {
    reading_.mild = false;
    auto arguments = arguments_of(directive, true);
    reading_.keyword = directive.keyword;
    if (directive.keyword->fills.read(object, arguments, reading_)) superfluous(arguments, directive);
  }

  void superfluous(Arguments &arguments, const Directive &directive) {
    const auto *word = arguments.peek();
    if (!word) return;
    const auto &keyword = *directive.keyword;
    if (const auto *swallowed = sibling(directive, word->text))
      diagnostics().add(FindingId::swallowed_keyword, word->span,
                        fmt::format("`{}` is swallowed by `{}` and has no effect", swallowed->name, keyword.name),
                        "give it a line of its own");
    else
      diagnostics().add(FindingId::superfluous_word, word->span,
                        fmt::format("`{}` takes no more words; this is ignored", keyword.name));
  }

  /// A keyword of the same block.
  const Keyword *sibling(const Directive &directive, std::string_view name) const {
    for (const auto *place : all_places()) {
      const auto &rows = place->rows;
      if (directive.keyword >= rows.data() && directive.keyword < rows.data() + rows.size())
        return find_keyword(*place, name);
    }
    return nullptr;
  }

  void options(void *parent, const Directive &directive) {
    auto arguments = arguments_of(directive, true);
    const auto &keyword = *directive.keyword;
    void *object = keyword.opens.open(parent, span(directive));
    if (!line(*keyword.inside, object, arguments, keyword) || incomplete(keyword, object, arguments))
      keyword.opens.discard(parent);
  }

  /// Whether a line that was read still lacks something: reported.
  bool incomplete(const Keyword &keyword, const void *object, const Arguments &arguments) {
    const auto missing = keyword.inside->lacks ? keyword.inside->lacks(object) : std::string_view{};
    if (missing.empty()) return false;
    diagnostics().add(FindingId::bad_value, arguments.end_span(), fmt::format("`{}` needs {}", keyword.name, missing));
    return true;
  }

  void nested(void *parent, const Directive &directive, std::uint32_t at) {
    auto arguments = arguments_of(directive, true);
    const auto &keyword = *directive.keyword;
    void *object = keyword.opens.open(parent, span(directive));
    if (!header(*keyword.inside, object, arguments, keyword) || used_before(directive) ||
        ambiguous(arguments, directive))
      return keyword.opens.discard(parent);
    superfluous(arguments, directive);
    make_room(object, at + 1, directive.end);
    block(object, at + 1, directive.end);
  }

  /// For the blocks inside a block, so that hundreds of them are not moved again and again;
  /// there is seldom more than one kind that repeats.
  void make_room(void *object, std::uint32_t begin, std::uint32_t end) const {
    const Keyword *kind = nullptr;
    std::size_t count = 0;
    for (auto at = begin; at < end; at = tree_[at].end) {
      if (!kind && repeats(tree_[at])) kind = tree_[at].keyword;
      count += kind && tree_[at].keyword == kind;
    }
    if (count > 1) kind->opens.reserve(object, count);
  }

  /// Named blocks begin with the positional row NAME.
  bool used_before(const Directive &directive) {
    const auto &rows = directive.keyword->inside->rows;
    if (rows.empty() || !rows.front().positional || rows.front().name != "NAME" || words_.words.size() < 2)
      return false;
    const auto &name = words_.words[1];
    if (names_.emplace(directive.keyword->inside, name.text).second) return false;
    const bool unique = directive.keyword->unique;
    diagnostics().add(unique ? FindingId::duplicate : FindingId::repeated_name, name.span,
                      fmt::format("there is a {} `{}` already{}", directive.keyword->name, name.text,
                                  unique ? "; this one is ignored" : ""));
    return unique;
  }

  /// An instance has exactly one name; with more it is dropped, as the incumbent does.
  bool ambiguous(Arguments &arguments, const Directive &directive) {
    if (!directive.keyword->unique || arguments.empty()) return false;
    diagnostics().add(FindingId::bad_value, arguments.peek()->span,
                      fmt::format("`{}` takes one name; the block is ignored", directive.keyword->name),
                      "put a name with blanks in double quotes");
    return true;
  }

  void items(void *parent, const Directive &directive, std::uint32_t at) {
    for (auto child = at + 1; child < directive.end; child = tree_[child].end)
      item(parent, tree_[child], *directive.keyword);
    if (directive.keyword->wants_items && directive.keyword->opens.count(parent) == 0) empty(directive);
  }

  void empty(const Directive &directive) {
    const bool implied = diagnostics().explained(directive.keyword->name, directive.line, tree_line(directive.end));
    diagnostics()
        .add(FindingId::empty_list, span(directive), fmt::format("`{}` has nothing in it", directive.keyword->name))
        .implied = implied;
  }

  /// Of the directive that comes there, if there is one.
  std::uint32_t tree_line(std::uint32_t at) const { return at < tree_.size() ? tree_[at].line : UINT32_MAX; }

  /// One line of a list, read by the place inside `keyword`.
  void item(void *parent, const Directive &child, const Keyword &keyword) {
    auto arguments = arguments_of(child, false);
    if (arguments.empty()) return;
    void *object = keyword.opens.open(parent, span(child));
    if (line(*keyword.inside, object, arguments, keyword) && !incomplete(keyword, object, arguments)) return;
    keyword.opens.discard(parent);
    diagnostics().blame(keyword.name);
  }

  void words(void *object, const Directive &directive, std::uint32_t at) {
    for (auto child = at + 1; child < directive.end; child = tree_[child].end) {
      auto arguments = arguments_of(tree_[child], false);
      reading_.keyword = directive.keyword;
      while (!arguments.empty()) directive.keyword->fills.read(object, arguments, reading_);
    }
    if (directive.keyword->wants_items && at + 1 == directive.end) empty(directive);
  }

  /// The positional rows of a place, in order.
  bool header(const Place &place, void *object, Arguments &arguments, const Keyword &owner) {
    for (const auto &row : place.rows) {
      if (!row.positional) break;
      const bool absent = arguments.empty() || find_keyword(place, arguments.peek()->text) != nullptr;
      if (absent && row.takes.optional) continue;
      reading_.keyword = arguments.empty() ? &owner : &row;
      if (arguments.empty()) return missing(row, owner, arguments);
      if (!row.fills.read(object, arguments, reading_)) return false;
    }
    return true;
  }

  bool missing(const Keyword &row, const Keyword &owner, const Arguments &arguments) {
    const auto id = owner.silent ? FindingId::ignored_value
                    : owner.mild ? FindingId::missing_value
                                 : FindingId::missing_parameter;
    diagnostics().add(id, arguments.end_span(), fmt::format("`{}` needs {}", owner.name, row.name));
    return false;
  }

  /// A line of positional values and options. An option that is wrong is left out
  /// and the rest used, but of a strict place nothing is; without its first values
  /// there is no object. `outer` are the places whose options end an inner line.
  bool line(const Place &place, void *object, Arguments &arguments, const Keyword &owner,
            const Outer *outer = nullptr) {
    if (!header(place, object, arguments, owner)) return false;
    bool sound = true;
    while (const auto *word = arguments.peek()) {
      reading_.mild = !place.strict;
      const auto *row = find_keyword(place, word->text);
      if (!row && knows(outer, word->text)) break;
      if (row)
        sound &= option(*row, place, object, arguments, outer);
      else if (const auto *rest = find_fallback(place))
        sound &= read_row(*rest, object, arguments);
      else
        sound = unknown_option(arguments, place, owner);
    }
    return sound || !place.strict;
  }

  /// Whether it was right; so are those below.
  bool option(const Keyword &row, const Place &place, void *object, Arguments &arguments, const Outer *outer) {
    const auto span = arguments.take()->span;
    note_row(row, span);
    if (row.shape != Shape::options) return read_row(row, object, arguments);
    const Outer here{&place, outer};
    void *inner = row.opens.open(object, span);
    const bool whole = line(*row.inside, inner, arguments, row, &here) && !incomplete(row, inner, arguments);
    if (!whole) row.opens.discard(object);
    return whole;
  }

  bool read_row(const Keyword &row, void *object, Arguments &arguments) {
    reading_.keyword = &row;
    return row.fills.read(object, arguments, reading_);
  }

  static bool knows(const Outer *outer, std::string_view name) {
    for (; outer; outer = outer->next)
      if (find_keyword(*outer->place, name)) return true;
    return false;
  }

  /// One that is only misspelt takes its value with it, and so does a netmask.
  bool unknown_option(Arguments &arguments, const Place &place, const Keyword &owner) {
    const auto &word = *arguments.take();
    const auto names = option_names(place);
    auto help = option_advice(word.text, names);
    diagnostics().add(FindingId::unknown_option, word.span,
                      fmt::format("`{}` is no option of `{}`", word.text, owner.name), std::move(help));
    const auto meant = nearest(word.text, names);
    const auto *row = meant.empty() ? nullptr : find_keyword(place, meant);
    const bool misspelt = row && row->shape == Shape::value && row->takes.kind != Argument::Kind::none;
    if (misspelt || is_netmask(word.text)) arguments.take();
    return false;
  }

  const Source &source_;
  const Tree &tree_;
  Reading reading_;
  Words words_;
  std::set<std::pair<const Place *, std::string_view>> names_;
};

/// Room for the blocks outside any other, so that thousands of them are not moved again and again.
void reserve_blocks(Config &config, const Tree &tree) {
  std::map<const Keyword *, std::size_t> counts;
  for (std::uint32_t at = 0; at < tree.size(); at = tree[at].end) {
    if (repeats(tree[at])) ++counts[tree[at].keyword];
  }
  for (const auto &[keyword, count] : counts) keyword->opens.reserve(&config, count);
}

}  // namespace

Config build_config(const Source &source, const Tree &tree, Diagnostics &diagnostics, bool testing) {
  Config config;
  reserve_blocks(config, tree);
  Builder{source, tree, diagnostics, testing}.block(&config, 0, static_cast<std::uint32_t>(tree.size()));
  return config;
}

}  // namespace sempervivum::parser
