// Makes the rows of wire/fields.hpp. Kind and access follow from the member's type, so that a row
// can't contradict its struct.
#pragma once

#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "ringline/time.hpp"
#include "wire/fields.hpp"

namespace ringline::wire {

// A row for a member: its name, presence and what limits it.
//   WIRE_FIELD(client::Resume, seen, "seen", Presence::Brief, ranges::counter)
#define WIRE_FIELD(Struct, member, ...) \
  ::ringline::wire::field<Struct, decltype(Struct::member)>(offsetof(Struct, member), __VA_ARGS__)
#define WIRE_WORDS_FIELD(Struct, member, ...)                                               \
  ::ringline::wire::words_field<Struct, decltype(Struct::member)>(offsetof(Struct, member), \
                                                                  __VA_ARGS__)
#define WIRE_CUT_FIELD(Struct, member, ...)                                               \
  ::ringline::wire::cut_field<Struct, decltype(Struct::member)>(offsetof(Struct, member), \
                                                                __VA_ARGS__)

// The type of the value in a member.
template <class T>
struct ValueOf {
  using Type = T;
  static constexpr bool is_optional = false;
  static constexpr const Access* access = nullptr;
};
template <class T>
inline constexpr Access optional_access{
    [](const void* member) -> const void* {
      const auto& value = *static_cast<const std::optional<T>*>(member);
      return value ? &*value : nullptr;
    },
    [](void* member) -> void* { return &static_cast<std::optional<T>*>(member)->emplace(); }};
template <class T>
struct ValueOf<std::optional<T>> {
  using Type = T;
  static constexpr bool is_optional = true;
  static constexpr const Access* access = &optional_access<T>;
};

template <class T>
[[nodiscard]] constexpr Kind kind_of() {
  if constexpr (std::is_same_v<T, std::string>) {
    return Kind::Text;
  } else if constexpr (std::is_same_v<T, std::int64_t>) {
    return Kind::Integer;
  } else if constexpr (std::is_same_v<T, Duration>) {
    return Kind::Milliseconds;
  } else if constexpr (std::is_same_v<T, TimePoint>) {
    return Kind::Instant;
  } else if constexpr (std::is_same_v<T, bool>) {
    return Kind::Bool;
  } else {
    // Read and written through the byte that it is.
    static_assert(std::is_same_v<std::underlying_type_t<T>, std::uint8_t>);
    return Kind::Name;
  }
}

template <class Struct, class T>
[[nodiscard]] constexpr Field field(std::size_t offset, const char* name, Kind kind,
                                    Presence presence, Detail detail) {
  static_assert(std::is_standard_layout_v<Struct>);  // or its members would have no offsets
  if constexpr (ValueOf<T>::is_optional) presence = Presence::IfSet;
  return {name, static_cast<std::uint16_t>(offset), kind, presence, detail, ValueOf<T>::access};
}

// Texts and numbers have a range, enumerations their names, flags and instants neither.
template <class Struct, class T>
[[nodiscard]] constexpr Field field(std::size_t offset, const char* name, Presence presence,
                                    const Range& range) {
  constexpr Kind kind = kind_of<typename ValueOf<T>::Type>();
  static_assert(kind == Kind::Text || kind == Kind::Integer || kind == Kind::Milliseconds);
  return field<Struct, T>(offset, name, kind, presence, Detail(range));
}
template <class Struct, class T>
[[nodiscard]] constexpr Field field(std::size_t offset, const char* name, Presence presence) {
  using Value = typename ValueOf<T>::Type;
  constexpr Kind kind = kind_of<Value>();
  static_assert(kind == Kind::Bool || kind == Kind::Instant || kind == Kind::Name);
  if constexpr (kind == Kind::Name) {
    static_assert(names_of<Value>.count > 0);
    return field<Struct, T>(offset, name, kind, presence, Detail(names_of<Value>));
  } else {
    return field<Struct, T>(offset, name, kind, presence, Detail());
  }
}
template <class Struct, class T>
[[nodiscard]] constexpr Field field(std::size_t offset, const char* name, Presence presence,
                                    const Names& names) {
  static_assert(kind_of<typename ValueOf<T>::Type>() == Kind::Name);
  return field<Struct, T>(offset, name, Kind::Name, presence, Detail(names));
}
template <class Struct, class T>
[[nodiscard]] constexpr Field field(std::size_t offset, const char* name, Presence presence,
                                    const Fields& fields) {
  return field<Struct, T>(offset, name, Kind::Object, presence, Detail(fields));
}
template <class Struct, class T>
[[nodiscard]] constexpr Field field(std::size_t offset, const char* name, Presence presence,
                                    const List& list) {
  return field<Struct, T>(offset, name, Kind::List, presence, Detail(list));
}
template <class Struct, class T>
[[nodiscard]] constexpr Field cut_field(std::size_t offset, const char* name, Presence presence,
                                        const Range& range) {
  static_assert(kind_of<T>() == Kind::Text);
  return field<Struct, T>(offset, name, Kind::CutText, presence, Detail(range));
}

template <class Struct, class T>
[[nodiscard]] constexpr Field words_field(std::size_t offset, const char* name, Presence presence,
                                          const Range& range) {
  static_assert(kind_of<T>() == Kind::Text);
  return field<Struct, T>(offset, name, Kind::Words, presence, Detail(range));
}

template <std::size_t Count>
[[nodiscard]] constexpr Fields fields(const Field (&rows)[Count]) {
  return {rows, Count};
}
inline constexpr Fields no_fields{nullptr, 0};

// An element of a list: what it is, without a name.
[[nodiscard]] constexpr Field element(const Range& text_range) {
  return {"", 0, Kind::Text, Presence::Required, Detail(text_range), nullptr};
}
[[nodiscard]] constexpr Field element(const Fields& fields) {
  return {"", 0, Kind::Object, Presence::Required, Detail(fields), nullptr};
}

[[nodiscard]] constexpr Field element(const Names& names) {
  return {"", 0, Kind::Name, Presence::Required, Detail(names), nullptr};
}

// List::at of a container.
template <class Items>
const void* list_at(const void* list, std::size_t index) {
  const auto& items = *static_cast<const Items*>(list);
  if (index >= items.size()) return nullptr;
  return &*std::next(items.begin(), static_cast<std::ptrdiff_t>(index));
}

template <class T, class Items = std::vector<T>>
[[nodiscard]] constexpr List list_of(Range count, const Field& element) {
  return {count, &element,
          [](void* list, std::size_t size) { *static_cast<Items*>(list) = Items(size); },
          &list_at<Items>};
}

}  // namespace ringline::wire
