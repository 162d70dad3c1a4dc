/// Binding rows to members: `member<&VrrpInstance::priority>` is a Binding.
///
/// A path of several members goes inwards: `member<&VrrpInstance::notify,
/// &NotifyScripts::notify_master>`.
#pragma once

#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "parser/schema.hpp"
#include "parser/values.hpp"

namespace sempervivum::parser {

namespace detail {

template <class T>
struct MemberOf;
template <class Class, class Member>
struct MemberOf<Member Class::*> {
  using Object = Class;
  using Type = Member;
};

template <auto First, auto...>
struct FirstOf {
  using Object = typename MemberOf<decltype(First)>::Object;
};

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_optional<base::Rare<T>> = true;

template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;

template <auto First, auto... Rest, class Object>
auto &reach(Object &object) {
  if constexpr (sizeof...(Rest) == 0)
    return object.*First;
  else
    return reach<Rest...>(object.*First);
}

template <auto... Path>
using ObjectOf = typename FirstOf<Path...>::Object;

template <auto... Path>
using TypeOf = std::decay_t<decltype(reach<Path...>(std::declval<ObjectOf<Path...> &>()))>;

template <class Object>
void place(Object &object, SourceSpan span) {
  if constexpr (requires { object.span = span; }) object.span = span;
}

template <auto... Path>
bool read_member(void *object, Arguments &arguments, Reading &reading) {
  return read_value(arguments, reading, reach<Path...>(*static_cast<ObjectOf<Path...> *>(object)));
}

template <auto... Path>
bool write_member(const void *object, const Keyword &keyword, std::string &out) {
  return write_value(reach<Path...>(*static_cast<const ObjectOf<Path...> *>(object)), keyword.takes, out);
}

/// A word list: each statement or word adds one element.
template <auto... Path>
bool append_word(void *object, Arguments &arguments, Reading &) {
  auto &list = reach<Path...>(*static_cast<ObjectOf<Path...> *>(object));
  const auto *word = arguments.take();
  if (!word) return false;
  using Element = typename std::decay_t<decltype(list)>::value_type;
  if constexpr (std::is_same_v<Element, std::string>)
    list.emplace_back(word->text);
  else
    list.push_back(Element{std::string{word->text}, word->span});
  return true;
}

template <auto... Path>
bool write_words(const void *object, const Keyword &, std::string &out) {
  const auto &list = reach<Path...>(*static_cast<const ObjectOf<Path...> *>(object));
  for (const auto &element : list) {
    if (!out.empty()) out += '\n';
    if constexpr (std::is_same_v<std::decay_t<decltype(element)>, std::string>)
      out += quote_word(element);
    else
      out += quote_word(element.name);
  }
  return !list.empty();
}

template <auto... Path>
void *open_member(void *parent, SourceSpan span) {
  auto &member = reach<Path...>(*static_cast<ObjectOf<Path...> *>(parent));
  using Type = std::decay_t<decltype(member)>;
  if constexpr (is_vector<Type>) {
    auto &made = member.emplace_back();
    place(made, span);
    return &made;
  } else if constexpr (is_optional<Type>) {
    if (!member) place(member.emplace(), span);
    return &*member;
  } else {
    place(member, span);
    return &member;
  }
}

template <auto... Path>
void discard_member(void *parent) {
  auto &member = reach<Path...>(*static_cast<ObjectOf<Path...> *>(parent));
  using Type = std::decay_t<decltype(member)>;
  if constexpr (is_vector<Type>)
    member.pop_back();
  else if constexpr (is_optional<Type>)
    member.reset();
}

template <auto... Path>
void reserve_members(void *parent, std::size_t count) {
  auto &member = reach<Path...>(*static_cast<ObjectOf<Path...> *>(parent));
  if constexpr (is_vector<std::decay_t<decltype(member)>>) member.reserve(member.size() + count);
}

template <auto... Path>
std::size_t count_members(const void *parent) {
  const auto &member = reach<Path...>(*static_cast<const ObjectOf<Path...> *>(parent));
  using Type = std::decay_t<decltype(member)>;
  if constexpr (is_vector<Type>) return member.size();
  if constexpr (is_optional<Type>) return member.has_value() ? 1 : 0;
  return 1;
}

template <auto... Path>
const void *member_at(const void *parent, std::size_t index) {
  const auto &member = reach<Path...>(*static_cast<const ObjectOf<Path...> *>(parent));
  using Type = std::decay_t<decltype(member)>;
  if constexpr (is_vector<Type>)
    return &member[index];
  else if constexpr (is_optional<Type>)
    return &*member;
  else
    return &member;
}

}  // namespace detail

/// A value in a member, or in a std::optional member.
template <auto... Path>
inline constexpr Binding member{&detail::read_member<Path...>, &detail::write_member<Path...>};

/// Words collected in a vector of strings or Named.
template <auto... Path>
inline constexpr Binding word_list{&detail::append_word<Path...>, &detail::write_words<Path...>};

/// A block or item whose object is a member: appended to a vector, made in an
/// optional, or the plain member itself.
template <auto... Path>
inline constexpr Opening object{&detail::open_member<Path...>,     &detail::discard_member<Path...>,
                                &detail::count_members<Path...>,   &detail::member_at<Path...>,
                                &detail::reserve_members<Path...>, detail::is_vector<detail::TypeOf<Path...>>};

/// The row's rows fill the parent object itself.
inline constexpr Opening itself{
    [](void *parent, SourceSpan) { return parent; },
    [](void *) {},
    [](const void *) -> std::size_t { return 1; },
    [](const void *parent, std::size_t) { return parent; },
    [](void *, std::size_t) {},
};

}  // namespace sempervivum::parser
